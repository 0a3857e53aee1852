"""A newcomer signs in at the demo shop: the chat knows who it is, and nobody else on this computer reads it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from bot.catalog.imports import import_products
from bot.demo.customers import Customer
from tests.browser.chat import Chat
from tests.browser.conftest import CUSTOMERS, PAPER, World
from tests.browser.test_accessibility import faults
from tests.browser.test_hand_off import accept, desk_of, finish

Contexts = Callable[..., BrowserContext]


def sign_in(page: Page, customer: Customer) -> Chat:
    page.locator("#try select").select_option(value=customer.account.id)
    page.locator("#try form button").click()
    expect(page.locator(".account")).to_contain_text(customer.account.company)
    return Chat(page)


def sign_out(page: Page) -> Chat:
    page.get_by_role("button", name="Close the chat").click()  # it may lie above the other button
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    return Chat(page).open()


def test_the_desk_sees_who_is_signed_in_and_another_one_begins_anew(new_context: Contexts, world: World) -> None:
    import_products(world.var, [PAPER])
    page = new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(world.url)
    chat = sign_in(page, CUSTOMERS[0]).open()
    chat.say("a person about my bill")
    chat.system("You are in line")
    desk = desk_of(new_context, world, "cleo")
    accept(desk, "about my bill")
    expect(desk.locator("#known")).to_contain_text(CUSTOMERS[0].account.people[0].name)
    expect(desk.locator("#chat-title")).to_have_text(CUSTOMERS[0].account.company)
    for order in sorted(CUSTOMERS[0].orders, key=lambda one: one.placed)[-3:]:
        expect(desk.locator("#known .orders")).to_contain_text([order.number])
    expect(desk.locator("#known .proved")).to_contain_text("Signed in on the website, until")
    desk.locator("#report").click()
    expect(desk.locator("#report-dialog option")).to_have_count(3)
    assert faults(desk) == []
    desk.get_by_role("button", name="Cancel").click()
    finish(desk)

    page.reload()
    Chat(page).sees("a person about my bill")
    assert Chat(page).texts()
    assert sign_out(page).texts() == []
    assert "my bill" not in page.content()
    other = sign_in(page, CUSTOMERS[1])
    other.say("hello")
    other.sees("You said: hello")
    assert not [said for said in other.texts() if "my bill" in said]
