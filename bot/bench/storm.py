"""One run of it: a crowd, a staff, and engine after engine that dies, with Redis dying now and then."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.bench.audit import Audit, audit
from bot.bench.crowd import Crowd, PlainWords, Post, ScriptedWords
from bot.bench.staff import Staff
from bot.bench.victims import Death, EngineProcess, in_flight, kill_redis
from bot.engine.consumer import POINTS
from bot.errors import EngineError
from bot.store.connect import Client, connect
from bot.store.fanout import Fanout

T = TypeVar("T")
Say = Callable[[str], None]
REPS = 5
STALLED = 60.0  # seconds; an engine with a model takes ten to start


@dataclass(frozen=True)
class Size:
    conversations: int
    messages: int
    kills: int
    redis_kills: int


@dataclass
class Tally:
    """What the killing came to."""

    points: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    in_request: int = 0
    in_handoff: int = 0
    redis: int = 0
    redis_in_flight: int = 0
    seconds: float = 0.0
    stray: list[str] = field(default_factory=list)

    def died(self, death: Death, in_flight: bool) -> None:
        self.points[death.point] += 1
        self.in_flight += in_flight
        kind = (death.message or "").partition("-")[0]
        self.in_request += kind in ("request", "cancel")
        self.in_handoff += kind in ("person", "withdraw", "rep")


class Storm:
    """One run: a crowd, a staff, and engine after engine."""

    def __init__(
        self, client: Client, url: str, folder: Path, size: Size, rng: random.Random, say: Say, model: Path | None
    ) -> None:
        """`model` is a var folder with a trained model and a catalog; without it the scripted reader reads."""
        self._client, self._url, self._log, self._size, self._rng, self._say = (
            client,
            url,
            folder / "engine.log",
            size,
            rng,
            say,
        )
        self._options = ("--reader", "rasa", "--var", str(model)) if model else ()
        self._fanout = Fanout(client)
        self._names = [f"talk-{number}" for number in range(size.conversations)]
        self.post = Post(client, self._fanout, rng)
        words = PlainWords() if model else ScriptedWords(rng)
        self.crowd = Crowd(self.post, self._names, size.messages, words, rng)
        self.staff = Staff(client, self._fanout, self.post, REPS, rng)
        self.tally = Tally()
        self._engines: list[EngineProcess] = []
        self._busy: tuple[asyncio.Task[None], ...] = ()

    async def rage(self) -> None:
        """All of it; no engine is left behind, however it ends."""
        try:
            await self._rage()
        finally:
            for engine in self._engines:
                engine.signal(signal.SIGKILL)
                await engine.death()

    async def _start(self, *words: str) -> EngineProcess:
        engine = await EngineProcess.start(self._url, self._log, *words, *self._options)
        self._engines = [engine]
        return engine

    async def _rage(self) -> None:
        """Kills as often as was asked for; then lets everybody come to an end, with an engine that is left alive."""
        began = time.monotonic()
        listening = asyncio.create_task(self._fanout.run())
        await self._fanout.ready.wait()
        await self.staff.come_in()
        with self.post.open():
            talking = asyncio.create_task(self.crowd.talk())
            working = asyncio.create_task(self.staff.work())
            watching = asyncio.create_task(self._watch())
            self._busy = (working, listening, watching)
            await self._kill_all()
            self.crowd.enough = True
            last = await self._start()
            await self._or_fail(talking)
            working.cancel()
            self._busy = (listening, watching)
            await self._or_fail(asyncio.create_task(self.staff.finish()))
            await self._or_fail(asyncio.create_task(self._finished()))
            await last.stop()
        for task in (watching, listening):
            task.cancel()
        await asyncio.gather(working, watching, listening, return_exceptions=True)
        self.tally.seconds = time.monotonic() - began

    async def _finished(self) -> None:
        while await in_flight(self._client, self._names):
            pass

    async def _watch(self) -> None:
        """Raises EngineError when for long nobody was answered and no engine died."""
        while True:
            commits, deaths = self.post.commits, sum(self.tally.points.values())
            try:
                await asyncio.wait_for(self._until(commits + 1), STALLED)
            except asyncio.TimeoutError:
                if sum(self.tally.points.values()) == deaths:
                    log = self._log.read_text()[-2000:]
                    raise EngineError(f"nothing has happened for {STALLED:.0f} seconds; the engine said: {log}") from None

    async def _or_fail(self, wanted: asyncio.Task[T]) -> T:
        """What the task gives; an error in what goes on beside it ends the waiting."""
        await asyncio.wait((wanted, *self._busy), return_when=asyncio.FIRST_COMPLETED)
        for task in self._busy:
            if task.done():
                task.result()
        return await wanted

    async def _kill_all(self) -> None:
        points = [POINTS[number % len(POINTS)] for number in range(self._size.kills)]
        self._rng.shuffle(points)
        with_redis = set(self._rng.sample(range(len(points)), self._size.redis_kills))
        for number, point in enumerate(points):
            budget = max(1.0, self.crowd.left / (len(points) - number))
            occurrence = self._rng.randint(1, max(1, round(2 * budget) - 1))
            await self._one_life(f"{point}:{occurrence}", number in with_redis)
            if number % 20 == 19:
                self._say(
                    f"{number + 1} engines killed, {self.post.commits} turns done, {max(0, self.crowd.left)} messages to go"
                )

    async def _one_life(self, kill: str, redis_too: bool) -> None:
        engine = await self._start("--kill", kill)
        if redis_too:
            await self._kill_redis(engine)
        death = await self._or_fail(asyncio.create_task(engine.death()))
        if death is None:
            self.tally.stray.append(kill)
            return
        self.tally.died(death, await in_flight(self._client, self._names))

    async def _kill_redis(self, engine: EngineProcess) -> None:
        """In the midst of it: after a turn or two of this engine."""
        enough = self.post.commits + self._rng.randint(1, 2)
        dying = asyncio.create_task(engine.death())
        reached = asyncio.create_task(self._until(enough))
        await asyncio.wait((dying, reached), return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        self.tally.redis_in_flight += await in_flight(self._client, self._names)
        await kill_redis(self._client)
        self.tally.redis += 1

    async def _until(self, commits: int) -> None:
        async with self.post.progress:
            await self.post.progress.wait_for(lambda: self.post.commits >= commits)


async def storm(url: str, folder: Path, size: Size, seed: int, say: Say, model: Path | None = None) -> tuple[Storm, Audit]:
    """One run and what was found afterwards."""
    client = connect(url)
    run = Storm(client, url, folder, size, random.Random(seed), say, model)
    await run.rage()
    found = await audit(client, run.post.sent, run.post.delivered, scripted=model is None)
    await client.close()
    return run, found
