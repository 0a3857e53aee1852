"""What is asked of the catalog, and what it answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from bot.catalog.agreements import Agreement
from bot.catalog.product import Product

Order = Literal["relevance", "price"]
# exact    every word that counts and every filter was met
# nearest  no product meets all of it; these are of the right kind and meet the most (see `dropped`)
# nothing  the catalog has nothing of the kind: better to say so
Fit = Literal["exact", "nearest", "nothing"]


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A search. Every filter is optional; prices are USD a unit.

    text      the customer's words for the thing ("under $80" in it counts as max_price);
              empty: filters and `like` alone
    department  exactly this one, as `Catalog.departments` lists it
    in_stock  leaves out what is known to be sold out; a product whose stock is not known stays
    agreement  the account's: only what it may buy
    now       the time of the question (with a UTC offset): then "by Friday" in the text is a day
    zip_code  where it goes: with a day in the text, only what is promised there by then
    by        the same day, where it is known without the text
    exclude   ids that must not come
    like      id of a product: things of its kind, without itself
    fill      after the exact hits also the nearest, until `limit` is reached (for a search page)
    """

    text: str = ""
    brand: str = ""
    color: str = ""
    material: str = ""
    size: str = ""
    category: str = ""
    department: str = ""
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    in_stock: bool = False
    agreement: Agreement | None = None
    now: datetime | None = None
    zip_code: str = ""
    by: date | None = None
    exclude: tuple[str, ...] = ()
    like: str = ""
    limit: int = 5
    offset: int = 0
    order: Order = "relevance"
    fill: bool = False


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A product found; `exact` when it meets every word and filter. Scores compare only within one result.

    beside  it is made for the kind of thing that was named and is none itself ("printer paper" where printers were found)
    """

    product: Product
    score: float
    exact: bool = True
    beside: bool = False


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found.

    total      products that fit as `fit` says, over all pages
    dropped    words of the query and names of filters that the hits do not meet, when `fit` is not "exact"
    unsaid     amounts among what was dropped of which the hits say nothing, so that they may fit ("40-sheet")
    corrected  words as typed and as they were read, where a typing error was assumed
    empty      there is no catalog, or it has no products: nothing can be found at all
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    fit: Fit = "nothing"
    dropped: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    empty: bool = False

    @property
    def products(self) -> tuple[Product, ...]:
        return tuple(hit.product for hit in self.hits)
