"""What may become of an order, and how an invoice stands."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from bot.errors import Refused
from bot.orders.model import NEXT, Invoice, Order, OrderLine, OrderState, moved
from bot.orders.service import Orders


def order(number: str = "ORD-1", account: str = "A1", state: OrderState = "placed", day: int = 2) -> Order:
    return Order(
        number,
        account,
        datetime(2026, 3, day, 9, tzinfo=timezone.utc),
        state,
        (OrderLine("p1", "Pens", 3, Decimal("1.10")), OrderLine("p2", "Paper", 1, Decimal("6.79"))),
        "1 Main St",
        "60616",
        date(2026, 3, day + 1),
        shipping=Decimal("5.95"),
        tax=Decimal("0.51"),
    )


def invoice(**more: object) -> Invoice:
    return Invoice("INV-1", "ORD-1", "A1", date(2026, 3, 3), date(2026, 4, 2), Decimal("16.55"), **more)  # type: ignore[arg-type]


class Book:
    """Two accounts' orders, as a store would give them."""

    def __init__(self) -> None:
        self.held = [order("ORD-1", day=2), order("ORD-2", day=9), order("ORD-3", account="A2")]

    async def order(self, number: str) -> Order | None:
        return next((one for one in self.held if one.number == number), None)

    async def orders_of(self, account: str) -> list[Order]:
        return [one for one in self.held if one.account == account]

    async def invoice(self, number: str) -> Invoice | None:
        return invoice() if number == "INV-1" else None

    async def invoices_of(self, account: str) -> list[Invoice]:
        return [invoice()] if account == "A1" else []


def test_an_order_adds_up() -> None:
    assert (order().subtotal, order().total) == (Decimal("10.09"), Decimal("16.55"))


def test_only_the_next_states_can_be_reached() -> None:
    assert moved(moved(order(), "packed"), "shipped").state == "shipped"
    with pytest.raises(Refused, match="ORD-1 is delivered and cannot become cancelled"):
        moved(order(state="delivered"), "cancelled")
    for state, following in NEXT.items():
        for wanted in set(NEXT) - set(following):
            with pytest.raises(Refused):
                moved(order(state=state), wanted)


def test_how_an_invoice_stands() -> None:
    assert invoice().state(date(2026, 4, 2)) == "open"
    assert invoice().state(date(2026, 4, 3)) == "overdue"
    assert invoice(paid=date(2026, 4, 5)).state(date(2026, 4, 4)) == "overdue"
    assert invoice(paid=date(2026, 4, 5)).state(date(2026, 4, 5)) == "paid"
    assert invoice(void=True).state(date(2027, 1, 1)) == "void"


async def test_what_belongs_to_another_account_does_not_exist() -> None:
    orders = Orders(Book())
    found = await orders.order(" ord-1 ", "A1")
    assert found is not None
    assert await orders.order("ORD-1", "A2") is None
    assert await orders.invoice("INV-1", "A2") is None
    assert [one.number for one in await orders.history("A1")] == ["ORD-2", "ORD-1"]
    assert await orders.invoices("A2") == []
