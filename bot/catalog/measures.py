"""Amounts that say what a thing is or can do: 12 oz, 64 GB, 3", for 40 sheets. Held against what a product says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.catalog.product import Product

# family: a unit with what it comes to in the family's first, and its spellings
_UNITS = """
sheet: 1 sheet sheets page pages
data: 1 mb megabyte megabytes; 1000 gb gig gigs gigabyte gigabytes; 1000000 tb terabyte terabytes
ounce: 1 oz ounce ounces; 16 lb lbs pound pounds; 128 gal gallon gallons; 32 qt quart quarts
inch: 1 in inch inches; 12 ft foot feet; 36 yd yds yard yards; 0.03937 mm millimeters; 0.3937 cm centimeters
mil: 1 mil mils
watt: 1 w watt watts
tab: 1 tab tabs
ply: 1 ply
"""
LEAST = "sheet"
"""What a thing holds, staples or shreds: more than was asked for serves as well."""
CLOSE = Decimal("0.01")
"""Share by which a size may be off: 25.4 mm is an inch."""


class Unit(NamedTuple):
    family: str
    worth: Decimal


class Measure(NamedTuple):
    """`low` to `high` in the first unit of the family ("12 to 16 oz"); one number is both. `least`: more serves as well."""

    family: str
    low: Decimal
    high: Decimal
    least: bool = False


def _table() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for line in _UNITS.strip().splitlines():
        family, _, units = line.partition(":")
        for unit in units.split(";"):
            worth, *spellings = unit.split()
            found |= dict.fromkeys(spellings, Unit(family, Decimal(worth)))
    return found


UNITS = _table()
_SPELLED = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = r"\d+\s+\d+/\d+|\d+-\d+/\d+|\d+/\d+|\d[\d,]*(?:\.\d+)?|\.\d+"
_MEASURE = re.compile(
    rf"(?<![\w.,/])(?:(?P<by>{_NUMBER})\s*[x×]\s*)?(?:(?P<from>{_NUMBER})\s*(?:-(?!\d+/)|–|to)\s*)?(?P<number>{_NUMBER})"
    rf"(?:[\s-]*(?:fl\.?\s+)?(?P<unit>{_SPELLED})\b\.?|(?P<mark>[\"”″]))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<![\w#])(?:#|no\.|number)\s?(?P<number>\d{1,2})(?![\w.,/-]*\d)", re.IGNORECASE)
"""What is called by a number: #10 envelopes, a number 2 pencil."""
NUMBER = "number"
_NOT_MUCH = r"(?:at\s+least\s+|up\s+to\s+|about\s+|around\s+|over\s+|more\s+than\s+)?"
_CAPACITY = re.compile(
    # "for 40 sheets", "holds 500 pages": what it is to take; "for 500 sheets of paper" counts paper
    rf"\b(?:for|to|(?:that\s+|which\s+)?(?:can\s+|will\s+|could\s+)?(?:hold|staple|punch|shred|do|take|handle|fit|bind|clip)(?:s|es|ing)?"
    rf"(?:\s+through)?)\s+{_NOT_MUCH}(?P<count>\d[\d,]*)[\s-]*(?:sheets?|pages?)\b(?!\s+(?:of|a|per)\b)(?:\s+(?:at\s+once|at\s+a\s+time))?"
    # "40-sheet stapler", "shredder 12 sheet", "25 sheet capacity"
    r"|(?<![\w.,])(?P<count2>\d[\d,]*)[\s-]*(?:sheet|page)(?:\s+capacity)?\b(?!\s+(?:of|a|per)\b)",
    re.IGNORECASE,
)


class Capacity(NamedTuple):
    """What a thing is to take, and where that stands in the words."""

    sheets: int
    start: int
    end: int

    @property
    def said(self) -> str:
        """As a size is said before the thing: "40-sheet"."""
        return f"{self.sheets}-sheet"


def capacities(text: str) -> list[Capacity]:
    """Numbers of sheets that a thing is to take at once, and not how many are wanted."""
    found = []
    for match in _CAPACITY.finditer(text):
        count = int((match["count"] or match["count2"]).replace(",", ""))
        if count:
            found.append(Capacity(count, *match.span()))
    return found


def measures_in(text: str) -> Iterator[tuple[Measure, int, int]]:
    """Every amount with a unit that a text names, and where it stands."""
    for match in _MEASURE.finditer(text):
        unit = UNITS[match["unit"].lower()] if match["unit"] else UNITS["in"]
        high = _number(match["number"])
        low = _number(match["from"]) if match["from"] else high
        if high and low:
            if match["by"] and (by := _number(match["by"])):
                yield Measure(unit.family, by * unit.worth, by * unit.worth), match.start(), match.end("by")
            yield Measure(unit.family, min(low, high) * unit.worth, high * unit.worth), match.start(), match.end()
    yield from numbered(text)


def numbered(text: str) -> Iterator[tuple[Measure, int, int]]:
    """The numbers by which a text calls things: "#10"."""
    for match in _NUMBERED.finditer(text):
        yield Measure(NUMBER, Decimal(match["number"]), Decimal(match["number"])), match.start(), match.end()


@lru_cache(maxsize=2_000)
def measure(size: str) -> Measure | None:
    """The amount that a size is, where it is one and nothing else: "12oz", "3 inch", "40-sheet"."""
    text = size.strip()
    found = list(measures_in(text))
    if len(found) != 1 or found[0][1:] != (0, len(text)):
        return None
    return found[0][0]._replace(least=found[0][0].family == LEAST)


def _number(text: str) -> Decimal | None:
    whole, _, rest = text.replace(",", "").replace("-", " ").rpartition(" ")
    top, slash, bottom = rest.partition("/")
    if slash and not int(bottom):
        return None
    return Decimal(whole or 0) + (Decimal(top) / Decimal(bottom) if slash else Decimal(top))


def told(product: Product, family: str) -> list[Measure]:
    """What a product says of itself: in its title and size, else in its description."""
    for text in (f"{product.title} | {product.size}", product.description):
        if found := [one for one, _, _ in measures_in(text) if one.family == family]:
            return found
    return []


def fits(product: Product, asked: Measure) -> bool | None:
    """Whether the product is or takes so much; None where it does not say."""
    said = told(product, asked.family)
    return any(_meets(one, asked) for one in said) if said else None


def _meets(said: Measure, asked: Measure) -> bool:
    if asked.least:
        return said.high >= asked.high
    return said.low * (1 - CLOSE) <= asked.high and asked.low <= said.high * (1 + CLOSE)


def distance(product: Product, asked: Measure) -> Decimal:
    """How far what a product says is from what was asked, as a share of it; 0 where it does not say."""
    return min((abs(one.high - asked.high) / asked.high for one in told(product, asked.family)), default=Decimal(0))


def spellings(size: str) -> list[str]:
    """The ways in which titles write an amount: "3 in", "3in", "3 inch", "3 inches"; [] where it is none."""
    match = _MEASURE.fullmatch(size.strip())
    if match is None or match["from"] or match["by"]:
        return []
    number = match["number"].replace(",", "")
    unit = UNITS[match["unit"].lower()] if match["unit"] else UNITS["in"]
    names = [name for name, one in UNITS.items() if one == unit]
    return [f"{number} {name}" for name in names] + [f"{number}{name}" for name in names]
