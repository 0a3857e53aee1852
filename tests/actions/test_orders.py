"""Orders and invoices are told to who is signed in, of their own account alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.catalog.product import Product
from bot.conversation import turn as turns
from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation, Customer
from bot.conversation.turn import Memory, Turn
from bot.demo.customers import demo_customers
from bot.store.accounts import RedisAccounts
from bot.store.orders import RedisOrders
from tests.actions.test_outside import call

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
PRODUCTS = [Product(id=f"p{number}", title=f"Product {number}", price=Decimal(number)) for number in range(1, 10)]
CUSTOMERS = [one for one in demo_customers(40, 7, NOW.date(), PRODUCTS) if len(one.orders) > 3]
MINE = next(one for one in CUSTOMERS if any(invoice.state(NOW.date()) == "open" for invoice in one.invoices))
OTHERS = next(one for one in CUSTOMERS if one is not MINE)


@pytest.fixture
async def executor(redis: Redis[bytes], tmp_path: Path) -> ActionExecutor:
    bootstrap.use(bootstrap.wire(redis, tmp_path))
    for one in CUSTOMERS:
        await RedisAccounts(redis).save(one.account)
        await RedisOrders(redis).save(one.orders, one.invoices)
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


@pytest.fixture
def signed_in() -> Iterator[Turn]:
    customer = Customer("jane@example.com", NOW + timedelta(hours=1), "Jane", MINE.account.id, MINE.account.company)
    turn = Turn(Message("m1", "visitor", NOW, Said("hello")), Conversation("visitor", customer=customer), Memory())
    token = turns._current.set(turn)
    yield turn
    turns._current.reset(token)


async def told(executor: ActionExecutor, intent: str, number: str = "", text: str = "where is it?") -> list[tuple[str, str]]:
    """Each answer by its name, with all that it is filled with."""
    entities = [{"entity": "order_number", "value": number, "start": 0, "end": 1}] if number else []
    result = await executor.run(call("action_order_question", text, intent, entities))
    return [(one["response"], " ".join(str(value) for value in one.values())) for one in result["responses"]]


async def test_the_newest_orders_are_told_to_who_is_signed_in(executor: ActionExecutor, signed_in: Turn) -> None:
    ((response, said),) = await told(executor, "order_status")
    newest = sorted(MINE.orders, key=lambda order: order.placed, reverse=True)
    assert response == "utter_orders_newest"
    assert [order.number in said for order in newest[:4]] == [True, True, True, False]


async def test_the_newest_order_is_listed_again(executor: ActionExecutor, signed_in: Turn) -> None:
    newest = max(MINE.orders, key=lambda order: order.placed)
    again, listed, *_ = await told(executor, "order_status", text="reorder my last order")
    assert (again[0], newest.number in again[1]) == ("utter_reorder", True)
    assert listed[0] == "utter_list_held"
    assert all(line.title in listed[1] for line in newest.lines)


async def test_one_order_is_told_with_its_lines(executor: ActionExecutor, signed_in: Turn) -> None:
    order = MINE.orders[0]
    ((response, said),) = await told(executor, "order_status", order.number.lower())
    assert response == "utter_order"
    assert order.lines[0].title in said


async def test_what_is_open_is_told_with_its_day(executor: ActionExecutor, signed_in: Turn) -> None:
    ((response, said),) = await told(executor, "invoice_billing")
    unpaid = [one for one in MINE.invoices if one.state(NOW.date()) in ("open", "overdue")]
    assert response == "utter_invoices_unpaid"
    assert any(invoice.number in said for invoice in unpaid)
    ((response, said),) = await told(executor, "invoice_billing", unpaid[0].number)
    assert (response, unpaid[0].order in said) == ("utter_invoice", True)


async def test_nobody_hears_of_another_account_s_order(executor: ActionExecutor, signed_in: Turn) -> None:
    ((response, said),) = await told(executor, "order_status", OTHERS.orders[0].number)
    assert response == "utter_order_unknown_number"
    assert OTHERS.orders[0].lines[0].title not in said


async def test_a_change_goes_to_a_person(executor: ActionExecutor, signed_in: Turn) -> None:
    ((response, _),) = await told(executor, "cancel_order", MINE.orders[0].number)
    assert response == "utter_order_change"
    assert signed_in.handoff_offered


async def test_a_pass_that_has_ended_tells_nothing(executor: ActionExecutor, signed_in: Turn) -> None:
    customer = signed_in.conversation.customer
    assert customer
    signed_in.conversation.customer = Customer(customer.email, NOW - timedelta(seconds=1), "Jane", customer.account)
    assert [response for response, _ in await told(executor, "order_status")] == ["utter_order_unknown"]


async def test_who_is_not_signed_in_hears_nothing_of_any_order(executor: ActionExecutor) -> None:
    assert [response for response, _ in await told(executor, "order_status")] == ["utter_order_unknown"]
    number = MINE.orders[0].number
    assert [response for response, _ in await told(executor, "order_status", number)] == ["utter_order_unknown_number"]
