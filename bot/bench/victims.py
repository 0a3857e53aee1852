"""The processes that get killed: the engine, by its own hand at a named point, and Redis."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.store import keys
from bot.store.connect import Client, patiently
from bot.store.scripts import Scripts
from bot.tether import tether

PATIENCE = 60.0  # seconds until a Redis that was killed must be back


@dataclass(frozen=True)
class Death:
    """Where an engine died, and the message that was there: None where it was an effect."""

    point: str
    message: str | None


class EngineProcess:
    """One life of an engine: `bot.bench.fault_engine`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.ready = asyncio.Event()
        self.paused = asyncio.Event()
        self._lines = asyncio.create_task(self._read())
        self._killed: Death | None = None

    @classmethod
    async def start(cls, url: str, log: Path, *words: str) -> EngineProcess:
        """`words` are options of `bot.bench.fault_engine`; what it says about itself goes to the end of `log`."""
        with log.open("a") as stderr:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.bench.fault_engine", "--redis", url, *words,
                stdout=asyncio.subprocess.PIPE, stderr=stderr, preexec_fn=tether(),
            )  # fmt: skip
        return cls(process)

    async def death(self) -> Death | None:
        """Waits for its end. None where it was not by its own hand."""
        code = await self._process.wait()
        await self._lines
        return self._killed if code == -signal.SIGKILL else None

    async def stop(self) -> None:
        """Asks it to end, and waits."""
        if self._process.returncode is None:
            self._process.terminate()
        await self.death()

    def signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            said = json.loads(line)
            if said.get("ready"):
                self.ready.set()
            if "paused" in said:
                self.paused.set()
            if "killed" in said:
                self._killed = Death(said["killed"], said["message"])
        self.ready.set()


async def kill_redis(client: Client) -> None:
    """SIGKILL to the server itself, then waits until its keeper has brought it back."""
    before = await server_pid(client)
    os.kill(before, signal.SIGKILL)
    while await server_pid(client) == before:
        pass


async def server_pid(client: Client) -> int:
    return int((await patiently(lambda: client.info("server"), PATIENCE))["process_id"])


async def in_flight(client: Client, conversations: Iterable[str]) -> bool:
    """Whether Redis holds work that nobody has finished: inbox entries, or effects that have not been applied."""
    partitions = {keys.partition_of(conversation) for conversation in conversations}
    return await patiently(lambda: _unfinished(client, partitions), PATIENCE)


async def _unfinished(client: Client, partitions: set[int]) -> bool:
    async with client.pipeline(transaction=False) as pipeline:
        for partition in partitions:
            pipeline.xlen(keys.inbox(partition))
        if any(await pipeline.execute()):
            return True
    names = [([keys.applied(partition), keys.events(partition)], [1_000]) for partition in partitions]
    return any(effects for _, effects in await Scripts(client).many("unapplied", names))
