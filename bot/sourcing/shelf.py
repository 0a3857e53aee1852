"""What is on the shelf for a need: the price for that quantity, and the day on which it arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from bot.catalog.delivery import Promise, promise
from bot.catalog.prices import price, units_for
from bot.catalog.product import Product
from bot.catalog.warehouses import Warehouse
from bot.sourcing.costs import cents


class Shelf(msgspec.Struct, frozen=True):
    """A stocked thing for a need. Money is USD before tax; `units` hold at least `pieces`, `per_piece` = total / pieces.

    short      pieces that the stock lacks; None where the stock is not known
    arrives    earliest and latest day; None where none is promised; `sure` where the merchant stands behind it
    why        the rule of the promise, as in `bot.catalog.delivery`
    """

    product: str
    title: str
    pieces: int
    units: int
    unit: str
    pack_size: int
    unit_price: Decimal
    per_piece: Decimal
    total: Decimal
    stock: int | None
    short: int | None
    arrives: tuple[date, date] | None
    sure: bool
    why: str
    as_of: datetime


def shelf(product: Product, pieces: int, zip_code: str, now: datetime, warehouses: Sequence[Warehouse]) -> Shelf | None:
    """What the shelf offers for so many pieces; None where the price is not known. `now` has its UTC offset.

    Where the stock is short, the day is that of what is there.
    """
    units = units_for(product, pieces)
    priced = price(product, units)
    if priced is None:
        return None
    stock = None if product.stock is None else product.stock * max(product.pack_size, 1)
    there = units if product.stock is None else max(1, min(units, product.stock))
    day: Promise = promise(product, there, zip_code, now, warehouses)
    return Shelf(
        product=product.id,
        title=product.title,
        pieces=pieces,
        units=units,
        unit=product.unit,
        pack_size=max(product.pack_size, 1),
        unit_price=priced.unit_price,
        per_piece=priced.total / pieces,
        total=priced.total,
        stock=stock,
        short=None if stock is None else max(0, pieces - stock),
        arrives=(day.first, day.last) if day.first and day.last else None,
        sure=day.sure,
        why=day.why,
        as_of=now,
    )


def shelf_total(product: Product, pieces: int) -> Decimal | None:
    """USD for units that hold so many pieces; None where the price is not known."""
    priced = price(product, units_for(product, pieces))
    return None if priced is None else cents(priced.total)
