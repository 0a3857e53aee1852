"""An offer at the desk: a countdown, taken or declined; and a break."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.store.connect import Client
from bot.store.once import ask
from bot.store.routing import Router
from bot.store.sales import RedisQueue
from tests.browser.conftest import World
from tests.browser.test_hand_off import customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]


def do(world: World, work: Callable[[Client], Awaitable[object]]) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        elsewhere.submit(ask, world.redis_url, work).result()


def route(world: World) -> None:
    """What the engine's router does, once."""
    do(world, lambda client: Router(client).route(datetime.now(timezone.utc)))


@pytest.fixture(autouse=True)
def nobody_there(world: World) -> None:
    """Reps of earlier tests count as present for a while."""
    do(world, everybody_leaves)


async def everybody_leaves(client: Client) -> None:
    queue = RedisQueue(client)
    for rep in await queue.reps_present():
        await queue.present(rep, 0)


def test_an_offer_is_declined_by_one_and_taken_by_another(new_context: Contexts, world: World) -> None:
    anna = desk_of(new_context, world, "anna")
    expect(anna.locator("#stands")).to_contain_text("Available")
    customer_who_waits(new_context, world, "a person for offers")
    expect(anna.locator("#waiting .item")).to_have_count(1)
    route(world)
    offer = anna.locator("#offers .item")
    expect(offer).to_have_text(re.compile(r"Yours for \d+ s"))
    offer.get_by_role("button", name="Not me").click()
    expect(anna.locator("#offers-part")).to_be_hidden()
    ben = desk_of(new_context, world, "ben")
    expect(ben.locator("#stands")).to_contain_text("Available")
    route(world)
    ben.locator("#offers .item").get_by_role("button", name="Accept").click()
    expect(ben.locator("#chat-state")).to_have_text("You answer")
    finish(ben)


def test_on_a_break_nothing_is_offered(new_context: Contexts, world: World) -> None:
    anna = desk_of(new_context, world, "anna")
    anna.get_by_role("button", name="Take a break").click()
    expect(anna.locator("#stands")).to_contain_text("On a break")
    customer_who_waits(new_context, world, "a person for breaks")
    route(world)
    expect(anna.locator("#waiting .item")).to_have_count(1)
    anna.get_by_role("button", name="Back to work").click()
    expect(anna.locator("#stands")).to_contain_text("Available")
    route(world)
    expect(anna.locator("#offers .item")).to_have_count(1)


def test_several_offers_are_one_queue(new_context: Contexts, world: World) -> None:
    """One asks at a time; a key takes it, another declines it, a button gives back all that are left."""
    anna = desk_of(new_context, world, "anna")
    expect(anna.locator("#stands")).to_contain_text("Available")
    waiting = [f"a person for number {number}" for number in range(3)]
    for words in waiting:
        customer_who_waits(new_context, world, words)
    expect(anna.locator("#waiting .item")).to_have_count(3)
    for offers in ("1", "2", "3"):
        route(world)
        expect(anna.locator("#offers-count")).to_have_text(offers)
    expect(anna.locator("#offers .accept:not(.decline)")).to_have_count(1)
    anna.keyboard.press("a")
    expect(anna.locator("#chat-state")).to_have_text("You answer")
    expect(anna.locator("#transcript")).to_contain_text(waiting[0])
    expect(anna.locator("#offers-count")).to_have_text("2")
    anna.get_by_role("button", name="Give back all").click()
    expect(anna.locator("#offers-part")).to_be_hidden()
    expect(anna.locator("#mine .item")).to_have_count(1)
    finish(anna)
