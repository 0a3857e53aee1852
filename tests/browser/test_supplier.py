"""A supplier with a phone: opens the link, fills the form, sees what is wrong and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.events import RequestOpened
from bot.notify.clerk import links_of
from bot.secret import kept_secret
from bot.sourcing import deeds
from bot.sourcing.dossier import Invitation
from bot.sourcing.request import RequestFields
from bot.store.connect import Client
from bot.store.once import ask
from bot.store.requests import RedisRequests
from tests.browser.conftest import World
from tests.browser.test_accessibility import faults

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NOW = datetime.now(timezone.utc)
COMPANY = "<img src=x onerror=alert(1)> Bags Co., Ltd."
FIELDS = RequestFields(product="canvas tote bags", quantity=Decimal(2500), customization="logo, one color", zip="60601")


def invited(world: World, number: str) -> str:
    """The address of a supplier's page for a fresh request."""

    async def open_request(client: Client) -> None:
        requests = RedisRequests(client)
        await requests.apply(RequestOpened(number, "alice", NOW, msgspec.to_builtins(FIELDS)))
        asked = [Invitation("S1", COMPANY, "CN", 1, NOW, address="s1@factory.example")]
        await requests.do(number, "by hand", lambda held: deeds.invite(held, asked, NOW))

    # Playwright's loop occupies this thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(ask, world.redis_url, open_request).result()
    return f"{world.url}/quote/{links_of(kept_secret(world.var)).token(number, 'S1', NOW)}"


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(color_scheme=request.param, **PHONE).new_page()


def test_a_phone_is_enough_to_quote(phone: Page, world: World, request: pytest.FixtureRequest) -> None:
    phone.goto(invited(world, f"RFQ-{request.node.callspec.id}"))
    expect(phone.get_by_text("2,500 pieces")).to_be_visible()
    expect(phone.get_by_text(COMPANY)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nobody scrolls sideways"
    assert faults(phone) == []
    phone.get_by_label("From pieces").first.fill("500")
    phone.get_by_label("Price each").first.fill("-1")
    phone.get_by_role("button", name="Send quote").click()
    expect(phone.get_by_text("it cannot be less than nothing")).to_be_visible()
    expect(phone.get_by_label("From pieces").first).to_have_value("500")
    assert faults(phone) == []
    phone.get_by_label("Price each").first.fill("1.40")
    phone.get_by_role("button", name="Send quote").click()
    expect(phone.get_by_text("it has arrived")).to_be_visible()
    expect(phone.get_by_text("still needs")).to_be_visible()
    phone.get_by_label("Tooling").fill("0")
    phone.get_by_label("Production time").fill("25")
    phone.get_by_label("Valid until").fill(str((NOW + timedelta(days=30)).date()))
    phone.get_by_role("button", name="Send revision").click()
    expect(phone.get_by_text("revision 2")).to_be_visible()
    expect(phone.get_by_text("still needs")).to_have_count(0)
    assert faults(phone) == []
