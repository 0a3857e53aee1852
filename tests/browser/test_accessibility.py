"""axe-core finds nothing that matters on any page, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.cable import Cable
from tests.browser.chat import Chat
from tests.browser.conftest import World
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish
from tests.browser.test_widget_work import SVG, attach, file

MATTERS = ("critical", "serious")


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in MATTERS]


def landmarks(page: Page) -> list[str]:
    """What is wrong with the parts that a screen reader jumps to, and with headings."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["id"].startswith(("landmark", "region", "page-has", "heading"))]


@pytest.fixture(params=[(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")], ids=str)
def look(request: pytest.FixtureRequest) -> dict[str, object]:
    width, scheme = request.param
    return {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}


def test_the_shop_and_the_chat(new_context: Callable[..., BrowserContext], world: World, look: dict[str, object]) -> None:
    chat = Chat(new_context(**look).new_page(), world.url)
    expect(chat.root.locator(".launcher")).to_be_visible()
    assert faults(chat.page) == []
    chat.open()
    assert faults(chat.page) == []
    chat.say("toner please")
    expect(chat.button("The first one")).to_be_visible()
    assert faults(chat.page) == []
    for box in (0, 1):
        chat.root.locator(".card .compare input").nth(box).check()
    chat.root.locator(".compared").click()
    assert faults(chat.page) == []
    chat.page.keyboard.press("Escape")
    chat.root.get_by_role("button", name="Menu").click()
    chat.root.get_by_role("button", name="Email me the transcript").click()
    assert faults(chat.page) == []


def test_the_chat_with_files_a_lost_line_and_a_rep(
    new_context: Callable[..., BrowserContext], world: World, look: dict[str, object], cable: Cable
) -> None:
    chat = Chat(new_context(**look).new_page(), f"http://127.0.0.1:{cable.port}").open()
    attach(chat, file("logo.svg", SVG), file("archive.png", b"PK\x03\x04 no picture"))
    expect(chat.notice).to_contain_text("cannot be taken")
    expect(chat.root.locator(".tray li:not(.going)")).to_be_visible()
    assert faults(chat.page) == []
    chat.say("a person for the audit of the chat")
    chat.system("You are in line for a person")
    assert faults(chat.page) == []
    cable.cut()
    expect(chat.status).to_have_text("Not connected")
    chat.say("are you there?")
    assert faults(chat.page) == []
    cable.mend()
    expect(chat.notice).to_be_hidden()
    desk = desk_of(new_context, world, "ben")
    accept(desk, "audit of the chat")
    answer(desk, "Hello")
    chat.sees("Hello")
    assert faults(chat.page) == []
    chat.page.keyboard.press("Escape")
    answer(desk, "Anything else?")
    expect(chat.root.locator(".badge")).to_be_visible()
    assert faults(chat.page) == []
    finish(desk)


def test_the_desk(new_context: Callable[..., BrowserContext], world: World, look: dict[str, object]) -> None:
    page = new_context(**look).new_page()
    page.goto(f"{world.url}/desk")
    assert faults(page) == []
    customer_who_waits(new_context, world, "person for the audit")
    desk = desk_of(lambda **options: new_context(**look, **options), world, "cleo")
    expect(desk.locator("#waiting .item", has_text="audit")).to_be_visible()
    assert faults(desk) + landmarks(desk) == []
    accept(desk, "audit")
    answer(desk, "Hello")
    assert faults(desk) + landmarks(desk) == []
    if desk.locator("#details").is_visible():
        desk.locator("#details").click()
        expect(desk.locator("#known")).to_be_visible()
        assert faults(desk) + landmarks(desk) == []
        desk.locator("#back-to-chat").click()
    desk.locator("#as-note").click()
    desk.locator("#words").press_sequentially("/")
    expect(desk.locator("#canned")).to_be_visible()
    assert faults(desk) == []
    desk.locator("#words").fill("")
    for name in ("snooze", "transfer", "products"):
        desk.locator(f"#{name}").click()
        assert faults(desk) == []
        desk.keyboard.press("Escape")
    finish(desk)
