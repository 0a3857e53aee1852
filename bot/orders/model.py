"""An order, what becomes of it, and its invoice. Amounts are USD, to the cent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from bot.errors import Refused

OrderState = Literal["placed", "packed", "shipped", "delivered", "cancelled", "returned"]
InvoiceState = Literal["open", "overdue", "paid", "void"]

NEXT: dict[OrderState, tuple[OrderState, ...]] = {
    "placed": ("packed", "cancelled"),
    "packed": ("shipped", "cancelled"),
    "shipped": ("delivered",),
    "delivered": ("returned",),
    "cancelled": (),
    "returned": (),
}


class OrderLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """`quantity` units of a product at `price` for each, title and price as they were when it was ordered."""

    product: str
    title: str
    quantity: int
    price: Decimal
    unit: str = "each"

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """`promised` is the day on which it is to arrive; `purchase_order` the customer's own number."""

    number: str
    account: str
    placed: datetime
    state: OrderState
    lines: tuple[OrderLine, ...]
    ship_to: str
    zip: str
    promised: date
    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    shipped: date | None = None
    delivered: date | None = None
    tracking: str = ""
    purchase_order: str = ""
    placed_by: str = ""

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping + self.tax


class Invoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """`paid` is the day on which it was paid, None before; a void one need not be."""

    number: str
    order: str
    account: str
    issued: date
    due: date
    amount: Decimal
    paid: date | None = None
    void: bool = False

    def state(self, today: date) -> InvoiceState:
        if self.void:
            return "void"
        if self.paid is not None and self.paid <= today:
            return "paid"
        return "overdue" if today > self.due else "open"


def moved(order: Order, state: OrderState) -> Order:
    """The order in its next state; raises Refused, with the reason, where it cannot get there."""
    if state not in NEXT[order.state]:
        raise Refused(f"order {order.number} is {order.state} and cannot become {state}")
    return msgspec.structs.replace(order, state=state)
