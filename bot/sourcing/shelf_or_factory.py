"""Shelf or factory, in one answer: both side by side, from how many pieces the factory is cheaper, and the bridge order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import msgspec

from bot.catalog.product import Product
from bot.catalog.warehouses import Warehouse
from bot.sourcing.bridge import Bridge, bridge
from bot.sourcing.factory import Factory, Offer, factory
from bot.sourcing.landed import total_of
from bot.sourcing.quote import pieces
from bot.sourcing.rates import Sure
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf import Shelf, shelf, shelf_total

POINTS = 24
"""Quantities of a curve."""
WIDEST = 8
"""A curve reaches from an eighth of the need to eight times the need, and further where the break-even lies there."""
FARTHEST = 1_000_000  # pieces: beyond, no break-even is looked for

Each = Callable[[int], Decimal]
"""USD a piece for a quantity."""


class Point(msgspec.Struct, frozen=True, array_like=True):
    """USD a piece at a quantity, from the shelf and from the factory."""

    quantity: int
    shelf: Decimal
    factory: Decimal


class Curve(msgspec.Struct, frozen=True):
    """What a piece costs over the quantity: all that a chart needs."""

    points: tuple[Point, ...]
    need: int
    break_even: int | None


class Origin(msgspec.Struct, frozen=True):
    """Where a number comes from. `what`: shelf_price, stock, delivery, factory_price, production_days, deposit, lasts."""

    what: str
    source: str
    day: date
    sure: Sure


class Answer(msgspec.Struct, frozen=True):
    """Both ways for a need of `need` pieces; either may be missing. Money is USD.

    cheaper     shelf or factory at this need by the total in the middle; even where the ranges overlap, see `clear`
    clear       whether the factory's whole range lies on one side of the shelf's price
    break_even  pieces from which on the factory is cheaper a piece; None where it never is
    plain       the shelf's goods are not customized, though the customer wants that
    """

    need: int
    shelf: Shelf | None
    factory: Factory | None
    cheaper: str | None
    clear: bool
    break_even: int | None
    curve: Curve | None
    bridge: Bridge | None
    plain: bool
    origins: tuple[Origin, ...]


def shelf_or_factory(
    fields: RequestFields,
    product: Product | None,
    offers: Sequence[Offer],
    now: datetime,
    warehouses: Sequence[Warehouse] = (),
    lasts_days: int | None = None,
) -> Answer:
    """The whole answer.

    product     the stocked thing that fits; None where nothing does
    offers      of quotes or of the directory (`offers_of_quotes`, `offers_of_directory`); [] where nobody makes it
    now         with its UTC offset
    lasts_days  days for which the need lasts, for the bridge; None takes what is usual and says so
    """
    need, today = pieces(fields), now.date()
    on_shelf = shelf(product, need, fields.zip or "", now, warehouses) if product else None
    made = factory(offers, fields, need, today)
    curve = break_even = crossing = None
    if product and on_shelf and made:
        both = (_shelf_each(product), _factory_each(made.offer, fields, today))
        break_even = first_cheaper(*both, _breaks(product))
        curve = Curve(_points(*both, need, break_even, _breaks(product)), need, break_even)
        crossing = bridge(fields, product, on_shelf, made, now, lasts_days)
    return Answer(
        need=need,
        shelf=on_shelf,
        factory=made,
        cheaper=_cheaper(on_shelf, made),
        clear=bool(on_shelf and made and not made.low <= on_shelf.total <= made.high),
        break_even=break_even,
        curve=curve,
        bridge=crossing,
        plain=bool(on_shelf and fields.customization),
        origins=_origins(on_shelf, made, crossing, today),
    )


def first_cheaper(shelf_each: Each, factory_each: Each, breaks: Sequence[int] = ()) -> int | None:
    """The fewest pieces from which on the factory costs less a piece than the shelf, as far as is looked; None for never.

    One of the shelf's price `breaks` (pieces) may make the shelf cheaper again above: the last crossing counts.
    """
    tried = sorted({*_steps(1, FARTHEST, 4 * POINTS), *(one for one in breaks if one < FARTHEST)})
    cheaper = [factory_each(quantity) < shelf_each(quantity) for quantity in tried]
    if not cheaper[-1]:
        return None
    last = max((place for place, is_so in enumerate(cheaper) if not is_so), default=None)
    if last is None:
        return tried[0]
    low, high = tried[last], tried[last + 1]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if factory_each(middle) < shelf_each(middle) else (middle, high)
    return high


def _shelf_each(product: Product) -> Each:
    return lambda quantity: (shelf_total(product, quantity) or Decimal(0)) / quantity


def _factory_each(offer: Offer, fields: RequestFields, day: date) -> Each:
    return lambda quantity: total_of(offer.case(fields, quantity, day)) / quantity


def _breaks(product: Product) -> list[int]:
    """Pieces from which on a price break of the shelf holds."""
    return [step.quantity * max(product.pack_size, 1) for step in product.price_breaks]


def _points(
    shelf_each: Each, factory_each: Each, need: int, break_even: int | None, breaks: Sequence[int]
) -> tuple[Point, ...]:
    marks = [need, *([break_even] if break_even else [])]
    low, high = max(1, min(marks) // WIDEST), min(FARTHEST, max(marks) * WIDEST)
    quantities = sorted({*_steps(low, high, POINTS), *marks, *(one for one in breaks if low < one < high)})
    return tuple(Point(one, _shown(shelf_each(one)), _shown(factory_each(one))) for one in quantities)


def _steps(low: int, high: int, count: int) -> list[int]:
    """Whole numbers between two, each about as many times the one before."""
    factor = (high / low) ** (1 / (count - 1))
    steps = sorted({low, high, *(round(low * factor**place) for place in range(count))})
    assert all(before < after for before, after in pairwise(steps))
    return steps


def _shown(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"))


def _cheaper(on_shelf: Shelf | None, made: Factory | None) -> str | None:
    if on_shelf is None or made is None:
        return None
    return "factory" if made.landed.total < on_shelf.total else "shelf"


def _origins(on_shelf: Shelf | None, made: Factory | None, crossing: Bridge | None, today: date) -> tuple[Origin, ...]:
    found = []
    if on_shelf:
        found += [Origin("shelf_price", on_shelf.product, today, "given"), Origin("stock", on_shelf.product, today, "given")]
        found.append(Origin("delivery", on_shelf.why, today, "given" if on_shelf.sure else "typical"))
    if made:
        quoted = made.offer.quote
        day, source = (quoted.at.date(), quoted.id) if quoted else (today, made.offer.supplier)
        told = quoted is not None and quoted.terms.lead_days is not None
        found.append(Origin("factory_price", source, day, "given" if quoted else "typical"))
        found.append(Origin("production_days", source, day, "given" if told else "typical"))
        found.append(Origin("deposit", source, day, "typical" if made.offer.deposit_assumed else "given"))
    if crossing:
        found.append(Origin("lasts", "", today, "assumed" if crossing.lasts_assumed else "given"))
    return tuple(found)
