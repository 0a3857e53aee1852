"""A computer sleeps, pages freeze, tabs write at once: the history is whole and what was unsent is said once."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.cable import Cable
from tests.browser.chat import Chat
from tests.browser.conftest import World

Contexts = Callable[..., BrowserContext]


def freeze(page: Page, frozen: bool) -> None:
    """As the browser does with a page that nobody looks at, or when the computer goes to sleep."""
    state = {"state": "frozen" if frozen else "active"}
    page.context.new_cdp_session(page).send("Page.setWebLifecycleState", state)


def test_a_page_that_slept_shows_all_that_came_and_says_once_what_it_kept(
    new_context: Contexts, world: World, cable: Cable
) -> None:
    visitor = new_context()
    asleep = Chat(visitor.new_page(), f"http://127.0.0.1:{cable.port}").open()
    asleep.say("before the sleep")
    asleep.sees("You said: before the sleep")
    kept = asleep.page.evaluate("() => JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':token'))[1])")
    cable.cut()
    expect(asleep.status).to_have_text("Not connected")
    asleep.say("written without a line")
    expect(asleep.root.locator(".pending .state")).to_have_text("Not sent yet, kept here")
    freeze(asleep.page, True)
    elsewhere = Chat(new_context().new_page(), f"{world.url}/#quartermaster-chat={kept}")
    elsewhere.sees("You said: before the sleep")
    elsewhere.say("count 30")
    elsewhere.sees("number 30")
    cable.mend()
    freeze(asleep.page, False)
    asleep.sees("You said: written without a line")
    numbers = [f"number {number}" for number in range(1, 31)]
    whole = ["before the sleep", "You said: before the sleep", "count 30", *numbers]
    assert asleep.texts() == [*whole, "written without a line", "You said: written without a line"]
    elsewhere.sees("You said: written without a line")
    assert elsewhere.texts() == asleep.texts()


def test_a_line_that_died_unnoticed_is_made_anew_when_the_page_is_looked_at(page: Page, cable: Cable, world: World) -> None:
    page.clock.install()
    chat = Chat(page, f"http://127.0.0.1:{cable.port}").open()
    chat.say("hello")
    chat.sees("You said: hello")
    sockets: list[object] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.clock.fast_forward(10 * 60_000)  # timers did not run meanwhile, as in a sleep
    chat.say("good morning")
    chat.sees("You said: good morning")
    assert sockets, "the old line is not trusted"
    assert chat.texts() == ["hello", "You said: hello", "good morning", "You said: good morning"]


def test_two_tabs_that_write_at_once_say_everything_once(new_context: Contexts, world: World) -> None:
    visitor = new_context()
    first = Chat(visitor.new_page(), world.url).open()
    first.say("hello")
    first.sees("You said: hello")
    second = Chat(visitor.new_page(), world.url)
    second.sees("You said: hello")
    for number in range(5):
        for tab, chat in (("first", first), ("second", second)):
            chat.say(f"{tab} {number}")
    for chat in (first, second):
        for tab in ("first", "second"):
            chat.sees(f"You said: {tab} 4")
    expect(first.root.locator(".lines .bubble")).to_have_count(22)
    expect(second.root.locator(".lines .bubble")).to_have_count(22)
    assert first.texts() == second.texts()
    assert len(set(first.texts())) == 22


def test_where_storage_is_blocked_a_lost_line_still_costs_nothing(new_context: Contexts, cable: Cable) -> None:
    visitor = new_context()
    visitor.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    chat = Chat(visitor.new_page(), f"http://127.0.0.1:{cable.port}").open()
    chat.say("hello")
    chat.sees("You said: hello")
    cable.cut()
    expect(chat.status).to_have_text("Not connected")
    chat.say("kept in memory")
    cable.mend()
    chat.sees("You said: kept in memory")
    assert chat.texts() == ["hello", "You said: hello", "kept in memory", "You said: kept in memory"]
