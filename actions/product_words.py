"""How an answer names a product, and the unit that it is sold by."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.talk import Talk
from bot.catalog.product import Product

LONGEST_TITLE = 90


def title(product: Product) -> str:
    return product.title if len(product.title) <= LONGEST_TITLE else product.title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def titles(products: Sequence[Product]) -> list[str]:
    """The titles of several, whole where they would look alike otherwise."""
    short = [title(one) for one in products]
    return [product.title if short.count(one) > 1 else one for product, one in zip(products, short, strict=True)]


def whole(quantity: Any) -> int:
    """A quantity as whole sales units, at least 1."""
    return max(1, int(-(-Decimal(str(quantity)) // 1))) if quantity else 1


def per(talk: Talk, unit: str) -> str:
    """ "each" or "per box"."""
    return talk.piece("utter_piece_each") if unit == "each" else talk.piece("utter_piece_per", unit=unit)


def sold(talk: Talk, unit: str) -> str:
    """ "singly" or "by the box"."""
    return talk.piece("utter_piece_singly") if unit == "each" else talk.piece("utter_piece_by_the", unit=unit)
