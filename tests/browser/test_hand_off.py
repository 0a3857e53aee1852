"""A customer, the bot and the reps, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import PASSWORD, World

ACCEPT_THE_RACE = """setTimeout(() => [...document.querySelectorAll("#waiting .item")]
  .find((item) => item.textContent.includes("for the race")).querySelector(".accept").click())"""
COMING = "Let me get somebody."
Contexts = Callable[..., BrowserContext]


def desk_of(new_context: Contexts, world: World, rep: str) -> Page:
    """The desk of a rep who has just signed in."""
    page = new_context().new_page()
    page.goto(f"{world.url}/desk")
    page.get_by_label("Name").fill(rep)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_text("Connected")
    return page


def customer_who_waits(new_context: Contexts, world: World, text: str) -> Chat:
    chat = Chat(new_context().new_page(), world.url).open()
    chat.say(text)
    chat.system("You are in line for a person")
    return chat


def accept(desk: Page, text: str) -> None:
    desk.locator("#waiting .item", has_text=text).get_by_role("button", name="Accept").click()
    expect(desk.locator("#chat-state")).to_have_text("You answer")


def answer(desk: Page, text: str) -> None:
    desk.locator("#words").fill(text)
    desk.keyboard.press("Enter")
    expect(desk.locator("#transcript .rep:not(.pending) .bubble", has_text=text)).to_be_visible()


def finish(desk: Page) -> None:
    desk.locator("#resolve").click()
    desk.locator("#resolve-dialog").get_by_role("button", name="Resolve").click()
    expect(desk.locator("#reply")).to_be_hidden()


def test_a_rep_answers_live_the_bot_is_silent_and_takes_over_again(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person about totes")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "about totes")
    expect(desk.locator("#transcript")).to_contain_text("a person about totes")
    expect(desk.locator("#known")).to_contain_text("2,500")
    customer.system("Anna joined the chat")
    expect(customer.status).to_have_text("You are talking with Anna")

    answer(desk, "Hello, Anna here")
    customer.sees("Hello, Anna here")
    customer.say("toner please")
    expect(desk.locator("#transcript .customer", has_text="toner please")).to_be_visible()

    customer.page.reload()
    expect(customer.status).to_have_text("You are talking with Anna")
    customer.say("are you a robot")
    expect(desk.locator("#transcript .customer", has_text="are you a robot")).to_be_visible()
    assert customer.texts() == ["a person about totes", COMING, "Hello, Anna here", "toner please", "are you a robot"]

    desk.locator("#hand-back").click()
    desk.keyboard.type("The assistant helps you on")
    desk.locator("#hand-back-dialog").get_by_role("button", name="Hand back").click()
    customer.sees("The assistant helps you on")
    customer.system("Anna left")
    customer.say("hello bot")
    customer.sees("You said: hello bot")
    expect(desk.locator("#mine .item")).to_have_count(0)


def test_of_two_reps_who_accept_one_gets_the_chat_and_the_other_is_told(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person for the race")
    desks = [desk_of(new_context, world, rep) for rep in ("anna", "ben")]
    for desk in desks:
        expect(desk.locator("#waiting .item", has_text="for the race")).to_be_visible()
    for desk in desks:
        desk.evaluate(ACCEPT_THE_RACE)
    customer.system("joined the chat")
    for desk in desks:
        expect(desk.locator("#waiting .item", has_text="for the race")).to_have_count(0)
    held = [desk.locator("#mine .item").count() for desk in desks]
    assert sorted(held) == [0, 1]
    loser, winner = desks[held.index(0)], desks[held.index(1)]
    expect(loser.locator("#toast")).to_contain_text("another rep was faster")
    expect(loser.locator("#reply")).to_be_hidden()
    answer(winner, "I was faster")
    customer.sees("I was faster")
    finish(winner)


def test_what_a_customer_writes_is_text_at_the_desk(new_context: Contexts, world: World) -> None:
    hostile = "person <img src=x onerror=alert(1)><script>alert(2)</script>"
    customer = customer_who_waits(new_context, world, hostile)
    desk = desk_of(new_context, world, "cleo")
    accept(desk, "onerror")
    expect(desk.locator("#transcript .bubble").first).to_have_text(hostile)
    answer(desk, "<b>no markup</b>")
    customer.sees("<b>no markup</b>")
    assert desk.locator("#transcript img, #waiting img, #mine img, #known img").count() == 0
    finish(desk)


def test_a_rep_works_with_the_keyboard_alone_and_sees_what_is_unread(new_context: Contexts, world: World) -> None:
    first = customer_who_waits(new_context, world, "person one")
    desk = desk_of(new_context, world, "anna")
    expect(desk.locator("#waiting .item")).to_have_count(1)
    desk.keyboard.press("a")
    expect(desk.locator("#words")).to_be_focused()
    second = customer_who_waits(new_context, world, "person two")
    expect(desk.locator("#waiting .item")).to_have_count(1)
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    second.system("Anna joined")
    first.say("are you there?")
    expect(desk.locator("#mine .unread")).to_have_text("1")
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")
    expect(desk.locator("#transcript .customer", has_text="are you there?")).to_be_visible()
    expect(desk.locator("#mine .unread")).to_have_count(0)
    desk.keyboard.press("r")
    desk.keyboard.type("Here I am")
    desk.keyboard.press("Enter")
    first.sees("Here I am")
    finish(desk)
    desk.keyboard.press("j")
    finish(desk)


def test_a_desk_that_reloads_has_its_chats_and_what_was_said(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "person before the reload")
    desk = desk_of(new_context, world, "ben")
    accept(desk, "before the reload")
    answer(desk, "One moment")
    desk.reload()
    desk.locator("#mine .item", has_text="One moment").locator(".pick").click()
    expect(desk.locator("#transcript .bubble")).to_have_text(["person before the reload", COMING, "One moment"])
    answer(desk, "Back again")
    customer.sees("Back again")
    finish(desk)
    customer.system("Ben closed this request")


def test_a_customer_is_told_when_nobody_is_there(new_context: Contexts, world: World) -> None:
    chat = Chat(new_context().new_page(), world.url).open()
    chat.say("is anybody away")
    chat.system("Your message was taken")
    chat.say("and the bot?")
    chat.sees("You said: and the bot?")
