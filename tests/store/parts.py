"""What the tests of the store and the engine are made of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Any

from redis.asyncio import Redis

from bot.bench.scripted_reader import ScriptedReader
from bot.conversation.message import Body, Message, Said
from bot.conversation.model import Entry
from bot.conversation.turn import Reader
from bot.engine.consumer import Engine
from bot.sales.model import Claim
from bot.sourcing.service import Sourcing
from bot.store import keys
from bot.store.connect import patiently
from bot.store.conversations import Conversations
from bot.store.numbers import RedisNumbers
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)


def message(name: str, conversation: str = "alice", body: Body | str = "hello") -> Message:
    return Message(name, conversation, NOW, Said(body) if isinstance(body, str) else body)


def scripted(client: Redis[bytes]) -> ScriptedReader:
    return ScriptedReader(Sourcing(RedisNumbers(client), RedisRequests(client)))


@asynccontextmanager
async def running(
    client: Redis[bytes], name: str = "engine", reader: Reader | None = None, **options: Any
) -> AsyncIterator[Engine]:
    """An engine that works for as long as the block lasts."""
    engine = Engine(client, reader or scripted(client), name, **options)
    work = asyncio.create_task(engine.run())
    await engine.ready.wait()
    try:
        yield engine
    finally:
        engine.stop()
        await work


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = 20) -> Any:
    """What the condition gives, as soon as that is true; fails after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := await condition():
            return found
        await asyncio.sleep(0.005)
    raise AssertionError(f"not so within {seconds} seconds: {condition}")


class Talk:
    """One conversation as its customer, its rep and its reader in the log see it."""

    def __init__(self, client: Redis[bytes], name: str = "alice") -> None:
        self._client = client
        self.store = Conversations(client)
        self.name = name
        self._sent = 0

    async def post(self, body: Body | str) -> str:
        self._sent += 1
        sent = message(f"{self.name}-{self._sent}", self.name, body)
        assert await patiently(lambda: self.store.append(sent), 20)
        return sent.id

    async def say(self, body: Body | str) -> list[Entry]:
        """Sends, waits for the turn, and gives its log entries."""
        sent = await self.post(body)
        await until(lambda: self._done(sent))
        return [entry for entry in await self.log() if entry.message == sent]

    async def log(self) -> list[Entry]:
        return [entry for _, entry in await self.store.entries(self.name, limit=5_000)]

    async def replies(self) -> list[str]:
        return [entry.text for entry in await self.log() if entry.author == "bot"]

    async def _done(self, sent: str) -> bool:
        entries = await self._client.xrange(keys.events(keys.partition_of(self.name)))
        done = f'"m":"{sent}"'.encode()
        return any(done in fields.get(b"turn", b"") and fields[b"c"] == self.name.encode() for _, fields in entries)


async def claimed(talk: Talk, queue: RedisQueue, rep: str = "ann") -> Claim:
    """The customer asks for a person, and the rep claims the hand-off: the conversation has not confirmed it yet."""
    await talk.say("person")
    await until(queue.waiting)
    return await queue.claim(talk.name, rep, datetime.now(timezone.utc))
