"""What the project draws itself, products and charts, as a messenger can show it: PNG, for Telegram takes no SVG."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import resvg_py

from bot.catalog.pictures import picture
from bot.catalog.product import Product
from bot.conversation.model import Card, Chart
from bot.sourcing.chart import Words, chart_png
from bot.sourcing.shelf_or_factory import Curve

WIDTH = 512  # pixels
KEPT = 300  # drawings; there are some dozens, each in some colours


def drawing(card: Card) -> bytes:
    """A PNG of what the card is about."""
    return _drawn(picture(Product(id=card.id, title=card.title, category=card.category or "", color=card.color or "")))


@lru_cache(maxsize=KEPT)
def _drawn(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True))


def chart_drawing(chart: Chart) -> bytes:
    """A PNG of a chart. Takes some tenths of a second."""
    return _charted(msgspec.json.encode(chart))


@lru_cache(maxsize=20)
def _charted(described: bytes) -> bytes:
    held = msgspec.json.decode(described, type=Chart)
    return chart_png(msgspec.convert(held.curve, Curve, strict=False), Words(**held.words))
