"""What a quantity costs: the price that holds for it, what it rests on, and what a little more would save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bot.catalog.agreements import Agreement
from bot.catalog.product import PriceBreak, Product
from bot.errors import BadInput, Refused

CENT = Decimal("0.01")
Basis = Literal["list", "break", "promotion", "contract"]


@dataclass(frozen=True)
class NextBreak:
    """The next price break above a quantity.

    quantity    units from which it holds
    more        units to add to get there
    unit_price  USD a unit from there on
    saving      share of today's unit price that each unit then costs less, 0 to 1
    total       USD for `quantity` units, which may be less than what fewer units cost now
    """

    quantity: int
    more: int
    unit_price: Decimal
    saving: Decimal
    total: Decimal


@dataclass(frozen=True)
class ShelfPrice:
    """What `quantity` units of a product cost from the shelf, in USD, before tax and shipping.

    unit_price   USD a unit at this quantity
    list_price   USD a unit for a single one, to anybody
    piece_price  USD a piece inside the unit, not rounded (a box of 10: a tenth of the unit price)
    total        USD for all units, to the cent
    next_break   None when no cheaper break lies above
    basis        what the unit price is: the list price, a price break, a promotion, the account's own price
    until        the last day of that promotion or agreement
    """

    quantity: int
    unit: str
    unit_price: Decimal
    list_price: Decimal
    piece_price: Decimal
    total: Decimal
    next_break: NextBreak | None
    basis: Basis = "list"
    until: date | None = None


@dataclass(frozen=True)
class _Offer:
    price: Decimal
    basis: Basis
    until: date | None = None


def price(product: Product, quantity: int = 1, account: Agreement | None = None, on: date | None = None) -> ShelfPrice | None:
    """The price of `quantity` units of the product; None when no price is known.

    Of the list price, the price break, a promotion and the account's own price the lowest counts. What has dates holds only
    where `on`, the day of the order, is given. Raises BadInput for a quantity below 1, Refused for a product that the account
    may not buy.
    """
    if quantity < 1:
        raise BadInput(f"a quantity must be at least 1, not {quantity}")
    if account is not None and not account.allows(product, on):
        raise Refused(f"{product.title} is not in the assortment of {account.account}")
    offers = _offers(product, quantity, account, on)
    if not offers:
        return None
    best = min(offers, key=lambda one: one.price)
    unit_price = best.price
    following = next((step for step in _steps(product) if step.quantity > quantity and step.price < unit_price), None)
    return ShelfPrice(
        quantity=quantity,
        unit=product.unit,
        unit_price=unit_price,
        list_price=product.price if product.price is not None else unit_price,
        piece_price=unit_price / max(product.pack_size, 1),
        total=to_cents(unit_price * quantity),
        next_break=_next_break(following, quantity, unit_price) if following else None,
        basis=best.basis,
        until=best.until,
    )


def units_for(product: Product, pieces: int) -> int:
    """Units of the product that hold at least so many pieces ("48 pens" from boxes of 12: 4)."""
    return -(-pieces // max(product.pack_size, 1))


def _steps(product: Product) -> list[PriceBreak]:
    return sorted(product.price_breaks, key=lambda step: step.quantity)


def _offers(product: Product, quantity: int, account: Agreement | None, on: date | None) -> list[_Offer]:
    """Everything that this unit may cost, the list price first: of equal ones it counts."""
    offers = [] if product.price is None else [_Offer(product.price, "list")]
    if offers:
        offers += [_Offer(step.price, "break") for step in _steps(product) if step.quantity <= quantity]
    if product.promotion is not None and product.promotion.runs(on):
        offers.append(_Offer(product.promotion.price, "promotion", product.promotion.ends))
    agreed = account.price(product, on) if account is not None else None
    if agreed is not None:
        offers.append(_Offer(agreed[0], "contract", agreed[1]))
    return offers


def _next_break(step: PriceBreak, quantity: int, unit_price: Decimal) -> NextBreak:
    return NextBreak(
        quantity=step.quantity,
        more=step.quantity - quantity,
        unit_price=step.price,
        saving=1 - step.price / unit_price,
        total=to_cents(step.price * step.quantity),
    )


def to_cents(amount: Decimal) -> Decimal:
    """An amount in USD to the cent, halves up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
