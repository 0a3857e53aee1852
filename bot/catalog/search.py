"""The catalog, as the rest of the product asks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from bot.catalog import agreements, totals
from bot.catalog.agreements import Agreement
from bot.catalog.asked_filters import asked_filters
from bot.catalog.delivery import Promise, promise
from bot.catalog.generations import Generations
from bot.catalog.live import Live, nothing
from bot.catalog.prices import ShelfPrice, price
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.catalog.reader import open_reader
from bot.catalog.searching import Searching
from bot.catalog.totals import Terms, Total, total
from bot.catalog.warehouses import Warehouse, load
from bot.places import place_of

LOOKED_AT = 40
"""Hits whose promises are looked at, where something must arrive by a day."""


class Catalog:
    """Searches the current generation and follows every switch to a new one."""

    def __init__(self, generations: Generations, live: Live = nothing) -> None:
        self._generations = generations
        self._live = live
        self._stamp: tuple[int, int] | None = None
        self._open: Searching | None = None

    @classmethod
    def open(cls, var: Path | str, live: Live = nothing) -> Catalog:
        """The catalog under the folder `var`; it may still be empty. `live` tells what changed since its feed."""
        return cls(Generations(Path(var)), live)

    def size(self) -> int:
        """How many products there are; 0 before the first import."""
        current = self._current()
        return current.reader.about.products if current else 0

    def brands(self) -> dict[str, int]:
        """Each brand's spelling without case and separators, and how many products carry it."""
        current = self._current()
        return current.reader.about.brands if current else {}

    def departments(self) -> dict[str, int]:
        """Each department and how many products are in it, the largest first; products without one are left out."""
        current = self._current()
        counted = current.reader.about.departments if current else {}
        return {name: counted[name] for name in sorted(counted, key=lambda name: -counted[name]) if name}

    def product(self, product_id: str) -> Product | None:
        current = self._current()
        return current.reader.product(product_id) if current else None

    def products(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids, in that order; unknown ids are left out."""
        current = self._current()
        return current.reader.products(ids) if current else []

    def promise(self, product: Product, quantity: int, zip_code: str, now: datetime) -> Promise:
        """When so many units arrive at a ZIP code, ordered at `now` (with a UTC offset); see `delivery.promise`."""
        return promise(product, quantity, zip_code, now, load(self._folder))

    def warehouses(self) -> tuple[Warehouse, ...]:
        """Where the merchant's goods lie; () where nothing is told."""
        return load(self._folder)

    def price(self, product: Product, quantity: int = 1, account: str = "", now: datetime | None = None) -> ShelfPrice | None:
        """What so many units cost an account (its id, "" for anybody) on the day of `now`; see `prices.price`."""
        return price(product, quantity, self.agreement(account), now.date() if now else None)

    def agreement(self, account: str) -> Agreement | None:
        """What the account agreed with the merchant; None where there is nothing. `Query.agreement` takes it too."""
        return agreements.load(self._folder).get(account) if account else None

    def total(self, lines: Sequence[ShelfPrice], zip_code: str = "", *, exempt: bool = False) -> Total:
        """What these lines come to, with shipping and tax to a ZIP code, by the merchant's terms; see `totals.total`."""
        place = place_of(zip_code) if zip_code else None
        return total(lines, totals.load(self._folder), place.state if place else "", exempt=exempt)

    def terms(self) -> Terms | None:
        """The merchant's terms of shipping and the least order; None where none are told."""
        return totals.known(self._folder)

    @property
    def _folder(self) -> Path:
        return self._generations.folder.parent

    def search(self, query: Query) -> Result:
        """What fits the query; see `Query` and `Result`. An empty catalog gives `Result(empty=True)`."""
        current = self._current()
        if current is None or not current.reader.about.products:
            return Result(empty=True)
        by = query.by or (asked_filters(query.text, query.now.date()).by if query.now else None)
        return self._in_time(query, current, by) if by and query.now and query.zip_code else current.search(query)

    def _in_time(self, query: Query, current: Searching, by: date) -> Result:
        """What is promised by that day; where nothing is, what there is, with "by" among what was dropped."""
        assert query.now is not None
        looked_at = msgspec.structs.replace(query, limit=max(query.limit, LOOKED_AT), offset=0)
        found = current.search(looked_at)
        promised = [(hit, self.promise(hit.product, 1, query.zip_code, query.now).last) for hit in found.hits]
        timely = tuple(hit for hit, last in promised if last is not None and last <= by)
        page = slice(query.offset, query.offset + query.limit)
        if not timely and found.hits:
            return msgspec.structs.replace(found, hits=found.hits[page], fit="nearest", dropped=(*found.dropped, "by"))
        return msgspec.structs.replace(found, hits=timely[page], total=len(timely))

    def _current(self) -> Searching | None:
        stamp = self._generations.stamp()
        if stamp != self._stamp:
            reader = open_reader(self._generations, self._live)
            self._open = Searching(reader) if reader else None
            self._stamp = stamp
        return self._open
