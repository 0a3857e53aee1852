"""A shop of the directory."""

from __future__ import annotations

import msgspec

from bot.shops.hours import Week


class Shop(msgspec.Struct, frozen=True, omit_defaults=True):
    """`lat` and `lon` in degrees; `hours` in the shop's own time (`timezone`), None where they are not known."""

    id: str
    name: str
    address: str
    city: str
    state: str
    zip: str
    lat: float
    lon: float
    timezone: str
    hours: Week | None = None
    services: tuple[str, ...] = ()
    phone: str = ""
    kind: str = ""
