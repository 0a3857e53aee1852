"""How many sales units a wish comes to: "2 gross" of pencils from boxes of 12 are 24 boxes. Pure."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from bot.catalog.product import Product

_PIECES = {"dozen": 12, "gross": 144}
_SINGLE = frozenset(("", "each", "piece", "pc", "pcs", "unit", "item", "pair", "ea", "stick", "bottle", "tube", "roll", "pad"))
_SAME = {
    "bx": "box", "boxe": "box", "pk": "pack", "pkg": "pack", "package": "pack", "rm": "ream", "ctn": "carton", "cs": "case",
    "dz": "dozen", "doz": "dozen", "pr": "pair", "btl": "bottle",
}  # fmt: skip
_ALIKE = (frozenset(("box", "pack", "set", "bag", "bundle")), frozenset(("pack", "ream")), frozenset(("case", "carton")))
"""Packagings that customers name for one another: "2 packs" of what comes in boxes."""


def units_wanted(product: Product, quantity: Decimal, unit: str | None) -> int | None:
    """Sales units of the product that `quantity` of `unit` come to, rounded up; None where the unit cannot be counted in them.

    Without a unit, and with dozen or gross, single pieces are meant.
    """
    named = _plain(unit or "")
    sold = _plain(product.unit)
    if named == sold or any({named, sold} <= alike for alike in _ALIKE):
        return _up(quantity)
    if named in _PIECES and sold == named:
        return _up(quantity)
    pieces = quantity * _PIECES.get(named, 1)
    if named in _PIECES or named in _SINGLE:
        return _up(pieces / max(product.pack_size, 1))
    return None


def _plain(unit: str) -> str:
    """ "Boxes." is a box."""
    name = unit.lower().strip(" .")
    singular = name[:-1] if name.endswith("s") and name not in ("gross", "pcs", "cs") else name
    return _SAME.get(singular, singular)


def _up(amount: Decimal) -> int:
    return max(1, int(amount.to_integral_value(ROUND_CEILING)))
