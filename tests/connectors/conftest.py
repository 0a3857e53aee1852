"""The real web application on a real Redis, with an engine whose reader answers by fixed rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.ending import end
from bot.engine.consumer import Engine
from bot.events import RequestOpened
from bot.sales.model import Rep
from bot.sales.passwords import hash_password
from bot.settings import Settings, read
from bot.store.requests import RedisRequests
from bot.store.sales import RedisReps
from connectors.desk.routes import add_desk
from connectors.web.main import create_app
from tests.connectors.asked import FIELDS, NOW, NUMBER
from tests.connectors.scripted import ScriptedReader
from tests.connectors.tab import Tab

PASSWORD = "open sesame 1"


@dataclass
class Site:
    """One running web application; `tab` opens a customer's socket, `desk` a rep's."""

    url: str
    settings: Settings
    stack: AsyncExitStack
    sessions: dict[str, ClientSession] = field(default_factory=dict)

    async def session(self) -> ClientSession:
        """A browser of its own."""
        return await self.stack.enter_async_context(ClientSession(self.url, cookie_jar=CookieJar(unsafe=True)))

    async def tab(self, token: str | None = None, last: str = "0", **headers: str) -> Tab:
        """A customer's tab that has said hello; without a token it begins a conversation."""
        tab = await self.silent_tab(**headers)
        await tab.send(type="hello", last=last, **({"token": token} if token else {}))
        return tab

    async def silent_tab(self, **headers: str) -> Tab:
        session = await self.session()
        return Tab(await session.ws_connect("/socket", headers=headers))

    async def sign_in(self, rep: str, password: str = PASSWORD) -> ClientSession:
        session = await self.session()
        await session.post("/desk/sign-in", data={"name": rep, "password": password}, headers={"Origin": self.url})
        return session

    async def desk(self, rep: str, session: ClientSession | None = None) -> Tab:
        """A rep's tab at the desk."""
        session = session or await self.sign_in(rep)
        return Tab(await session.ws_connect("/desk/socket", headers={"Origin": self.url}))


@pytest.fixture
def settings(var: Path) -> Settings:
    return read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_ORIGINS": "https://shop.example"})


@pytest.fixture(scope="session")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
async def new_site(
    redis: Redis[bytes], redis_url: str, settings: Settings, hashed: str
) -> AsyncIterator[Callable[[], Awaitable[Site]]]:
    """Makes web applications, one process each as it were, over one Redis with two reps."""
    await RedisReps(redis).save(Rep("anna", "Anna Reyes", hashed), Rep("ben", "Ben Okafor", hashed), Rep("cy", "Cy Nopass"))
    async with AsyncExitStack() as stack:

        async def make() -> Site:
            server = TestServer(create_app(settings, redis_url, [add_desk]))
            await server.start_server()
            stack.push_async_callback(server.close)
            return Site(str(server.make_url("")).rstrip("/"), settings, stack)

        yield make


@pytest.fixture
async def quiet_site(new_site: Callable[[], Awaitable[Site]]) -> Site:
    """A web application without an engine: nobody answers."""
    return await new_site()


@asynccontextmanager
async def answering(redis: Redis[bytes]) -> AsyncIterator[Engine]:
    """An engine that answers for as long as this lasts."""
    running = Engine(redis, ScriptedReader(), "test")
    work = asyncio.create_task(running.run())
    await asyncio.wait_for(running.ready.wait(), 10)
    yield running
    await end(work)


@pytest.fixture
async def engine(redis: Redis[bytes]) -> AsyncIterator[Engine]:
    async with answering(redis) as running:
        yield running


@pytest.fixture
async def site(quiet_site: Site, engine: Engine) -> Site:
    """A web application and an engine that answers."""
    return quiet_site


@pytest.fixture
async def requests(redis: Redis[bytes]) -> RedisRequests:
    requests = RedisRequests(redis)
    await requests.apply(RequestOpened(NUMBER, "alice", NOW, msgspec.to_builtins(FIELDS)))
    return requests
