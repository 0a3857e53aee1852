"""A visitor goes on in Telegram, and the page goes on too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
from playwright.sync_api import Page, expect

from bot.conversation.links import conversation_of
from bot.conversation.message import Continued, Message, Said
from bot.secret import secret_of
from bot.settings import read
from bot.store import keys
from bot.store.chats import Chats
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.once import ask
from tests.browser.chat import Chat
from tests.browser.conftest import World

BOT = "quartermaster_test_bot"


def in_redis(world: World, work: Callable[[Client], Awaitable[object]]) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        elsewhere.submit(ask, world.redis_url, work).result()


@pytest.fixture
def secret(world: World) -> Iterator[str]:
    """The processes' secret; while the test runs there is a bot."""
    secret = secret_of(read({"QUARTERMASTER_VAR": str(world.var)}))
    in_redis(world, lambda client: Chats(client, secret).introduce(BOT))
    yield secret
    in_redis(world, lambda client: client.delete(keys.TELEGRAM_BOT))


def link_of(chat: Chat) -> str:
    """Opens the menu and asks for the link."""
    chat.root.get_by_role("button", name="Menu").click()
    chat.root.get_by_role("button", name="Continue in Telegram").click()
    link = chat.root.get_by_role("link", name="Open Telegram")
    expect(link).to_be_focused()
    return str(link.get_attribute("href"))


def test_the_menu_leads_into_telegram_and_both_places_go_on(page: Page, world: World, secret: str) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    address, _, payload = link_of(chat).partition("?start=")
    assert address == f"https://t.me/{BOT}"
    now = datetime.now(timezone.utc)
    conversation = conversation_of(secret, payload, now)

    async def goes_on(client: Client) -> None:
        for number, body in enumerate((Continued(), Said("from the phone"))):
            await Conversations(client).append(Message(f"tg:{number}", conversation, now, body, "telegram"))

    in_redis(world, goes_on)
    chat.system("You go on in Telegram")
    chat.sees("You said: from the phone")
    chat.say("and from the page")
    chat.sees("You said: and from the page")
    expect(chat.root.locator(".menu")).to_be_hidden()


def test_each_opening_gets_a_link_of_its_own(page: Page, world: World, secret: str) -> None:
    chat = Chat(page, world.url).open()
    first = link_of(chat)
    chat.root.get_by_role("button", name="Menu").click()
    page.wait_for_timeout(1_000)  # links differ by the second at which they end
    assert link_of(chat) != first


def test_where_no_bot_runs_nothing_is_offered(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    chat.root.get_by_role("button", name="Menu").click()
    expect(chat.root.get_by_role("button", name="New conversation")).to_be_visible()
    expect(chat.root.get_by_role("button", name="Continue in Telegram")).to_be_hidden()
