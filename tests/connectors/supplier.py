"""A supplier at the door: the website as it stands open to one, with a request for which twelve of them were asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.events import RequestOpened
from bot.notify import clerk as clerks
from bot.secret import secret_of
from bot.settings import Settings
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.request import RequestFields
from bot.store.requests import RedisRequests
from connectors.quotes.routes import add_quotes
from connectors.web.main import create_app

NOW = datetime.now(timezone.utc)
NUMBER = "RFQ-10001"
COMPANY = 'Acme <script>alert("x")</script> & Sons'
FIELDS = RequestFields(
    product='tote bags <img src=x onerror="alert(1)">', quantity=Decimal(2500), zip="60601", email="buyer@shop.example"
)
FORM = {
    "quantity_1": "500", "price_1": "1.40", "quantity_2": "2000", "price_2": "1.10", "moq": "500", "tooling": "180",
    "lead_days": "25", "valid_until": str((NOW + timedelta(days=30)).date()), "incoterm": "FOB", "key": "k1",
}  # fmt: skip


async def idle(clerk: clerks.Clerk) -> None:
    """In place of the clerk's own rounds."""
    await asyncio.Event().wait()


@dataclass
class Door:
    browser: ClientSession
    requests: RedisRequests
    settings: Settings

    def path(self, supplier: str = "S1", since: datetime = NOW) -> str:
        return f"/quote/{self.token(supplier, since)}"

    def token(self, supplier: str = "S1", since: datetime = NOW) -> str:
        return clerks.links_of(secret_of(self.settings)).token(NUMBER, supplier, since)

    async def dossier(self) -> Dossier:
        found = await self.requests.dossier(NUMBER)
        assert found
        return found

    async def send(self, supplier: str = "S1", **form: str) -> int:
        answer = await self.browser.post(self.path(supplier), data={**FORM, **form}, allow_redirects=False)
        return answer.status

    async def do(self, key: str, deed: Any) -> None:
        await self.requests.do(NUMBER, key, deed)


@pytest.fixture
async def door(redis: Redis[bytes], redis_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    """The suppliers' door of a running website, with an open request and twelve suppliers that were asked; no clerk works."""
    monkeypatch.setattr(clerks.Clerk, "run", idle)
    async with AsyncExitStack() as stack:
        server = TestServer(create_app(settings, redis_url, [add_quotes]))
        await server.start_server()
        stack.push_async_callback(server.close)
        browser = await stack.enter_async_context(ClientSession(str(server.make_url(""))))
        requests = RedisRequests(redis)
        await requests.apply(RequestOpened(NUMBER, "alice", NOW, msgspec.to_builtins(FIELDS)))
        asked = [Invitation(f"S{number}", COMPANY, "CN", 1, NOW) for number in range(12)]
        await requests.do(NUMBER, "invite", lambda held: deeds.invite(held, asked, NOW))
        yield Door(browser, requests, settings)
