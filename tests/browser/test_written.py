"""What a rep writes is not lost: refused, or with a session that ends while they write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import BrowserContext, Page, expect

from bot.catalog.imports import import_products
from bot.store.connect import Client
from bot.store.once import ask
from bot.store.sessions import Sessions
from tests.browser.conftest import CUSTOMERS, PAPER, PASSWORD, World
from tests.browser.test_accessibility import faults
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish
from tests.browser.test_signed_in import sign_in

Contexts = Callable[..., BrowserContext]


def do(world: World, work: Callable[[Client], Awaitable[object]]) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        elsewhere.submit(ask, world.redis_url, work).result()


def sign_in_again(desk: Page, name: str) -> None:
    desk.get_by_label("Name").fill(name)
    desk.get_by_label("Password").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator("#line")).to_have_text("Connected")


def test_what_a_rep_wrote_first_and_was_refused_is_kept(new_context: Contexts, world: World) -> None:
    import_products(world.var, [PAPER])
    page = new_context().new_page()
    page.goto(world.url)
    chat = sign_in(page, CUSTOMERS[0]).open()
    chat.say("a person for first words")
    chat.system("You are in line")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "first words")
    answer(desk, "Hello")
    finish(desk)
    desk.locator("#start").click()
    dialog = desk.locator("#start-dialog")
    dialog.get_by_label("Your words").fill("Your chairs are here")
    dialog.get_by_label("They agreed").check()
    chat.say("a person for second words")
    expect(desk.locator("#waiting .item")).to_have_count(1)
    dialog.get_by_role("button", name="Send").click()
    expect(desk.locator("#toast")).to_contain_text("they wait already")
    refused = desk.locator("#transcript .refused")
    expect(refused).to_contain_text("Your chairs are here")
    assert faults(desk) == []
    desk.locator("#accept").click()
    expect(desk.locator("#chat-state")).to_have_text("You answer")
    refused.get_by_role("button", name="Write it again").click()
    expect(desk.locator("#words")).to_have_value("Your chairs are here")
    expect(refused).to_have_count(0)
    desk.keyboard.press("Enter")
    chat.sees("Your chairs are here")
    finish(desk)


def test_a_session_that_is_revoked_loses_nothing_that_was_typed(new_context: Contexts, world: World) -> None:
    chats = [customer_who_waits(new_context, world, f"a person for {about}") for about in ("harps", "lutes")]
    desk = desk_of(new_context, world, "ben")
    accept(desk, "harps")
    answer(desk, "Hello")
    desk.locator("#words").fill("half a sentence about harps")
    accept(desk, "lutes")
    desk.locator("#words").fill("on its way when the session ends")
    do(world, lambda client: Sessions(client).revoke_all("ben"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("what you wrote is kept")
    assert faults(desk) == []
    sign_in_again(desk, "ben")
    expect(desk.locator("#chat-state")).to_have_text("You answer")
    unsaid = desk.locator("#transcript .refused", has_text="on its way")
    unsaid.get_by_role("button", name="Write it again").click()
    expect(desk.locator("#words")).to_have_value("on its way when the session ends")
    desk.keyboard.press("Enter")
    chats[1].sees("on its way when the session ends")
    desk.locator("#mine .item", has_text="Hello").locator(".pick").click()
    expect(desk.locator("#words")).to_have_value("half a sentence about harps")
    assert "on its way" not in " ".join(chats[0].texts())
    finish(desk)


def test_who_signs_out_leaves_no_words_behind(new_context: Contexts, world: World) -> None:
    customer_who_waits(new_context, world, "a person for bells")
    desk = desk_of(new_context, world, "cleo")
    accept(desk, "bells")
    desk.locator("#words").fill("a secret")
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.get_by_label("Password")).to_be_visible()
    assert "a secret" not in desk.evaluate("JSON.stringify(sessionStorage)")


def test_a_desk_whose_session_ended_while_the_line_was_down_says_so(new_context: Contexts, world: World) -> None:
    desk = desk_of(new_context, world, "cleo")
    desk.context.set_offline(True)
    expect(desk.locator("#line")).to_contain_text("Not connected")
    do(world, lambda client: Sessions(client).revoke_all("cleo"))
    desk.context.set_offline(False)
    expect(desk.get_by_role("alert")).to_contain_text("You have been signed out")
