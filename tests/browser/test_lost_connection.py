"""The connection breaks at any moment: nothing is missing afterwards and nothing is double."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cable import Cable
from tests.browser.chat import Chat
from tests.browser.conftest import World, web_process
from tests.process import free_port, until


@pytest.mark.parametrize("count", [1, 200, 1_500, 4_000, 7_777])
def test_cut_in_mid_answer(page: Page, cable: Cable, count: int) -> None:
    chat = Chat(page, f"http://127.0.0.1:{cable.port}").open()
    chat.say("hello")
    chat.sees("You said: hello")
    cable.cut_after(count)
    chat.say("count 60")
    until(lambda: cable.is_cut)
    cable.mend()
    chat.sees("number 60")
    numbers = [f"number {number}" for number in range(1, 61)]
    assert chat.texts() == ["hello", "You said: hello", "count 60", *numbers]


def test_what_is_written_without_a_connection_is_kept_and_sent_once(page: Page, cable: Cable) -> None:
    chat = Chat(page, f"http://127.0.0.1:{cable.port}").open()
    chat.say("hello")
    chat.sees("You said: hello")
    cable.cut()
    expect(chat.notice).to_contain_text("Your messages are kept")
    chat.say("first unsent")
    chat.say("second unsent")
    expect(chat.root.locator(".pending .state").first).to_have_text("Not sent yet, kept here")
    cable.mend()
    chat.sees("You said: second unsent")
    expect(chat.notice).to_be_hidden()
    assert chat.texts()[2:] == ["first unsent", "You said: first unsent", "second unsent", "You said: second unsent"]


def test_what_is_unsent_survives_closing_the_page(page: Page, cable: Cable) -> None:
    chat = Chat(page, f"http://127.0.0.1:{cable.port}").open()
    chat.say("hello")
    chat.sees("You said: hello")
    cable.cut()
    expect(chat.notice).to_be_visible()
    chat.say("written in the tunnel")
    expect(chat.bubble("written in the tunnel")).to_be_visible()
    page.goto("about:blank")
    cable.mend()
    page.goto(f"http://127.0.0.1:{cable.port}")
    chat.sees("You said: written in the tunnel")
    page.reload()
    chat.sees("You said: written in the tunnel")
    assert chat.texts() == ["hello", "You said: hello", "written in the tunnel", "You said: written in the tunnel"]


def test_a_killed_web_process_costs_no_line(page: Page, world: World) -> None:
    port = free_port()
    with web_process(world.var, world.redis_url, port, world.elsewhere) as process:
        chat = Chat(page, f"http://127.0.0.1:{port}").open()
        chat.say("hello")
        chat.sees("You said: hello")
        chat.say("count 40")
        process.send_signal(signal.SIGKILL)
        process.wait()
    with web_process(world.var, world.redis_url, port, world.elsewhere):
        chat.sees("number 40")
        chat.say("still there?")
        chat.sees("You said: still there?")
    numbers = [f"number {number}" for number in range(1, 41)]
    assert chat.texts() == ["hello", "You said: hello", "count 40", *numbers, "still there?", "You said: still there?"]


def test_being_offline_is_shown_and_ends_by_itself(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    page.context.set_offline(True)
    expect(chat.notice).to_be_visible()
    chat.say("offline words")
    page.context.set_offline(False)
    chat.sees("You said: offline words")
    assert chat.texts()[2:] == ["offline words", "You said: offline words"]
