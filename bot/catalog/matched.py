"""Every line of a list with the product that is meant, how sure that is, and what it all comes to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import msgspec

from bot.catalog.codes import canonical
from bot.catalog.delivery import Promise
from bot.catalog.packing import PIECE, amount, plain_unit
from bot.catalog.prices import ShelfPrice
from bot.catalog.product import Product
from bot.catalog.query import Hit, Query, Result
from bot.catalog.search import Catalog
from bot.catalog.totals import Total
from bot.catalog.wanted import Wanted
from bot.catalog.words import stems

SURE = 0.75
"""From here on a line is taken as it is; below it is asked about."""
# how sure: the very code; one product that meets every word; several that are much alike, or not; not every word met
BY_CODE, ONLY_ONE, ALIKE, SEVERAL, NEAR = 0.98, 0.95, 0.8, 0.55, 0.3
LOOKED_AT = 5


@dataclass(frozen=True)
class Line:
    """A line of the list and what it was taken for.

    product   None where the catalog has nothing of the kind
    sure      0 to 1
    others    what else may be meant, best first
    units     sales units that the wish comes to; None where its unit cannot be counted in them
    price     for these units; None where no price is known
    dropped   words of the line that the product does not meet
    part      a number without a unit, smaller than what one sales unit holds: 3 pens, or 3 boxes of them?
    """

    wanted: Wanted
    product: Product | None = None
    sure: float = 0.0
    others: tuple[Product, ...] = ()
    units: int | None = None
    price: ShelfPrice | None = None
    dropped: tuple[str, ...] = ()
    promise: Promise | None = None
    part: bool = False

    @property
    def doubtful(self) -> bool:
        return self.product is not None and (self.sure < SURE or self.units is None or self.part)


@dataclass(frozen=True)
class Matched:
    """A whole list: `total` counts the lines that have a product, units and a price."""

    lines: tuple[Line, ...]
    total: Total

    @property
    def doubtful(self) -> list[Line]:
        """What to ask about, all together."""
        return [line for line in self.lines if line.doubtful]

    @property
    def missing(self) -> list[Line]:
        """What the catalog does not have: the way to a sourcing request."""
        return [line for line in self.lines if line.product is None]


def match(
    catalog: Catalog, wanted: Sequence[Wanted], account: str = "", zip_code: str = "", now: datetime | None = None
) -> Matched:
    """Finds every line, at the account's prices; with a ZIP code and a time (with its UTC offset) also when it arrives."""
    lines = [_line(catalog, one, account, zip_code, now) for one in wanted]
    return Matched(tuple(lines), catalog.total([line.price for line in lines if line.price], zip_code))


def _line(catalog: Catalog, wanted: Wanted, account: str, zip_code: str, now: datetime | None) -> Line:
    query = Query(text=wanted.code or wanted.text, agreement=catalog.agreement(account), limit=LOOKED_AT)
    found = by_id(catalog, wanted) or catalog.search(query)
    if wanted.code and not found.hits and wanted.text != wanted.code:
        found = catalog.search(Query(text=wanted.text, agreement=query.agreement, limit=LOOKED_AT))
    if not found.hits:
        return Line(wanted)
    found = whole_first(wanted, found)
    product, *others = found.products
    unit = wanted.unit or sold_so(wanted, product)
    comes_to = amount(product, wanted.quantity, unit)
    units = comes_to.units if comes_to else None
    return Line(
        wanted=wanted,
        product=product,
        sure=sureness(wanted, found),
        others=tuple(others),
        units=units,
        price=catalog.price(product, units, account, now) if units else None,
        dropped=found.dropped,
        promise=catalog.promise(product, units, zip_code, now) if units and zip_code and now else None,
        part=comes_to is not None and comes_to.asked < 1 and not unit,
    )


def by_id(catalog: Catalog, wanted: Wanted) -> Result | None:
    """The product whose id stands in the line; None where none does."""
    product = catalog.product(wanted.code or wanted.text)
    return Result(hits=(Hit(product, 1.0),), total=1, fit="exact") if product else None


def whole_first(wanted: Wanted, found: Result) -> Result:
    """What was found, with the product before the others whose whole title stands in the line."""
    named = [hit for hit in found.hits if _is_titled(wanted, hit.product)]
    if not named:
        return found
    hits = (*named, *(hit for hit in found.hits if hit not in named))
    return msgspec.structs.replace(found, hits=hits, fit="exact", dropped=())


def _is_titled(wanted: Wanted, product: Product) -> bool:
    """Whether the line's words are those of the product's title; its brand may be left out."""
    said, brand = set(stems(wanted.text)), set(stems(product.brand))
    return len(said - brand) > 1 and said - brand == set(stems(product.title)) - brand


def sold_so(wanted: Wanted, product: Product) -> str:
    """The unit in which a line without one counts, where that is how the product is sold: "" for pieces.

    Who orders by item number or names the pack ("tea bags, box of 50") counts packs.
    """
    sold = plain_unit(product.unit)
    named = sold != PIECE and sold in map(plain_unit, re.findall(r"[a-z]+", wanted.text.lower()))
    return product.unit if named or _is_coded(wanted, product) else ""


def _is_coded(wanted: Wanted, product: Product) -> bool:
    codes = {canonical(code) for code in (product.id, product.sku, product.gtin) if code}
    return canonical(wanted.code) in codes or canonical(wanted.text) in codes


def sureness(wanted: Wanted, found: Result) -> float:
    """How sure the first product found is the one that is meant, 0 to 1."""
    product = found.hits[0].product
    if _is_coded(wanted, product):
        return BY_CODE
    if found.fit != "exact":
        return NEAR
    if found.total == 1 or _is_titled(wanted, product):
        return ONLY_ONE
    families = {(one.brand, one.title.split(",")[0]) for one in found.products}
    return ALIKE if len(families) == 1 and _price_gap(found) < Decimal("0.25") else SEVERAL


def _price_gap(found: Result) -> Decimal:
    """How far the prices of what was found lie apart, as a share of the highest."""
    prices = [one.price for one in found.products if one.price]
    return (max(prices) - min(prices)) / max(prices) if prices else Decimal(0)
