"""The real Telegram process and a real engine with a scripted reader, on a real Redis; only Telegram itself is a stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.conversation.message import Message, RepClaimed, RepHandedBack, RepResolved, RepSaid
from bot.conversation.model import Card, Entry
from bot.conversation.turn import Offered, Reply, Turn
from bot.ending import end
from bot.engine.consumer import Engine
from bot.errors import Refused
from bot.settings import read
from bot.store.chats import Chats
from bot.store.conversations import Conversations
from bot.store.sales import RedisQueue
from connectors.telegram import main
from tests.connectors.scripted import ScriptedReader
from tests.connectors.telegram.bot_api import TOKEN, BotApi
from tests.connectors.telegram.customer import Customer
from tests.process import free_port

SECRET = "a secret for tests"
PICTURED = (
    Card("P1", "Tote bag <natural>", Decimal("1234.5"), unit="case", image="https://shop.example/tote.jpg"),
    Card("P2", "Mug", None, image="https://shop.example/mug.svg", stock="40 in stock", delivery="Tomorrow"),
    Card("P3", "Desk Lamp", Decimal("20"), color="Black", image="/products/P3.svg", note="$18.00 from 10", stock="12 in stock"),
)


class Reader(ScriptedReader):
    """Knows two words more: "pictures", and "long" for an answer that no single message holds."""

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        said = getattr(turn.message.body, "text", "")
        if said == "pictures":
            turn.reply(Reply("With pictures:", (Offered("affirm", "Take it"),), PICTURED))
        elif said == "long":
            turn.reply(Reply(" ".join(f"This is sentence number {number} of a long answer." for number in range(250))))
        else:
            await super().read(turn, pressed)


@dataclass
class World:
    """What a test asks after: the stand-in, the log, and reps who answer."""

    api: BotApi
    redis: Redis[bytes]
    chats: Chats
    conversations: Conversations

    async def log(self, customer: Customer) -> list[Entry]:
        found = await self.conversations.entries(await self.chats.conversation(customer.id))
        return [entry for _, entry in found]

    async def said_by(self, customer: Customer) -> list[str]:
        return [entry.text for entry in await self.log(customer) if entry.author == "customer"]

    async def logged(self, customer: Customer, true: Callable[[list[Entry]], object]) -> list[Entry]:
        """Waits until something is true of the log."""

        async def look() -> list[Entry]:
            while not true(entries := await self.log(customer)):
                await asyncio.sleep(0.01)
            return entries

        return await asyncio.wait_for(look(), 20)

    async def rep(self, customer: Customer, body: RepSaid | RepHandedBack | RepResolved | RepClaimed) -> None:
        conversation = await self.chats.conversation(customer.id)
        now = datetime.now(timezone.utc)
        await self.conversations.append(Message(f"rep-{now.timestamp()}", conversation, now, body))

    async def rep_joins(self, customer: Customer) -> None:
        """Anna claims the conversation as soon as it waits."""
        conversation, queue = await self.chats.conversation(customer.id), RedisQueue(self.redis)

        async def claim() -> None:
            while True:
                with suppress(Refused):
                    claimed = await queue.claim(conversation, "anna", datetime.now(timezone.utc))
                    await self.rep(customer, RepClaimed("anna", "Anna", claimed.epoch))
                    return
                await asyncio.sleep(0.01)

        await asyncio.wait_for(claim(), 20)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as standing:
        yield standing


@pytest.fixture
def world(api: BotApi, redis: Redis[bytes]) -> World:
    return World(api, redis, Chats(redis, SECRET), Conversations(redis))


@pytest.fixture
def customer(api: BotApi) -> Customer:
    return Customer(api)


@pytest.fixture
async def engine(redis: Redis[bytes]) -> AsyncIterator[Engine]:
    running = Engine(redis, Reader(), "test")
    work = asyncio.create_task(running.run())
    await asyncio.wait_for(running.ready.wait(), 10)
    yield running
    await end(work)


def environment(api: BotApi, var: Path, **more: str) -> dict[str, str]:
    """The settings of a Telegram process that speaks with the stand-in."""
    return {
        "QUARTERMASTER_VAR": str(var),
        "QUARTERMASTER_SECRET": SECRET,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        **more,
    }


Start = Callable[..., Awaitable[AsyncExitStack]]


@asynccontextmanager
async def process(redis_url: str, env: dict[str, str], name: str) -> AsyncIterator[None]:
    stop = asyncio.Event()
    work = asyncio.create_task(main.run(read(env), redis_url, name, stop))
    try:
        yield
    finally:
        stop.set()
        await work


@pytest.fixture
async def start(api: BotApi, redis: Redis[bytes], redis_url: str, var: Path) -> AsyncIterator[Start]:
    """Starts Telegram processes, by polling unless told otherwise; each can be stopped before the test ends."""
    async with AsyncExitStack() as all_of_them:

        async def begin(name: str = "one", **settings: str) -> AsyncExitStack:
            stack = await all_of_them.enter_async_context(AsyncExitStack())
            await stack.enter_async_context(process(redis_url, environment(api, var, **settings), name))
            return stack

        yield begin


@pytest.fixture(params=["asking", "webhook"])
async def door(request: pytest.FixtureRequest, start: Start, engine: Engine, api: BotApi) -> None:
    """A running Telegram process and an engine that answers: both ways for updates to come in."""
    if request.param == "asking":
        await start()
        return
    port = free_port()
    await start(TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram/in", TELEGRAM_PORT=str(port))
    await api.until(lambda: api.webhook)
