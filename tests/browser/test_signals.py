"""A sound and a notice on the desktop, for who wants them; a chat that a rep lets wait is said to be gone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import World
from tests.browser.test_accessibility import faults
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]
HEARD = """window.heard = {tones: 0, notices: []};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.heard.tones += 1; return start.apply(this, at); };
window.Notification = class extends Notification {
  constructor(title, more) { super(title, more); window.heard.notices.push(`${title}: ${more.body}`); }
};"""
OUT_OF_SIGHT = "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})"


def listening(new_context: Contexts, world: World, rep: str) -> Page:
    """A desk whose tones and notices are counted beside being played and shown."""

    def make(**options: object) -> BrowserContext:
        context = new_context(permissions=["notifications"], **options)
        context.add_init_script(HEARD)
        return context

    return desk_of(make, world, rep)


def test_a_customer_who_writes_while_the_desk_is_out_of_sight_is_heard_and_seen(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for signals")
    desk = listening(new_context, world, "ben")
    accept(desk, "signals")
    answer(desk, "Hello")
    desk.evaluate(OUT_OF_SIGHT)
    chat.say("nobody hears this")
    expect(desk.locator("#transcript")).to_contain_text("nobody hears this")
    assert desk.evaluate("heard") == {"tones": 0, "notices": []}
    desk.locator("#signals").click()
    expect(desk.locator("#signals")).to_have_attribute("aria-pressed", "true")
    assert desk.evaluate("heard.tones") == 1, "so that it is known how it sounds"
    assert faults(desk) == []
    chat.say("<b>are you there?</b>")
    expect(desk.locator("#transcript")).to_contain_text("are you there?")
    assert desk.evaluate("heard") == {"tones": 2, "notices": ["A customer wrote: <b>are you there?</b>"]}
    desk.locator("#signals").click()
    expect(desk.locator("#signals")).to_have_attribute("aria-pressed", "false")
    finish(desk)


def test_two_tabs_of_a_rep_show_the_same(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for two tabs")
    first = desk_of(new_context, world, "ben")
    second = first.context.new_page()
    second.goto(f"{world.url}/desk")
    accept(first, "two tabs")
    second.locator("#mine .pick").first.click()
    second.locator("#words").fill("from the second tab")
    second.keyboard.press("Enter")
    expect(first.locator("#transcript .rep .bubble", has_text="from the second tab")).to_have_count(1)
    chat.sees("from the second tab")
    finish(first)
    expect(second.locator("#reply")).to_be_hidden()
    expect(second.locator("#mine .item")).to_have_count(0)


def test_a_note_with_markup_is_text_for_reps_and_nothing_for_the_customer(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for markup")
    desk = desk_of(new_context, world, "ben")
    accept(desk, "markup")
    desk.locator("#as-note").click()
    desk.locator("#words").fill("<img src=x onerror=alert(1)><b>haggles</b> @anna")
    desk.keyboard.press("Enter")
    expect(desk.locator("#transcript .private:not(.pending) .bubble")).to_have_text(
        "<img src=x onerror=alert(1)><b>haggles</b> @anna"
    )
    anna = desk_of(new_context, world, "anna")
    expect(anna.locator("#mentions .pick")).to_contain_text("<img src=x onerror=alert(1)><b>haggles</b>")
    anna.locator("#mentions .pick").click()
    expect(anna.locator("#transcript .private .bubble")).to_contain_text("<b>haggles</b>")
    for page in (desk, anna):
        assert page.locator("#transcript img, #transcript b, #mentions img, #mentions b").count() == 0
    answer_as_words(desk, "Hello")
    chat.sees("Hello")
    assert "haggles" not in chat.root.inner_text()
    finish(desk)


def answer_as_words(desk: Page, text: str) -> None:
    """To the customer again, after a note."""
    if desk.locator("#as-note").get_attribute("aria-pressed") == "true":
        desk.locator("#as-note").click()
    answer(desk, text)
