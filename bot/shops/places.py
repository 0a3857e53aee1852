"""Where a ZIP or a city is, and which time it keeps, as the `zipcodes` library has it."""

from __future__ import annotations

from collections import defaultdict
from datetime import tzinfo
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import zipcodes
from dateutil import tz

EARTH_MILES = 3958.8  # mean radius, IUGG


class Place(NamedTuple):
    """A point in degrees, with what is known around it; `zip` is the code itself or one in the middle of the city."""

    lat: float
    lon: float
    zip: str
    city: str
    state: str
    timezone: str


@lru_cache(maxsize=1)
def every() -> dict[str, Place]:
    """All ZIP codes in use that have a point, by code."""
    found = (place_of(row) for row in zipcodes.list_all() if row["active"])
    return {place.zip: place for place in found if place.lat or place.lon}


def place_of(row: dict[str, str]) -> Place:
    """The place of a row of the library."""
    lat, lon = float(row["lat"] or 0), float(row["long"] or 0)
    return Place(lat, lon, row["zip_code"], row["city"], row["state"], _timezone(row))


def _timezone(row: dict[str, str]) -> str:
    """The library has a few ZIPs without a time zone, and one in Alaska with a village's name in its place."""
    name = row["timezone"]
    if "/" in name:
        return name
    return "America/Anchorage" if row["state"] == "AK" else "America/New_York"


@lru_cache(maxsize=4096)
def zip_place(code: str) -> Place | None:
    """Where a ZIP (or ZIP+4) is; None for one that does not exist or has no point."""
    digits = code.strip()[:5]
    found = zipcodes.matching(digits) if len(digits) == 5 and digits.isascii() and digits.isdigit() else []
    place = place_of(found[0]) if found else None
    return place if place and (place.lat or place.lon) else None


def city_places(city: str, state: str = "") -> list[Place]:
    """Where a city is: one place for each state that has one of that name, the largest (in ZIPs) first."""
    held = _cities().get(_plain(city), {})
    found = sorted(held.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_middle(places) for name, places in found if not state or name == state.upper()]


@lru_cache(maxsize=1)
def _cities() -> dict[str, dict[str, list[Place]]]:
    cities: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in every().values():
        cities[_plain(place.city)][place.state].append(place)
    return cities


def _plain(city: str) -> str:
    return " ".join(city.lower().replace(".", "").replace("saint ", "st ").split())


def _middle(places: list[Place]) -> Place:
    """The ZIP nearest to the middle of them all."""
    lat, lon = sum(one.lat for one in places) / len(places), sum(one.lon for one in places) / len(places)
    return min(places, key=lambda one: (miles(lat, lon, one.lat, one.lon), one.zip))


def nearest_zip(lat: float, lon: float) -> Place:
    """The ZIP whose point is nearest."""
    return min(every().values(), key=lambda one: miles(lat, lon, one.lat, one.lon))


def miles(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance of two points in degrees, over the ground, in miles (haversine)."""
    up, along = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(along / 2) ** 2
    return 2 * EARTH_MILES * asin(min(1.0, sqrt(chord)))


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """A time zone by its name ("America/Chicago"); ValueError for an unknown one."""
    found: tzinfo | None = tz.gettz(name)
    if found is None:
        raise ValueError(f"{name!r} is no time zone")
    return found
