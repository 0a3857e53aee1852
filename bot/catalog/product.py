"""What is on the shelf: one product as the catalog knows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec


class PriceBreak(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """From `quantity` units on, each unit costs `price` USD."""

    quantity: int
    price: Decimal


def holds(starts: date | None, ends: date | None, on: date | None) -> bool:
    """Whether a day lies between two others, both included; where it is not known, whether neither bound is set."""
    if on is None:
        return starts is None and ends is None
    return (starts is None or starts <= on) and (ends is None or on <= ends)


class Promotion(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A unit costs `price` USD on the days from `starts` to `ends`, both included; None: no bound."""

    price: Decimal
    starts: date | None = None
    ends: date | None = None

    def runs(self, on: date | None) -> bool:
        """Whether it holds on a day; where the day is not known, only one without dates does."""
        return holds(self.starts, self.ends, on)


class Product(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One sellable thing. Empty text, None: the feed does not say.

    price         USD for one `unit`
    unit          what one piece of the price buys: each, box, case, ream, pack, dozen, …
    pack_size     pieces in one unit (10 for a box of 10 pens)
    price_breaks  ascending by quantity, each cheaper than the one before
    promotion     a lower price for some days
    stock         units on hand over all warehouses
    stock_by      where these units are: (warehouse id, units); () where the feed does not say
    image         address of a picture
    department    first level of the category; where the feed has no category, the one that the product's words name
    sure          how likely the department is right, 0 to 1 (1: the feed says it); both are filled at import
    kind          stems of the words that say what the thing is ("toner cartridg"), the last word the noun itself;
                  filled at import, see `bot.catalog.kinds`
    """

    id: str
    title: str
    brand: str = ""
    category: str = ""
    description: str = ""
    price: Decimal | None = None
    color: str = ""
    material: str = ""
    size: str = ""
    sku: str = ""
    gtin: str = ""
    unit: str = "each"
    pack_size: int = 1
    price_breaks: tuple[PriceBreak, ...] = ()
    promotion: Promotion | None = None
    stock: int | None = None
    stock_by: tuple[tuple[str, int], ...] = ()
    image: str | None = None
    kind: str = ""
    department: str = ""
    sure: float = 0.0


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Product)


def pack(product: Product) -> bytes:
    """The product as bytes, as a generation stores it."""
    return _encoder.encode(product)


def unpack(data: bytes) -> Product:
    """The product that `pack` made bytes of."""
    return _decoder.decode(data)
