"""The nearest shops, and whether they are open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.errors import Missing
from bot.places import Place, Point, city_places, miles, point_of, zone
from bot.shops.hours import open_at
from bot.shops.shop import Shop

Where = str | Point
"""A ZIP, or a point."""
Source = Callable[[], Sequence[Shop]]


class Near(NamedTuple):
    """A shop, how far it is, and whether it is open (None: its hours are not known). Times are the shop's own local time."""

    shop: Shop
    miles: float
    is_open: bool | None
    closes: datetime | None
    opens: datetime | None


class Shops:
    """The directory of shops. `source` gives all of them as they are on file now."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def count(self) -> int:
        return len(self._source())

    def get(self, shop_id: str) -> Shop | None:
        return next((shop for shop in self._source() if shop.id == shop_id), None)

    def near(self, where: Where, now: datetime, limit: int = 3, service: str = "") -> list[Near]:
        """The nearest shops, nearest first; `service` leaves only those that name it ("print", also as part of a word).

        now  an aware datetime: hours are looked up in each shop's own time. Raises Missing for a ZIP that does not exist.
        """
        here = _point(where)
        offered = [shop for shop in self._source() if not service or _offers(shop, service)]
        found = sorted((miles(here, (shop.lat, shop.lon)), shop.id, shop) for shop in offered)
        return [_near(shop, far, now) for far, _, shop in found[:limit]]

    @staticmethod
    def places(city: str, state: str = "") -> list[Place]:
        """What a city's name may mean: one place for each state that has it, the largest first; empty for no such city."""
        return city_places(city, state)


def _point(where: Where) -> Point:
    point = point_of(where) if isinstance(where, str) else where
    if point is None:
        raise Missing(f"there is no ZIP {where}")
    return point


def _offers(shop: Shop, service: str) -> bool:
    return any(service.lower() in offered.lower() for offered in shop.services)


def _near(shop: Shop, far: float, now: datetime) -> Near:
    if shop.hours is None:
        return Near(shop, far, None, None, None)
    state = open_at(shop.hours, now.astimezone(zone(shop.timezone)))
    return Near(shop, far, state.now, state.until, state.again)
