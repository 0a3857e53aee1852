"""On which day something arrives: what a merchant may promise from its stock, its warehouses and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.catalog.product import Product
from bot.catalog.warehouses import Warehouse
from bot.catalog.workdays import leaves_on, workdays_after
from bot.errors import BadInput
from bot.places import Place, Reach, miles, place_of

Why = Literal[
    # a day
    "next_day",  # the next workday after it leaves
    "farther",  # the near warehouses lack it; it comes from one that is farther away
    # a range of days
    "split",  # no warehouse has all of it: several parcels
    "oversize",  # furniture and the like, by truck
    "alaska_hawaii",
    "islands",
    "military",
    # no promise
    "unknown_zip",
    "unknown_stock",
    "not_enough",  # all warehouses together have less
    "oversize_not_there",
]

# workdays in transit, earliest and latest, by distance: up to so many miles from the warehouse
PARCEL: tuple[tuple[float, tuple[int, int]], ...] = ((700, (1, 1)), (1_500, (2, 2)), (float("inf"), (3, 3)))
OVERSIZE: tuple[tuple[float, tuple[int, int]], ...] = ((700, (2, 4)), (1_500, (3, 6)), (float("inf"), (4, 8)))
BEYOND: dict[Reach, tuple[int, int]] = {"alaska_hawaii": (3, 5), "islands": (5, 10), "military": (7, 20)}
OVERSIZE_BEYOND: dict[Reach, tuple[int, int]] = {"alaska_hawaii": (10, 20)}

# the first level of a category, and the words of the second that are small enough for a parcel all the same
_BULKY = "furniture"
_SMALL = ("lamp", "mat", "partition", "accessor", "part", "cushion", "clock")
_BULKY_KINDS = frozenset(("refriger", "fridg", "freezer", "copier"))


@dataclass(frozen=True)
class Promise:
    """When it arrives, and what that rests on.

    first, last  the same where it is one day, None where none is promised
    why          the rule that was used
    sure         one day that the merchant stands behind; False for an estimate, and where none is promised
    place        "San Francisco, CA"; "" for an unknown ZIP
    warehouses   what it comes from, the nearest first
    leaves       the day on which the (last) parcel leaves
    order_by     until when an order still makes it, with the warehouse's UTC offset
    miles        from the (farthest) warehouse, None where the ZIP has no place on the map
    """

    why: Why
    first: date | None = None
    last: date | None = None
    sure: bool = False
    place: str = ""
    warehouses: tuple[Warehouse, ...] = ()
    leaves: date | None = None
    order_by: datetime | None = None
    miles: int | None = None


@dataclass(frozen=True)
class _Parcel:
    """What one warehouse would send."""

    warehouse: Warehouse
    stock: int
    miles: float
    leaves: date
    first: date
    last: date


def promise(product: Product, quantity: int, zip_code: str, now: datetime, warehouses: Sequence[Warehouse]) -> Promise:
    """When `quantity` units, ordered at `now` (with a UTC offset), arrive at a ZIP code.

    Of the warehouses that have enough, the one counts from which it arrives first, of those the nearest. A ZIP code of post
    office boxes is taken like the place where it is. Raises BadInput for a quantity below 1 or a time without UTC offset.
    """
    if quantity < 1:
        raise BadInput(f"a quantity must be at least 1, not {quantity}")
    if now.tzinfo is None:
        raise BadInput("the time of an order needs its UTC offset")
    place = place_of(zip_code)
    if place is None:
        return Promise("unknown_zip")
    there = f"{place.city}, {place.state}"
    stock = {name: units for name, units in product.stock_by if units > 0}
    known = [warehouse for warehouse in warehouses if warehouse.id in stock]
    if product.stock is None or (product.stock > 0 and not known):
        return Promise("unknown_stock", place=there)
    large = oversize(product)
    if large and place.reach in BEYOND and place.reach not in OVERSIZE_BEYOND:
        return Promise("oversize_not_there", place=there)
    parcels = sorted((_parcel(one, stock[one.id], place, now, large) for one in known), key=lambda one: one.miles)
    chosen = _chosen(parcels, quantity)
    if not chosen:
        return Promise("not_enough", place=there)
    first, last = min(one.first for one in chosen), max(one.last for one in chosen)
    why = _why(place, large, chosen, parcels[0])
    slowest = max(chosen, key=lambda one: one.leaves)
    return Promise(
        why=why,
        first=first,
        last=last,
        sure=why in ("next_day", "farther"),
        place=there,
        warehouses=tuple(one.warehouse for one in chosen),
        leaves=slowest.leaves,
        order_by=min(datetime.combine(one.leaves, one.warehouse.cutoff, one.warehouse.zone) for one in chosen),
        miles=round(max(one.miles for one in chosen)) if place.point else None,
    )


def oversize(product: Product) -> bool:
    """Whether it goes by truck: furniture except small pieces, and large machines."""
    first, _, rest = product.category.lower().partition(">")
    if first.strip() == _BULKY:
        return not any(word in rest for word in _SMALL)
    return not _BULKY_KINDS.isdisjoint(product.kind.split())


def _parcel(warehouse: Warehouse, stock: int, place: Place, now: datetime, large: bool) -> _Parcel:
    home = place_of(warehouse.zip)
    away = miles(home.point, place.point) if home and home.point and place.point else 0.0
    if place.reach in BEYOND:
        days = (OVERSIZE_BEYOND if large else BEYOND)[place.reach]
    else:
        days = next(days for up_to, days in (OVERSIZE if large else PARCEL) if away <= up_to)
    leaves = leaves_on(now.astimezone(warehouse.zone), warehouse.cutoff)
    return _Parcel(warehouse, stock, away, leaves, workdays_after(leaves, days[0]), workdays_after(leaves, days[1]))


def _chosen(parcels: Sequence[_Parcel], quantity: int) -> list[_Parcel]:
    """The quickest of the warehouses that have enough; else the nearest that have enough together; [] where all have less."""
    enough = [one for one in parcels if one.stock >= quantity]
    if enough:
        return [min(enough, key=lambda one: (one.last, one.first, one.miles))]
    taken: list[_Parcel] = []
    for one in parcels:
        taken.append(one)
        if sum(parcel.stock for parcel in taken) >= quantity:
            return taken
    return []


def _why(place: Place, large: bool, chosen: Sequence[_Parcel], nearest: _Parcel) -> Why:
    if place.reach != "mainland":
        return place.reach
    if large:
        return "oversize"
    if len(chosen) > 1:
        return "split"
    return "next_day" if chosen[0].miles <= PARCEL[0][0] else "farther"
