"""Rates with their dates, sources and sureness: read from `bot/sourcing/data`, never out of the code.

official  in force on that day, from the public notice that the source names
carried   the last official figure, carried on because no newer one is on file
likely    the published rate of the line that such goods most often fall under; the exact line may differ
typical   what the market usually asks
assumed   an assumption of the demo world
given     told by the customer or the supplier
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec.structs import replace

from bot.errors import BadInput

Sure = Literal["official", "carried", "likely", "typical", "assumed", "given"]
Mode = Literal["sea", "air", "express", "truck"]


class Rate(msgspec.Struct, frozen=True):
    """One figure. `unit`: share (of a value, 0 to 1), wm (USD a cubic meter or tonne, whichever is more), kg (USD a kg), entry,
    shipment (USD), usd (USD for one unit of a currency). `low` and `high` say between what it may truly lie."""

    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    sure: Sure
    source: str
    note: str = ""

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Duty(msgspec.Struct, frozen=True):
    """A layer of duty for goods of a code (digits, its beginning) from a country (two letters, * for all)."""

    hs: str
    country: str
    layer: str
    rate: Rate


class Band(msgspec.Struct, frozen=True):
    """Freight of a mode between zones: from `least` units on; fewer pay for `least`. `days` are calendar days under way."""

    mode: Mode
    origin: str
    destination: str
    least: Decimal
    rate: Rate
    days: tuple[int, int]


class Piece(msgspec.Struct, frozen=True):
    """What a packed piece weighs (kg) and takes (cubic meters): our estimate, and between what it may truly lie."""

    goods: str
    kg: Decimal
    kg_span: tuple[Decimal, Decimal]
    m3: Decimal
    m3_span: tuple[Decimal, Decimal]


def fee(name: str, day: date) -> Rate:
    """A fee of `fees.csv` on a day; carried on where none is in force."""
    return _on(_named("fees.csv")[name], day)


def currency(code: str, day: date) -> Rate:
    """USD for one unit of a currency (ISO 4217). Raises BadInput for one that is not on file."""
    rows = _named("currencies.csv").get(code.strip().upper())
    if rows is None:
        raise BadInput(f"there is no exchange rate on file for {code[:12]!r}")
    return _on(rows, day)


def currencies() -> tuple[str, ...]:
    """The currencies on file, by their codes."""
    return tuple(_named("currencies.csv"))


def duties(hs: str | None, country: str, day: date) -> list[tuple[str, Rate]]:
    """The layers of duty in force on a day; with no code, those of goods in general. Layers add, they do not compound."""
    code = "".join(sign for sign in hs or "" if sign.isdigit())
    best: dict[str, Duty] = {}
    for one in _duties():
        fits = code.startswith(one.hs) and one.country in ("*", country) and one.rate.in_force(day)
        if fits and (one.layer not in best or _closer(one) >= _closer(best[one.layer])):
            best[one.layer] = one
    return [(layer, one.rate) for layer, one in best.items()]


def bands(origin: str, destination: str, day: date) -> dict[Mode, list[Band]]:
    """Freight between two zones by mode, each with its bands; those on file where none is in force."""
    lane = [band for band in _freight() if (band.origin, band.destination) == (origin, destination)]
    in_force = [band for band in lane if band.rate.in_force(day)]
    found: dict[Mode, list[Band]] = {}
    for band in in_force or [replace(band, rate=replace(band.rate, sure="carried")) for band in lane]:
        found.setdefault(band.mode, []).append(band)
    return found


def piece(hs: str | None) -> Piece:
    """What a piece of these goods typically weighs and takes, by the longest code on file that fits."""
    code = "".join(sign for sign in hs or "" if sign.isdigit())
    return max(((prefix, one) for prefix, one in _pieces() if code.startswith(prefix)), key=lambda found: len(found[0]))[1]


def zone_from(country: str) -> str:
    zones = dict(_zones("from"))
    return zones.get(country.upper(), zones[""])


def zone_to(zip_code: str | None) -> str:
    """The zone of a US ZIP code; that of the country's middle where there is none."""
    digits = (zip_code or "").strip()
    return max(((prefix, zone) for prefix, zone in _zones("to") if digits.startswith(prefix)), key=lambda one: len(one[0]))[1]


def _closer(one: Duty) -> tuple[bool, int, date]:
    return one.country != "*", len(one.hs), one.rate.valid_from


def _on(rows: Iterable[Rate], day: date) -> Rate:
    """The newest rate in force; else the newest that ever was before, carried on; else the first."""
    ordered = sorted(rows, key=lambda rate: rate.valid_from)
    in_force = [rate for rate in ordered if rate.in_force(day)]
    if in_force:
        return in_force[-1]
    before = [rate for rate in ordered if rate.valid_from <= day]
    return replace(before[-1] if before else ordered[0], sure="carried")


@lru_cache(maxsize=4)
def _named(file: str) -> dict[str, list[Rate]]:
    found: dict[str, list[Rate]] = {}
    for row in _rows(file):
        found.setdefault(row["name"], []).append(_rate(row))
    return found


@lru_cache(maxsize=1)
def _duties() -> list[Duty]:
    return [Duty(row["hs"], row["country"], row["layer"], _rate(row)) for row in _rows("duty.csv")]


@lru_cache(maxsize=1)
def _freight() -> list[Band]:
    return [
        Band(
            mode=msgspec.convert(row["mode"], Mode),
            origin=row["origin"],
            destination=row["destination"],
            least=Decimal(row["least"]),
            rate=_rate(row),
            days=(int(row["days_low"]), int(row["days_high"])),
        )
        for row in _rows("freight.csv")
    ]


@lru_cache(maxsize=1)
def _pieces() -> list[tuple[str, Piece]]:
    return [
        (
            row["hs"],
            Piece(
                goods=row["goods"],
                kg=Decimal(row["kg"]),
                kg_span=(Decimal(row["kg_low"]), Decimal(row["kg_high"])),
                m3=Decimal(row["m3"]),
                m3_span=(Decimal(row["m3_low"]), Decimal(row["m3_high"])),
            ),
        )
        for row in _rows("goods.csv")
    ]


@lru_cache(maxsize=2)
def _zones(side: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["prefix"], row["zone"]) for row in _rows("zones.csv") if row["side"] == side)


def _rate(row: dict[str, str]) -> Rate:
    value = Decimal(row["rate"])
    return Rate(
        value=value,
        low=Decimal(row["low"] or value),
        high=Decimal(row["high"] or value),
        unit=row["unit"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        sure=msgspec.convert(row["sure"], Sure),
        source=row["source"],
        note=row["note"],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
