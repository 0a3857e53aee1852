"""Reps together, and customers who come again, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import World
from tests.browser.test_accessibility import faults
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]


def test_a_colleague_is_named_in_a_note_and_answers_with_one(new_context: Contexts, world: World) -> None:
    customer_who_waits(new_context, world, "a person for names")
    ben = desk_of(new_context, world, "ben")
    anna = desk_of(new_context, world, "anna")
    accept(anna, "names")
    answer(anna, "Hello")
    anna.keyboard.press("Escape")
    anna.keyboard.press("n")
    anna.locator("#words").press_sequentially("what does @be")
    expect(anna.locator("#canned")).to_contain_text("Ben Reyes")
    anna.keyboard.press("Enter")
    expect(anna.locator("#words")).to_have_value("what does @ben ")
    anna.locator("#words").press_sequentially("say?")
    anna.keyboard.press("Enter")
    ben.locator("#mentions .pick", has_text="what does @ben say?").click()
    expect(ben.locator("#chat-state")).to_have_text("Anna Reyes answers")
    expect(ben.locator("#mentions-part")).to_be_hidden()
    ben.locator("#words").fill("I would say yes")
    ben.keyboard.press("Enter")
    expect(anna.locator("#transcript .private", has_text="I would say yes")).to_be_visible()
    assert faults(ben) == []
    finish(anna)


def test_abuse_is_reported_and_a_lead_lets_the_customer_write_again(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for threats")
    anna = desk_of(new_context, world, "anna")
    accept(anna, "threats")
    answer(anna, "Hello")
    anna.locator("#report").click()
    expect(anna.locator("#report-dialog option")).to_have_text(["this conversation"])
    assert faults(anna) == []
    anna.locator("#report-dialog textarea").fill("threats")
    anna.get_by_role("button", name="Report and block").click()
    expect(anna.locator("#reply")).to_be_hidden()
    chat.say("I am still here")
    chat.sees("utter_blocked")
    lena = desk_of(new_context, world, "lena")
    lena.goto(f"{world.url}/desk/lead/blocked")
    expect(lena.locator(".cases")).to_contain_text("threats")
    assert faults(lena) == []
    lena.get_by_role("button", name="Let them write again").first.click()
    expect(lena.locator(".said")).to_have_text("The customer may write again.")
    chat.say("thank you")
    chat.sees("You said: thank you")


def test_past_chats_are_found_and_opened(new_context: Contexts, world: World) -> None:
    customer_who_waits(new_context, world, "a person for <b>xylophones</b>")
    anna = desk_of(new_context, world, "anna")
    accept(anna, "xylophones")
    answer(anna, "Hello")
    finish(anna)
    anna.get_by_role("link", name="Past chats").click()
    anna.get_by_role("searchbox").fill("xylophones anna")
    anna.keyboard.press("Enter")
    expect(anna.locator(".cases li")).to_have_count(1)
    assert faults(anna) == []
    anna.locator(".cases a").click()
    expect(anna.locator("#transcript")).to_contain_text("a person for <b>xylophones</b>")
    expect(anna.locator("#reply")).to_be_hidden()


def test_who_waits_is_sifted_and_the_filter_kept(new_context: Contexts, world: World) -> None:
    for about in ("drums", "flutes"):
        customer_who_waits(new_context, world, f"a person for {about}")
    anna = desk_of(new_context, world, "anna")
    expect(anna.locator("#waiting .item")).to_have_count(2)
    anna.locator("#sift").fill("flutes")
    expect(anna.locator("#waiting .item")).to_have_count(1)
    anna.locator("#keep-sift").click()
    expect(anna.locator("#keep-sift")).to_have_attribute("aria-pressed", "true")
    anna.reload()
    expect(anna.locator("#waiting .item")).to_have_count(2)
    elsewhere = desk_of(new_context, world, "anna")
    for desk in (anna, elsewhere):
        expect(desk.locator("#sifts option")).to_have_attribute("value", re.compile("flutes"))
    elsewhere.locator("#sift").fill("flutes")
    elsewhere.locator("#keep-sift").click()
    expect(elsewhere.locator("#sifts option")).to_have_count(0)
    assert faults(anna) == []
