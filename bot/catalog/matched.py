"""Every line of a list with the product that is meant, how sure that is, and what it all comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.catalog.codes import canonical
from bot.catalog.delivery import Promise
from bot.catalog.packing import amount
from bot.catalog.prices import ShelfPrice
from bot.catalog.product import Product
from bot.catalog.query import Hit, Query, Result
from bot.catalog.search import Catalog
from bot.catalog.totals import Total
from bot.catalog.wanted import Wanted

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
    product, *others = found.products
    comes_to = amount(product, wanted.quantity, wanted.unit)
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
        part=comes_to is not None and comes_to.asked < 1 and not wanted.unit,
    )


def by_id(catalog: Catalog, wanted: Wanted) -> Result | None:
    """The product whose id stands in the line; None where none does."""
    product = catalog.product(wanted.code or wanted.text)
    return Result(hits=(Hit(product, 1.0),), total=1, fit="exact") if product else None


def sureness(wanted: Wanted, found: Result) -> float:
    """How sure the first product found is the one that is meant, 0 to 1."""
    product = found.hits[0].product
    codes = {canonical(code) for code in (product.id, product.sku, product.gtin) if code}
    if canonical(wanted.code) in codes or canonical(wanted.text) in codes:
        return BY_CODE
    if found.fit != "exact":
        return NEAR
    if found.total == 1:
        return ONLY_ONE
    families = {(one.brand, one.title.split(",")[0]) for one in found.products}
    return ALIKE if len(families) == 1 and _price_gap(found) < Decimal("0.25") else SEVERAL


def _price_gap(found: Result) -> Decimal:
    """How far the prices of what was found lie apart, as a share of the highest."""
    prices = [one.price for one in found.products if one.price]
    return (max(prices) - min(prices)) / max(prices) if prices else Decimal(0)
