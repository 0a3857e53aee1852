"""The pictures of products that the project draws itself, as a messenger can show them: PNG, for Telegram takes no SVG."""

from __future__ import annotations

from functools import lru_cache

import resvg_py

from bot.catalog.pictures import picture
from bot.catalog.product import Product
from bot.conversation.model import Card

WIDTH = 512  # pixels
KEPT = 300  # drawings; there are some dozens, each in some colours


def drawing(card: Card) -> bytes:
    """A PNG of what the card is about."""
    return _drawn(picture(Product(id=card.id, title=card.title, category=card.category or "", color=card.color or "")))


@lru_cache(maxsize=KEPT)
def _drawn(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True))
