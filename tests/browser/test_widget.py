"""The website's chat in a real browser."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import World

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}} ${7*7}",
    "' onclick=alert(1) x='",
)


def test_a_conversation_with_cards_and_quick_replies(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("black toner please")
    cards = chat.root.locator(".card")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("$74.50")
    expect(cards.nth(1)).to_contain_text("Price on request")
    chat.button("The first one").click()
    chat.sees("You said: The first one")
    assert chat.texts() == ["black toner please", "Two that fit:", "The first one", "You said: The first one"]
    expect(chat.root.locator(".buttons")).to_be_hidden()


def test_a_reload_shows_the_same_lines_and_goes_on(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("count 5")
    chat.sees("number 5")
    before = chat.texts()
    page.reload()
    chat.sees("number 5")
    chat.say("hello again")
    chat.sees("You said: hello again")
    assert chat.texts() == [*before, "hello again", "You said: hello again"]


def test_a_reload_without_kept_lines_gets_them_from_the_server(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("count 5")
    chat.sees("number 5")
    page.evaluate(
        "Object.keys(localStorage).filter(key => key.endsWith(':lines')).forEach(key => localStorage.removeItem(key))"
    )
    page.reload()
    chat.sees("number 5")
    assert chat.texts() == ["count 5", *(f"number {number}" for number in range(1, 6))]


def test_two_tabs_of_one_visitor_show_one_conversation(new_context: Callable[..., BrowserContext], world: World) -> None:
    visitor = new_context()
    first = Chat(visitor.new_page(), world.url).open()
    first.say("from the first tab")
    first.sees("You said: from the first tab")
    second = Chat(visitor.new_page(), world.url)
    second.sees("You said: from the first tab")
    second.say("from the second tab")
    first.sees("You said: from the second tab")
    second.sees("You said: from the second tab")
    assert first.texts() == second.texts()


def test_where_storage_is_blocked_the_chat_works_for_the_page(new_context: Callable[..., BrowserContext], world: World) -> None:
    visitor = new_context()
    visitor.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    chat = Chat(visitor.new_page(), world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_shown_as_the_text_it_is(page: Page, world: World, text: str) -> None:
    chat = Chat(page, world.url).open()
    chat.say(text)
    chat.sees(f"You said: {text}")
    assert chat.texts() == [text, f"You said: {text}"]
    assert chat.root.locator(".bubble img, .bubble script, .bubble [onclick]").count() == 0


def test_addresses_become_safe_links(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("see https://example.com/a?b=1, or javascript:alert(1)")
    chat.sees("You said: see")
    links = chat.root.locator(".bot .bubble a")
    expect(links).to_have_count(1)
    assert links.get_attribute("href") == "https://example.com/a?b=1"


def test_the_keyboard_alone_is_enough(page: Page, world: World) -> None:
    chat = Chat(page, world.url)
    expect(chat.root.locator(".launcher")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(chat.root.locator(".launcher")).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat.root.locator("textarea")).to_be_focused()
    page.keyboard.type("toner")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("please")
    page.keyboard.press("Enter")
    expect(chat.button("The first one")).to_be_visible()
    for _ in range(3):  # over the file button
        page.keyboard.press("Shift+Tab")
    expect(chat.button("The first one")).to_be_focused()
    page.keyboard.press("Enter")
    chat.sees("You said: The first one")
    expect(chat.root.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.root.locator(".panel")).to_be_hidden()
    expect(chat.root.locator(".launcher")).to_be_focused()


def test_answers_are_announced_and_history_is_not(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    expect(chat.root.locator("[aria-live=polite]")).to_have_text("Assistant You said: hello")
    page.reload()
    chat.sees("You said: hello")
    expect(chat.root.locator("[aria-live=polite]")).to_have_text("")


def test_a_closed_chat_counts_what_is_unread(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    expect(chat.root.locator(".badge")).to_be_hidden()
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('quartermaster-chat').say('count 3')")
    expect(chat.root.locator(".badge")).to_have_text("3")
    expect(chat.root.locator(".launcher")).to_have_attribute("aria-label", "Chat with us, 3 new messages")
    chat.open()
    expect(chat.root.locator(".badge")).to_be_hidden()


def test_text_too_long_is_refused_before_it_is_sent(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("x" * 4_005)
    expect(chat.root.locator(".over")).to_have_text("5 characters too many")
    assert chat.texts() == []


def test_a_conversation_that_is_not_known_is_begun_anew_only_when_asked(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.endsWith(':token')) localStorage.setItem(key, '\"forged\"')"
    )
    page.reload()
    expect(chat.notice).to_contain_text("not available any more")
    chat.notice.get_by_role("button").click()
    chat.say("a fresh start")
    chat.sees("You said: a fresh start")
    assert chat.texts() == ["a fresh start", "You said: a fresh start"]


def test_on_a_phone_the_chat_fills_the_screen(new_context: Callable[..., BrowserContext], world: World) -> None:
    visitor = new_context(viewport={"width": 390, "height": 844})
    chat = Chat(visitor.new_page(), world.url).open()
    box = chat.root.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}


def test_the_surface_speaks_spanish_to_who_does(new_context: Callable[..., BrowserContext], world: World) -> None:
    page = new_context().new_page()
    page.add_init_script("document.addEventListener('DOMContentLoaded', () => document.documentElement.lang = 'es')")
    chat = Chat(page, world.url).open()
    expect(chat.status).to_contain_text("Responde al momento")
    chat.say("a person")
    chat.system("Estás en la cola")


def test_a_button_of_the_page_asks_in_the_visitors_name(page: Page, world: World) -> None:
    chat = Chat(page, world.url)
    expect(chat.root.locator(".launcher")).to_be_visible()
    page.get_by_role("button", name="Have tote bags made").click()
    chat.sees("You said: I want 2500 tote bags with our logo")


def test_on_another_sites_page_no_style_leaks_either_way(
    new_context: Callable[..., BrowserContext], world: World, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        "<!doctype html><style>* { color: red !important; font-size: 40px !important } .panel, button { display: none }</style>"
        f'<p class="bubble">Elsewhere</p><script src="{world.url}/widget.js" defer></script>'
    )
    with files(tmp_path, world.elsewhere):
        chat = Chat(new_context().new_page(), world.elsewhere).open()
        chat.say("hello from elsewhere")
        chat.sees("You said: hello from elsewhere")
        style = "element => { const s = getComputedStyle(element); return [s.color, s.fontSize, s.padding] }"
        assert chat.root.locator(".bot .bubble").evaluate(style)[:2] == ["rgb(28, 36, 33)", "15px"]
        assert chat.page.locator("p.bubble").first.evaluate(style)[2] == "0px"


@contextmanager
def files(folder: Path, origin: str) -> Iterator[None]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("localhost", urlsplit(origin).port or 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()
