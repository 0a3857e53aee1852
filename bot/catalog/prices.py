"""What a quantity costs: the price break that holds for it, and what a little more would save."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.catalog.product import PriceBreak, Product
from bot.errors import BadInput

CENT = Decimal("0.01")


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
    list_price   USD a unit for a single one
    piece_price  USD a piece inside the unit, not rounded (a box of 10: a tenth of the unit price)
    total        USD for all units, to the cent
    next_break   None when no cheaper break lies above
    """

    quantity: int
    unit: str
    unit_price: Decimal
    list_price: Decimal
    piece_price: Decimal
    total: Decimal
    next_break: NextBreak | None


def price(product: Product, quantity: int = 1) -> ShelfPrice | None:
    """The price of `quantity` units of the product; None when its price is not known.

    Raises BadInput for a quantity below 1.
    """
    if quantity < 1:
        raise BadInput(f"a quantity must be at least 1, not {quantity}")
    if product.price is None:
        return None
    unit_price = product.price
    following: PriceBreak | None = None
    for step in sorted(product.price_breaks, key=lambda step: step.quantity):
        if step.quantity <= quantity:
            unit_price = min(unit_price, step.price)
        elif step.price < unit_price:
            following = step
            break
    return ShelfPrice(
        quantity=quantity,
        unit=product.unit,
        unit_price=unit_price,
        list_price=product.price,
        piece_price=unit_price / max(product.pack_size, 1),
        total=_cents(unit_price * quantity),
        next_break=_next_break(following, quantity, unit_price) if following else None,
    )


def units_for(product: Product, pieces: int) -> int:
    """Units of the product that hold at least so many pieces ("48 pens" from boxes of 12: 4)."""
    return -(-pieces // max(product.pack_size, 1))


def _next_break(step: PriceBreak, quantity: int, unit_price: Decimal) -> NextBreak:
    return NextBreak(
        quantity=step.quantity,
        more=step.quantity - quantity,
        unit_price=step.price,
        saving=1 - step.price / unit_price,
        total=_cents(step.price * step.quantity),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
