"""Demo suppliers answer through the public form, within a minute."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.demo.parts import fill_suppliers
from bot.events import RequestActed
from bot.notify.clerk import Clerk
from bot.settings import read
from bot.store.requests import RedisRequests
from connectors.quotes import keys as doors
from connectors.quotes.routes import add_quotes
from connectors.web.main import create_app
from tests.connectors.asked import NUMBER, dossier
from tests.process import free_port


async def test_demo_suppliers_answer_within_a_minute_through_the_public_form(
    redis: Redis[bytes], redis_url: str, var: Path, requests: RedisRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clerk, "run", idle)
    start = datetime.now(timezone.utc)
    fill_suppliers(var, 2_000, 7)
    port = free_port()
    app = create_app(read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_PORT": str(port)}), redis_url, [add_quotes])
    async with TestServer(app, port=port) as server:
        clerk = server.app[doors.CLERK]  # type: ignore[union-attr]
        for second in range(75):
            await clerk.round(start + timedelta(seconds=second))
        held = await dossier(requests)
        assert len(held.invited) >= 10
        assert len(held.current) >= 5
        assert all(quote.demo and quote.at - start < timedelta(seconds=90) for quote in held.current)
        first = held.current[0]
        page = await _page(clerk.link(held, held.invited[first.supplier]))
        assert "demo supplier" in page
        assert not (var / "outbox").exists(), "demo suppliers have no mailbox"
        offer = {"unit_price": str(first.terms.tiers[-1].price * Decimal("0.9"))}
        at = start + timedelta(seconds=80)
        await requests.apply(
            RequestActed(NUMBER, "alice", at, "k", "counter", "customer", first.supplier, first.revision, offer)
        )
        for second in range(81, 100):
            await clerk.round(start + timedelta(seconds=second))
        met = (await dossier(requests)).quotes[first.supplier]
        assert met.revision == first.revision + 1
        assert met.terms.tiers[-1].price < first.terms.tiers[-1].price


async def idle(clerk: Clerk) -> None:
    """In place of the clerk's own rounds: the test makes them, at moments of its own."""
    await asyncio.Event().wait()


async def _page(link: str) -> str:
    async with ClientSession() as browser, browser.get(link) as answer:
        return await answer.text()
