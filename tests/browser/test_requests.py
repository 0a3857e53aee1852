"""What a request brings into the chat: the chart, quotes side by side, and news that come by themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import TypeVar

import msgspec
from playwright.sync_api import BrowserContext, Page, expect

from bot.conversation.message import Message, RequestNews
from bot.conversation.model import RequestRef
from bot.events import RequestOpened
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier, Invitation, Step
from bot.sourcing.quote import Terms, Tier
from bot.store import keys
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.once import ask
from bot.store.requests import RedisRequests
from tests.browser.chat import Chat
from tests.browser.conftest import World
from tests.browser.test_hand_off import accept, customer_who_waits, desk_of, finish
from tests.unit.sourcing.test_quotes import terms

T = TypeVar("T")
NUMBER = "RFQ-90001"
COMPANIES = {"S1": "Alpha Works", "S2": "Beta & <b>Sons</b>", "S3": "Gamma Works"}
PHONE = {"width": 390, "height": 844}
TOKEN = "JSON.parse(localStorage[Object.keys(localStorage).find(key => key.endsWith(':token'))])"


def stored(world: World, work: Callable[[Client], Awaitable[T]]) -> T:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        return elsewhere.submit(ask, world.redis_url, work).result()


def conversation_of(page: Page) -> str:
    return str(page.evaluate(TOKEN)).partition(".")[0]


def news(world: World, conversation: str, name: str) -> None:
    told = Message(name, conversation, datetime.now(timezone.utc), RequestNews("RFQ-10001"))
    stored(world, lambda client: Conversations(client).append(told))


async def with_quotes(client: Client, conversation: str) -> None:
    """Two suppliers have quoted for a request of this conversation; the first is dearer and says less, a third is too late."""
    now, requests = datetime.now(timezone.utc), RedisRequests(client)
    fields = {"product": "tote bags", "quantity": 2500, "zip": "30305", "needed_by": str((now + timedelta(days=90)).date())}
    await requests.apply(RequestOpened(NUMBER, conversation, now, fields))
    asked = [Invitation(name, company, "CN", 1, now) for name, company in COMPANIES.items()]
    await requests.do(NUMBER, "invite", lambda held: deeds.invite(held, asked, now))
    month = (now + timedelta(days=30)).date()
    for place, supplier in enumerate(COMPANIES):
        offer = terms(
            tiers=(Tier(500, Decimal("1.20") - place / Decimal(10)),),
            tooling=Decimal(0) if place else None,
            lead_days=200 if place == 2 else 20,
            valid_until=month,
        )
        await requests.do(NUMBER, f"quote {supplier}", partial(received, supplier=supplier, offer=offer, at=now))
    state = await Conversations(client).state(conversation)
    assert state
    state.requests.append(RequestRef(NUMBER, "open"))
    await client.hset(keys.state(conversation), "doc", msgspec.json.encode(state))


def received(held: Dossier, supplier: str, offer: Terms, at: datetime) -> Step:
    return deeds.receive(held, supplier, offer, at)


def test_a_rep_sees_the_quotes_of_the_request_side_by_side(new_context: Callable[..., BrowserContext], world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person for quotes")
    conversation = conversation_of(customer.page)
    stored(world, lambda client: with_quotes(client, conversation))
    desk = desk_of(new_context, world, "ben")
    accept(desk, "for quotes")
    panel = desk.locator("#known")
    expect(panel.locator(".quotes-head")).to_contain_text("2 quotes, 1 ruled out")
    expect(panel.locator(".quotes li").nth(1)).to_contain_text("Missing: tooling")
    panel.get_by_role("button", name="Side by side").click()
    table = desk.get_by_role("dialog", name=f"Quotes for {NUMBER}")
    expect(table.locator("tbody tr")).to_have_count(3)
    expect(table.locator("tbody tr").nth(0)).to_contain_text("Beta & <b>Sons</b>")
    expect(table.locator("tbody tr").nth(0)).to_contain_text("cheapest")
    expect(table.locator("tbody tr").nth(2)).to_contain_text("ruled out")
    desk.keyboard.press("Escape")
    expect(table).to_have_count(0)
    finish(desk)


def test_a_chart_is_drawn_for_light_and_for_dark_pages(new_context: Callable[..., BrowserContext], world: World) -> None:
    for scheme, ending in (("light", ".svg"), ("dark", ".svg?dark")):
        chat = Chat(new_context(color_scheme=scheme, viewport=PHONE).new_page(), world.url).open()
        chat.say("chart please")
        image = chat.root.locator(".chart img")
        expect(image).to_have_attribute("alt", "What a piece costs")
        chat.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
        assert str(image.evaluate("image => image.currentSrc")).endswith(ending)
        box = image.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_quotes_stand_side_by_side_and_the_page_keeps_its_width(
    new_context: Callable[..., BrowserContext], world: World
) -> None:
    chat = Chat(new_context(viewport=PHONE).new_page(), world.url).open()
    chat.say("quotes please")
    table = chat.root.get_by_role("region", name="Two quotes:").locator("table")
    expect(table.locator("thead th")).to_have_text(["1. Alpha Works (CN)", "2. <b>Beta</b> & Sons (VN, demo)"])
    expect(table.locator("tbody tr").nth(0)).to_have_text("Each, at your door$3.13$3.40")
    expect(table.locator("tbody tr").nth(2)).to_have_text("Not said–tooling")
    assert chat.texts()[-1] == "Two quotes:"
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_buttons_of_all_lines_of_an_answer_stay(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("quotes please")
    buttons = chat.root.locator(".buttons button")
    expect(buttons).to_have_text(["The first one", "Talk to a person"])
    page.reload()
    expect(buttons).to_have_text(["The first one", "Talk to a person"])
    chat.say("hello")
    chat.sees("You said: hello")
    expect(buttons).to_have_count(0)


def test_news_arrive_by_themselves_in_an_open_page_and_are_counted_in_a_closed_chat(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    conversation = conversation_of(page)
    news(world, conversation, "news-1")
    chat.sees("News of your request")
    news(world, conversation, "news-1")
    chat.root.get_by_role("button", name="Close").click()
    news(world, conversation, "news-2")
    expect(chat.root.locator(".badge")).to_have_text("1")
    chat.open()
    expect(chat.bubble("News of your request")).to_have_count(2)


def test_the_browser_says_which_time_it_keeps(new_context: Callable[..., BrowserContext], world: World) -> None:
    chat = Chat(new_context(timezone_id="Asia/Tokyo").new_page(), world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    conversation = conversation_of(chat.page)
    state = stored(world, lambda client: Conversations(client).state(conversation))
    assert state
    assert state.zone == "Asia/Tokyo"
