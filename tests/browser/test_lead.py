"""The lead's page and what leads do at the desk, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.store import keys
from tests.browser.conftest import World
from tests.browser.test_accessibility import faults, look  # noqa: F401  a fixture
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish
from tests.browser.test_offers import do

Contexts = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def nothing_was_said(world: World) -> Iterator[None]:
    """What is said to everybody here would stand on the desks of later tests."""
    yield
    do(world, lambda client: client.delete(keys.SALES_BROADCASTS))


def test_the_floor_has_no_faults_and_stays_fresh(new_context: Contexts, world: World, look: dict[str, object]) -> None:  # noqa: F811
    desk = desk_of(lambda **options: new_context(**look, **options), world, "lena")
    desk.get_by_role("link", name="Floor").click()
    expect(desk.get_by_role("heading", name="By the hour")).to_be_visible()
    assert faults(desk) == []
    customer_who_waits(new_context, world, "a person for the floor")
    expect(desk.locator(".waits li")).to_have_count(1)
    assert faults(desk) == []


def test_a_lead_whispers_and_joins(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for whispers")
    anna = desk_of(new_context, world, "anna")
    accept(anna, "whispers")
    answer(anna, "Hello")
    lena = desk_of(new_context, world, "lena")
    lena.goto(f"{world.url}/desk/lead/rep/anna")
    lena.locator(".cases a").click()
    expect(lena.locator("#chat-state")).to_have_text("Anna Reyes answers")
    lena.locator("#words").fill("offer <b>5%</b>")
    lena.locator("#send").click()
    expect(anna.locator("#transcript .private", has_text="offer <b>5%</b>")).to_be_visible()
    assert faults(lena) == []
    lena.locator("#join").click()
    chat.system("Lena")
    expect(lena.locator("#chat-state")).to_have_text("You answer beside Anna Reyes")
    answer(lena, "I am here too")
    chat.sees("I am here too")
    expect(anna.locator("#transcript")).to_contain_text("I am here too")
    assert "5%" not in chat.root.inner_text()
    finish(anna)


def test_words_to_everybody_stand_on_every_desk_until_read(new_context: Contexts, world: World) -> None:
    anna = desk_of(new_context, world, "anna")
    lena = desk_of(new_context, world, "lena")
    say_to_all(lena, world, "The system is slow, say so")
    expect(anna.locator("#told")).to_contain_text("Lena Reyes: The system is slow")
    assert faults(anna) == []
    anna.get_by_role("button", name="Read").click()
    expect(anna.locator("#told")).to_be_hidden()
    anna.reload()
    expect(anna.locator("#stands")).not_to_be_empty()
    expect(anna.locator("#told")).to_be_hidden()
    say_to_all(lena, world, "It is quick again")
    expect(anna.locator("#told")).to_contain_text("It is quick again")


def say_to_all(lead: Page, world: World, words: str) -> None:
    lead.goto(f"{world.url}/desk/lead")
    lead.get_by_label("Words").fill(words)
    lead.get_by_role("button", name="Say it").click()
    expect(lead.locator(".said")).to_have_text("Said to everybody at a desk.")
