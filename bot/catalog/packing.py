"""How a product is packed, and how many of its sales units a wish comes to: "500 sheets", "2 cases", "3 dozen". Pure.

A feed says what one sales unit is and how many pieces it holds; the rest stands in the words of the title: "case of 10 reams,
500 sheets each".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from bot.catalog.product import Product
from bot.catalog.words import stems

_OUTER = "case|carton|ctn|box|bx|pack|pk|package|pkg|ream|bag|roll|bundle|set|pad|book|sleeve|bottle|drum|pallet|skid"
_INNER = (
    f"{_OUTER}|sheet|page|piece|pc|count|ct|each|ea|pen|pencil|marker|envelope|folder|label|cup|towel|wipe|glove|bag|card|clip"
)
_HOLDS = re.compile(rf"\b(?P<outer>{_OUTER})s?\s+of\s+(?P<count>\d[\d,]*)(?:\s+(?P<inner>{_INNER})s?\b)?", re.IGNORECASE)
_PER = re.compile(
    rf"\b(?P<count>\d[\d,]*)\s*-?(?P<inner>{_INNER})?s?\s*(?:/|per|a|to a|in a|each)\s*(?P<outer>{_OUTER})\b", re.IGNORECASE
)
_SHEETS = re.compile(r"\b(?P<count>\d[\d,]*)\s+sheets\b", re.IGNORECASE)
_SAME = {
    "ctn": "case", "carton": "case", "bx": "box", "pk": "pack", "package": "pack", "pkg": "pack", "rm": "ream", "pc": "piece",
    "ct": "piece", "pr": "pair", "cs": "case", "dz": "dozen", "doz": "dozen", "rms": "ream", "bxs": "box",
    "count": "piece", "each": "piece", "ea": "piece", "page": "sheet", "skid": "pallet",
}  # fmt: skip
_ALIKE = (frozenset(("box", "pack", "set", "bag", "bundle")), frozenset(("pack", "ream")))
"""Packagings that customers name for one another: "2 packs" of what comes in boxes."""
_SINGLE = frozenset(("unit", "item", "pair", "stick", "bottle", "tube", "roll", "pad"))
"""What a single piece is called, whatever the thing is."""
SMALL = 100
"""From so many in a unit on nobody counts the pieces: "3 staples" are boxes of them. So are sheets of paper."""
_TIMES = {"dozen": ("piece", 12), "gross": ("piece", 144), "score": ("piece", 20)}
DOZENS = frozenset(_TIMES)
"""Units that are so many pieces of anything."""
PIECE = "piece"
REAM = 500
"""Sheets of paper in a ream (ISO 4046: 500 identical sheets)."""


class Level(NamedTuple):
    """One `outer` holds so many of `inner`: a case holds 10 reams."""

    outer: str
    holds: int
    inner: str


class Amount(NamedTuple):
    """What a wish comes to.

    units   sales units to order, rounded up
    pieces  single pieces that come with them, None where the packing does not say
    asked   the wish in sales units, before rounding ("250 sheets" from reams of 500: 0.5)
    """

    units: int
    pieces: int | None
    asked: Decimal

    @property
    def exact(self) -> bool:
        """Whether the units are just what was asked for."""
        return self.asked == self.units


def plain_unit(unit: str) -> str:
    """ "Cartons" are cases; "" is a piece."""
    name = unit.lower().strip(" .")
    if name in _SAME:
        return _SAME[name]
    name = name[:-2] if name in ("boxes", "bxs") else name.removesuffix("s") if name not in ("gross", "pcs") else name
    name = {"boxe": "box", "pcs": "piece"}.get(name, name)
    return _SAME.get(name, name) or PIECE


def levels(product: Product) -> list[Level]:
    """How the product is packed, from the feed and from its title; a level that contradicts an earlier one is left out."""
    found: dict[str, Level] = {}
    text = f"{product.title} {product.size}"
    for level in (*_said(_HOLDS, text, product), *_said(_PER, text, product), *_sheets(text), *_fed(product)):
        known = found.get(level.inner)
        if level.outer != level.inner and level.holds > 0 and (known is None or known.inner != level.outer):
            found.setdefault(level.outer, level)
    return list(found.values())


def _said(pattern: re.Pattern[str], text: str, product: Product) -> Iterator[Level]:
    for match in pattern.finditer(text):
        outer = plain_unit(match["outer"])
        inner = plain_unit(match["inner"]) if match["inner"] else _usual(outer, product)
        yield Level(outer, int(match["count"].replace(",", "")), PIECE if inner == outer else inner)


def _usual(outer: str, product: Product) -> str:
    """What a packaging holds where it is not said: a case what is sold, a ream sheets."""
    return plain_unit(product.unit) if outer == "case" else "sheet" if outer == "ream" else PIECE


def _sheets(text: str) -> Iterator[Level]:
    """ "500 sheets" beside reams is what a ream holds."""
    match = _SHEETS.search(text)
    if match and re.search(r"\breams?\b", text, re.IGNORECASE):
        yield Level("ream", int(match["count"].replace(",", "")), "sheet")


def _fed(product: Product) -> Iterator[Level]:
    if product.pack_size > 1:
        inner = "sheet" if plain_unit(product.unit) == "ream" else PIECE
        yield Level(plain_unit(product.unit), product.pack_size, inner)


def amount(product: Product, quantity: Decimal, unit: str = "") -> Amount | None:
    """What `quantity` of `unit` comes to in sales units; None where the unit cannot be counted in them.

    Without a unit single pieces are meant ("30 pens" from boxes of 12), or sales units of what nobody counts by the piece
    (`SMALL`). For something that was picked as it is sold, pass its `Product.unit`.
    """
    sold, packing = plain_unit(product.unit), levels(product)
    wanted = plain_unit(unit) if unit else _counted(product, sold, quantity)
    if wanted in _TIMES and wanted != sold:
        wanted, quantity = _TIMES[wanted][0], quantity * _TIMES[wanted][1]
    elif unit and _is_the_thing(unit, wanted, packing, product):
        wanted = PIECE
    asked = _in_units(product, packing, quantity, sold, wanted)
    if asked is None:
        return None
    units = max(1, int(asked.to_integral_value(ROUND_CEILING)))
    each = smallest(product)
    return Amount(units, units * each if each > 1 or sold == PIECE else None, asked)


def _counted(product: Product, sold: str, quantity: Decimal) -> str:
    """What a number without a unit counts."""
    return sold if sold == "ream" or SMALL <= smallest(product) > quantity else PIECE


def _in_units(product: Product, packing: list[Level], quantity: Decimal, sold: str, wanted: str) -> Decimal | None:
    """So much of `wanted` in units of `sold`, not rounded."""
    if wanted == sold:
        return quantity
    if (holds := _ratio(packing, sold, wanted)) is not None:
        return quantity / holds
    if (times := _ratio(packing, wanted, sold)) is not None:
        return quantity * times
    if any({wanted, sold} <= alike for alike in _ALIKE):
        return quantity
    if wanted == "ream" and "paper" in stems(product.title) and (holds := _ratio(packing, sold, PIECE)):
        return quantity * REAM / holds
    return quantity / max(product.pack_size, 1) if wanted == PIECE or wanted in _SINGLE else None


def _is_the_thing(unit: str, wanted: str, packing: list[Level], product: Product) -> bool:
    """ "24 pens": the thing itself is what one piece is."""
    names = {name for level in packing for name in (level.outer, level.inner)}
    return bool(unit) and wanted not in names and set(stems(unit)) <= set(stems(product.title))


def smallest(product: Product) -> int:
    """Single pieces (or sheets) that one sales unit holds; 1 where nothing is said of it."""
    sold, packing = plain_unit(product.unit), levels(product)
    return max((_ratio(packing, sold, level.inner) or 1 for level in packing), default=1)


def _ratio(packing: list[Level], outer: str, inner: str, depth: int = 0) -> int | None:
    """How many of `inner` one `outer` holds; None where the packing does not say."""
    for level in packing:
        if level.outer != outer:
            continue
        if level.inner == inner or (inner == PIECE and not any(one.outer == level.inner for one in packing)):
            return level.holds
        if depth < len(packing):
            further = _ratio(packing, level.inner, inner, depth + 1)
            if further is not None:
                return level.holds * further
    return None
