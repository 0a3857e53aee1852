"""The assistant's drafts at the desk: used, edited and dropped with one key."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import World
from tests.browser.test_accessibility import faults, look  # noqa: F401  a fixture
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]


def test_a_draft_is_used_edited_and_dropped_by_key(new_context: Contexts, world: World) -> None:
    chat = customer_who_waits(new_context, world, "a person for drafts")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "drafts")
    answer(desk, "Hello")
    box = desk.locator("#draft")
    chat.say("first <i>question</i>")
    expect(box).to_contain_text("You said: first <i>question</i>")
    desk.keyboard.press("Escape")
    desk.keyboard.press("u")
    chat.sees("You said: first <i>question</i>")
    expect(box).to_be_hidden()
    chat.say("second question")
    expect(box).to_contain_text("second question")
    desk.keyboard.press("i")
    expect(desk.locator("#words")).to_have_value("You said: second question")
    desk.locator("#words").fill("A better answer")
    desk.keyboard.press("Enter")
    chat.sees("A better answer")
    desk.keyboard.press("Escape")
    chat.say("third question")
    expect(box).to_contain_text("third question")
    desk.keyboard.press("d")
    expect(box).to_be_hidden()
    assert not [text for text in chat.texts() if "You said: third" in text or "You said: second" in text]
    finish(desk)


def test_keys_work_with_alt_while_the_rep_writes(new_context: Contexts, world: World) -> None:
    first, second = (customer_who_waits(new_context, world, f"a person for alt {name}") for name in ("one", "two"))
    desk = desk_of(new_context, world, "anna")
    accept(desk, "alt one")
    accept(desk, "alt two")
    answer(desk, "Hello")
    second.say("what about blue")
    expect(desk.locator("#draft")).to_contain_text("You said: what about blue")
    expect(desk.locator("#draft-use")).to_contain_text("Alt U")
    desk.locator("#words").press_sequentially("u")
    desk.keyboard.press("Alt+u")
    second.sees("You said: what about blue")
    expect(desk.locator("#words")).to_have_value("u")
    desk.keyboard.press("Alt+1")
    expect(desk.locator("#transcript")).to_contain_text("alt one")
    answer(desk, "Hello one")
    first.sees("Hello one")
    for _ in range(2):
        desk.locator("#mine .pick").first.click()
        left = desk.locator("#mine .item").count()
        finish(desk)
        expect(desk.locator("#mine .item")).to_have_count(left - 1)


def test_a_rep_asks_the_assistant_and_it_looks_right(new_context: Contexts, world: World, look: dict[str, object]) -> None:  # noqa: F811
    chat = customer_who_waits(new_context, world, "a person for questions")
    desk = desk_of(lambda **options: new_context(**look, **options), world, "ben")
    accept(desk, "questions")
    answer(desk, "Hello")
    desk.keyboard.press("Escape")
    desk.keyboard.press("q")
    desk.locator("#words").fill("landed cost for 500?")
    assert faults(desk) == []
    desk.keyboard.press("Enter")
    expect(desk.locator("#draft")).to_contain_text("You said: landed cost for 500?")
    assert faults(desk) == []
    assert "landed" not in " ".join(chat.texts())
    finish(desk)


def test_enter_agrees_to_what_a_dialog_asks(new_context: Contexts, world: World) -> None:
    customer_who_waits(new_context, world, "a person for enter")
    desk = desk_of(new_context, world, "ben")
    accept(desk, "enter")
    desk.get_by_role("button", name="quantity is wrong").click()
    desk.locator("#right-dialog input").fill("250")
    desk.keyboard.press("Enter")
    expect(desk.locator("#toast")).to_contain_text("the assistant has read nothing here")
    desk.get_by_role("button", name="quantity is wrong").click()
    desk.keyboard.press("Escape")
    expect(desk.locator("#right-dialog")).to_be_hidden()
    finish(desk)
