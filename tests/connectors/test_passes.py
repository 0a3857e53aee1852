"""A customer who is signed in at the merchant's website: the pass is looked at, and the conversation knows who it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import jwt
import pytest
from redis.asyncio import Redis

from bot.catalog.product import Product
from bot.conversation.model import Conversation
from bot.demo.customers import demo_customers
from bot.notify.known import known_address
from bot.store.accounts import RedisAccounts
from bot.store.conversations import Conversations
from bot.store.orders import RedisOrders
from connectors.web.passes import customer_key
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import board, until

PRODUCTS = [Product(id=f"p{number}", title=f"Product {number}", price=Decimal(number)) for number in range(1, 10)]
CUSTOMERS = list(demo_customers(3, 7, date(2026, 11, 20), PRODUCTS))
JANE = CUSTOMERS[0].account.people[0]
OTHER = CUSTOMERS[1].account.people[0]


@pytest.fixture(autouse=True)
async def accounts(redis: Redis[bytes]) -> None:
    await RedisAccounts(redis).save(*(customer.account for customer in CUSTOMERS))
    for customer in CUSTOMERS:
        await RedisOrders(redis).save(customer.orders, customer.invoices)


def shown(site: Site, email: Any = JANE.email, hours: float = 1, key: str = "", algorithm: str = "HS256", **claims: Any) -> str:
    until = datetime.now(timezone.utc) + timedelta(hours=hours)
    return jwt.encode({"email": email, "exp": int(until.timestamp()), **claims}, key or customer_key(site.settings), algorithm)


async def visit(site: Site, customer: str, token: str | None = None) -> Tab:
    tab = await site.silent_tab()
    await tab.send(type="hello", customer=customer, **({"token": token} if token else {}))
    return tab


async def state_of(redis: Redis[bytes], welcome: dict[str, Any]) -> Conversation:
    state = await Conversations(redis).state(welcome["conversation"])
    assert state
    return state


async def test_the_conversation_knows_who_is_signed_in_and_reps_alone_read_so(site: Site, redis: Redis[bytes]) -> None:
    tab = await visit(site, shown(site))
    welcome = await tab.next("welcome")
    assert await Conversations(redis).state(welcome["conversation"]) is None, "nothing begins before something is said"
    await tab.say("hello")
    await tab.line("bot")
    state = await state_of(redis, welcome)
    assert state.customer
    assert (state.customer.email, state.customer.name) == (JANE.email, JANE.name)
    assert (state.customer.account, state.customer.company) == (CUSTOMERS[0].account.id, CUSTOMERS[0].account.company)
    assert not [entry for _, entry in tab.lines() if entry.get("event") == "recognised"]
    assert await known_address(Conversations(redis), state.id) == JANE.email
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    assert state.known_customer(tomorrow) is None, "a pass ends"


@pytest.mark.parametrize(
    "bad",
    [
        {"hours": -1},
        {"hours": 400},
        {"key": "another key, of somebody who should not have made this one"},
        {"algorithm": "HS512"},
        {"email": None},
        {"email": ["jane"]},
        {"name": {"a": 1}},
        {"exp": "soon"},
        {"exp": 1e30},
    ],
)
async def test_a_pass_that_is_not_good_makes_nobody_of_anybody(site: Site, redis: Redis[bytes], bad: dict[str, Any]) -> None:
    tab = await visit(site, shown(site, **bad))
    assert (await tab.next("error"))["code"] == "bad_pass"
    welcome = await tab.next("welcome")
    await tab.say("hello")
    await tab.line("bot")
    assert (await state_of(redis, welcome)).customer is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "..", "ü" * 500, jwt.encode({"email": JANE.email}, None, "none")])
async def test_what_is_no_pass_at_all_harms_nothing(site: Site, text: str) -> None:
    tab = await visit(site, text)
    await tab.next("welcome")
    await tab.say("hello")
    await tab.line("bot")


async def test_who_signs_in_later_keeps_the_conversation_and_another_one_does_not_get_it(
    site: Site, redis: Redis[bytes]
) -> None:
    nobody = await site.tab()
    welcome = await nobody.next("welcome")
    await nobody.say("hello")
    await nobody.line("bot")
    token = welcome["token"]
    await (await visit(site, shown(site), token)).next("welcome")

    async def known() -> bool:
        return (await state_of(redis, welcome)).customer is not None

    await until(known)
    other = await visit(site, shown(site, OTHER.email), token)
    assert (await other.next("error"))["code"] == "other_customer"
    await other.send(type="hello", customer=shown(site, OTHER.email))
    assert (await other.next("welcome"))["conversation"] != welcome["conversation"]


async def test_the_desk_shows_the_account_with_its_newest_orders(site: Site) -> None:
    tab = await visit(site, shown(site))
    conversation = (await tab.next("welcome"))["conversation"]
    await tab.say("a person please")
    await tab.line("system", event="queued")
    desk = await site.desk("anna")
    await board(desk, waiting=1)
    await desk.send(type="open", conversation=conversation)
    account = (await desk.next("about"))["account"]
    assert (account["name"], account["company"]) == (JANE.name, CUSTOMERS[0].account.company)
    newest = sorted(CUSTOMERS[0].orders, key=lambda order: order.placed, reverse=True)[:3]
    assert [order["number"] for order in account["orders"]] == [order.number for order in newest]
    assert account["facts"]["account"] == CUSTOMERS[0].account.id
    assert [entry["name"] for _, entry in desk.lines() if entry.get("event") == "recognised"] == [JANE.name]


async def test_a_newcomer_signs_in_as_a_demo_customer_and_out_again(site: Site) -> None:
    browser = await site.session()
    page = await (await browser.get("/")).text()
    assert "data-customer" not in page
    ours = {"Origin": site.url}
    page = await (await browser.post("/sign-in", data={"account": CUSTOMERS[0].account.id}, headers=ours)).text()
    assert JANE.name in page
    tab = await visit(site, page.partition('data-customer="')[2].partition('"')[0])
    await tab.next("welcome")
    assert not [one for one in tab.seen if one["type"] == "error"]
    assert "data-customer" not in await (await browser.post("/sign-out", headers=ours)).text()


async def test_nobody_real_can_be_taken_for(site: Site, redis: Redis[bytes]) -> None:
    real = CUSTOMERS[2].account
    person = {"name": "Real Person", "email": "person@company.test"}
    account = type(real)(
        **{**{name: getattr(real, name) for name in real.__struct_fields__}, "people": (type(JANE)(**person),)}
    )
    await RedisAccounts(redis).save(account)
    browser = await site.session()
    answer = await browser.post("/sign-in", data={"account": account.id}, headers={"Origin": site.url})
    assert answer.status == 404
    elsewhere = await browser.post("/sign-in", data={"account": "A000001"}, headers={"Origin": "https://evil.example"})
    assert elsewhere.status == 403
