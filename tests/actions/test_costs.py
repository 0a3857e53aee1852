"""Prices as the customer gets them: the account's own, offers with dates, packs, and what an order comes to at the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.accounts.model import Account
from bot.catalog import agreements, totals
from bot.catalog.agreements import Agreement, Rule
from bot.catalog.imports import import_products
from bot.catalog.product import PriceBreak, Product, Promotion
from bot.catalog.totals import Terms
from bot.conversation import turn as turns
from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation, Customer
from bot.conversation.turn import Memory, Turn
from bot.store.accounts import RedisAccounts
from tests.actions.test_outside import call

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
STAPLER = Product(
    id="S", title="Desk Stapler", brand="Clipford", price=Decimal("9.50"), stock=40,
    price_breaks=(PriceBreak(10, Decimal("9.00")), PriceBreak(12, Decimal("7.00"))),
)  # fmt: skip
PAPER = Product(id="P", title="Copy Paper, ream of 500", unit="ream", pack_size=500, price=Decimal(8), stock=0)
OTHER = Product(id="Q", title="Copy Paper, recycled, ream of 500", unit="ream", pack_size=500, price=Decimal(9), stock=70)
LAMP = Product(
    id="L", title="Desk Lamp", price=Decimal(30), promotion=Promotion(Decimal(24), date(2026, 11, 1), date(2026, 11, 30))
)
ACCOUNT = Account(
    id="acme", company="Acme", people=(), address="1 Main St", city="Chicago", state="IL", zip="60601",
    since=date(2020, 1, 1), tax_exempt=True,
)  # fmt: skip


@pytest.fixture
async def executor(redis: Redis[bytes], tmp_path: Path) -> ActionExecutor:
    import_products(tmp_path, [STAPLER, PAPER, OTHER, LAMP])
    bootstrap.use(bootstrap.wire(redis, tmp_path))
    await RedisAccounts(redis).save(ACCOUNT)
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


@pytest.fixture
def signed_in() -> Iterator[Turn]:
    customer = Customer("jane@example.com", NOW + timedelta(hours=1), "Jane", "acme", "Acme")
    turn = Turn(Message("m1", "visitor", NOW, Said("hello")), Conversation("visitor", customer=customer), Memory())
    token = turns._current.set(turn)
    yield turn
    turns._current.reset(token)


async def told(executor: ActionExecutor, product: str, action: str = "action_price", **slots: Any) -> dict[str, dict[str, Any]]:
    """The answers by their names."""
    result = await executor.run(call(action, "how much is it", "price_check", about=[product], **slots))
    return {one["response"]: one for one in result["responses"]}


async def test_a_quantity_has_its_price_and_the_next_break_in_words(executor: ActionExecutor) -> None:
    answers = await told(executor, "S", quantity=4)
    assert answers["utter_price_total"]["total"] == "$38.00"
    step = answers["utter_price_next_break"]
    assert (step["more"], step["price"], step["saving"]) == ("6", "$9.00", 5)


async def test_more_that_costs_less_is_said(executor: ActionExecutor) -> None:
    step = (await told(executor, "S", quantity=11))["utter_price_break_costs_less"]
    assert (step["more"], step["total"]) == ("1", "$84.00")


@pytest.mark.parametrize(("quantity", "unit", "units", "total"), [(1200, "sheets", "3", "$24.00"), (2, "reams", "2", "$16.00")])
async def test_packs_are_counted(executor: ActionExecutor, quantity: int, unit: str, units: str, total: str) -> None:
    answers = await told(executor, "P", quantity=quantity, unit=unit)
    answer = answers["utter_price_counted" if unit == "sheets" else "utter_price_total"]
    assert (answer["quantity"], answer["total"], answer["piece"]) == (units, total, ", that's $0.016 a piece")


async def test_a_unit_that_cannot_be_counted_is_asked_about(executor: ActionExecutor) -> None:
    assert (await told(executor, "S", quantity=2, unit="pallets"))["utter_price_other_unit"]["sold"] == "singly"


async def test_an_offer_says_until_when_and_what_it_was(executor: ActionExecutor, signed_in: Turn) -> None:
    answer = (await told(executor, "L"))["utter_price_one"]
    assert answer["price"] == "$24.00"
    assert answer["why"] == " On offer until November 30, instead of $30.00."


async def test_an_account_has_its_own_price(executor: ActionExecutor, signed_in: Turn, tmp_path: Path) -> None:
    agreements.save(tmp_path, [Agreement("acme", (Rule(brand="Clipford", discount=Decimal(20)),))])
    answer = (await told(executor, "S"))["utter_price_one"]
    assert (answer["price"], answer["why"]) == ("$7.60", " Your company's own price, instead of $9.50.")
    assert Decimal(answer["custom"]["cards"][0]["price"]) == Decimal("7.60")


async def test_what_an_account_may_not_buy_is_neither_priced_nor_found(
    executor: ActionExecutor, signed_in: Turn, tmp_path: Path
) -> None:
    agreements.save(tmp_path, [Agreement("acme", (Rule(brand="Clipford", only=True),))])
    assert "utter_price_not_yours" in await told(executor, "L")
    entities = [{"entity": "product", "value": "desk lamp", "start": 0, "end": 9}]
    result = await executor.run(call("action_search", "desk lamp", "product_search", entities, product="desk lamp"))
    assert "L" not in [card["id"] for one in result["responses"] for card in one.get("custom", {}).get("cards", [])]


async def test_shipping_tax_and_the_least_order_are_named(executor: ActionExecutor, tmp_path: Path) -> None:
    totals.save(tmp_path, Terms(shipping=Decimal("9.95"), free_from=Decimal(50), least=Decimal(25)))
    answers = await told(executor, "S", quantity=2, zip="78701")
    parts = answers["utter_order_costs"]
    assert "$9.95 shipping (free from $50.00, $31.00 to go)" in parts["parts"]
    assert "$1.19 sales tax (6.25% in TX" in parts["parts"]
    assert parts["total"] == " That makes $30.14."
    assert answers["utter_order_least"]["missing"] == "$6.00"


async def test_an_exempt_account_pays_no_tax(executor: ActionExecutor, signed_in: Turn) -> None:
    assert "no tax, as Acme is exempt" in (await told(executor, "S", quantity=2, zip="78701"))["utter_order_costs"]["parts"]


async def test_sold_out_names_what_serves_instead_and_what_differs(executor: ActionExecutor) -> None:
    answers = await told(executor, "P", action="action_stock")
    assert "utter_stock_none" in answers
    assert "recycled" in answers["utter_instead"]["lines"]
    assert "a piece instead of" in answers["utter_instead"]["lines"]


async def test_less_than_is_wanted_is_said(executor: ActionExecutor) -> None:
    short = (await told(executor, "S", action="action_stock", quantity=41))["utter_stock_short"]
    assert (short["stock"], short["quantity"]) == ("40", "41")
