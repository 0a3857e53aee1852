"""Where a US ZIP or a city is, which time it keeps, and how it is reached, as the `zipcodes` library has it (about 0.3 seconds
and 55 MB once, at the first question)."""

from __future__ import annotations

from collections import defaultdict
from datetime import tzinfo
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any, Literal, NamedTuple

from dateutil import tz
from dateutil.zoneinfo import get_zonefile_instance

# mainland: the 48 states and DC, by road; the others by air or sea
Reach = Literal["mainland", "alaska_hawaii", "islands", "military"]
Point = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_MILES = 3958.8  # mean radius, IUGG
_ISLANDS = frozenset(("PR", "VI", "GU", "MP", "AS", "FM", "PW", "MH"))
_MILITARY = frozenset(("AA", "AE", "AP"))
_POST_OFFICES = frozenset(("Apo", "Fpo", "Dpo"))


class Place(NamedTuple):
    """A ZIP in use, or the one in the middle of a city; `point` is None for military ones; `timezone` is the IANA name."""

    zip: str
    city: str
    state: str
    timezone: str
    point: Point | None
    reach: Reach = "mainland"


@lru_cache(maxsize=10_000)
def place_of(zip_code: str) -> Place | None:
    """The place of a ZIP (what follows the fifth digit is left out); None where it is not in use."""
    import zipcodes

    digits = zip_code.strip()[:5]
    if len(digits) != 5 or not (digits.isascii() and digits.isdigit()):
        return None
    return next((place_in(row) for row in zipcodes.matching(digits) if row["active"]), None)


def point_of(zip_code: str) -> Point | None:
    """Where a ZIP is on the map; None for one that is not in use, and for military ones."""
    place = place_of(zip_code)
    return place.point if place else None


def place_in(row: dict[str, Any]) -> Place:
    """The place of a row of the library."""
    point = (float(row["lat"] or 0), float(row["long"] or 0))
    return Place(row["zip_code"], row["city"], row["state"], _timezone(row), point if any(point) else None, _reach(row))


def _timezone(row: dict[str, Any]) -> str:
    """The library has a few ZIPs without a time zone, and one in Alaska with a village's name in its place."""
    name = str(row["timezone"] or "")
    if "/" in name:
        return name
    return "America/Anchorage" if row["state"] == "AK" else "America/New_York"


def _reach(row: dict[str, Any]) -> Reach:
    if row["state"] in _MILITARY or row["zip_code_type"] == "MILITARY" or row["city"] in _POST_OFFICES:
        return "military"
    if row["state"] in _ISLANDS:
        return "islands"
    return "alaska_hawaii" if row["state"] in ("AK", "HI") else "mainland"


def miles(here: Point, there: Point) -> float:
    """The distance of two points over the ground, in miles (haversine)."""
    up, along = radians(there[0] - here[0]), radians(there[1] - here[1])
    chord = sin(up / 2) ** 2 + cos(radians(here[0])) * cos(radians(there[0])) * sin(along / 2) ** 2
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(chord)))


def nearest(point: Point) -> Place:
    """The ZIP whose point is nearest."""
    return min(_located(), key=lambda one: miles(point, one[0]))[1]


def city_places(city: str, state: str = "") -> list[Place]:
    """Where a city is: one place for each state that has one of that name, the largest (in ZIPs) first."""
    held = _cities().get(_plain(city), {})
    found = sorted(held.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_middle(places) for name, places in found if not state or name == state.upper()]


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """A time zone by its name ("America/Chicago"); ValueError for an unknown one."""
    found: tzinfo | None = tz.gettz(name)
    if found is None:
        raise ValueError(f"{name!r} is no time zone")
    return found


def zone_named(name: str) -> tzinfo | None:
    """The time zone that somebody else's program named; None for what is none. No file is looked for by that name."""
    found: tzinfo | None = get_zonefile_instance().get(name)
    return found


@lru_cache(maxsize=1)
def _located() -> list[tuple[Point, Place]]:
    """All ZIPs in use that are on the map."""
    import zipcodes

    places = (place_in(row) for row in zipcodes.list_all() if row["active"])
    return [(place.point, place) for place in places if place.point]


@lru_cache(maxsize=1)
def _cities() -> dict[str, dict[str, list[tuple[Point, Place]]]]:
    cities: dict[str, dict[str, list[tuple[Point, Place]]]] = defaultdict(lambda: defaultdict(list))
    for one in _located():
        cities[_plain(one[1].city)][one[1].state].append(one)
    return cities


def _plain(city: str) -> str:
    return " ".join(city.lower().replace(".", "").replace("saint ", "st ").split())


def _middle(places: list[tuple[Point, Place]]) -> Place:
    """The ZIP nearest to the middle of them all."""
    middle = (sum(point[0] for point, _ in places) / len(places), sum(point[1] for point, _ in places) / len(places))
    return min(places, key=lambda one: (miles(middle, one[0]), one[1].zip))[1]
