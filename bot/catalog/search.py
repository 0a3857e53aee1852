"""The catalog, as the rest of the product asks it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import tantivy

from bot.catalog import coverage
from bot.catalog.asked_prices import asked_prices
from bot.catalog.delivery import Promise, promise
from bot.catalog.generations import Generations
from bot.catalog.matching import YIELDING, Clause, Matching, head_nouns
from bot.catalog.meaning import LONGEST_TEXT, Meaning
from bot.catalog.product import Product
from bot.catalog.query import Fit, Hit, Query, Result
from bot.catalog.reader import Reader, open_reader
from bot.catalog.terms import Term
from bot.catalog.variety import WINDOW, varied
from bot.catalog.warehouses import load

DEEPEST = 10_000
LOOKED_AT = 50


class Catalog:
    """Searches the current generation and follows every switch to a new one."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._stamp: tuple[int, int] | None = None
        self._open: _Open | None = None

    @classmethod
    def open(cls, var: Path | str) -> Catalog:
        """The catalog under the folder `var`; it may still be empty."""
        return cls(Generations(Path(var)))

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
        return promise(product, quantity, zip_code, now, load(self._generations.folder.parent))

    def search(self, query: Query) -> Result:
        """What fits the query; see `Query` and `Result`. An empty catalog gives `Result(empty=True)`."""
        current = self._current()
        if current is None or not current.reader.about.products:
            return Result(empty=True)
        return current.search(query)

    def _current(self) -> _Open | None:
        stamp = self._generations.stamp()
        if stamp != self._stamp:
            reader = open_reader(self._generations)
            self._open = _Open(reader) if reader else None
            self._stamp = stamp
        return self._open


class _Open:
    """Search within one generation."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._meaning = Meaning(reader)
        self._matching = Matching(reader.schema, reader.about)

    def search(self, query: Query) -> Result:
        asked = asked_prices(query.text[:LONGEST_TEXT])
        lowest = asked.lowest if query.min_price is None else query.min_price
        highest = asked.highest if query.max_price is None else query.max_price
        query = msgspec.structs.replace(query, min_price=lowest, max_price=highest)
        terms = self._meaning.terms(asked.text)
        model = self.reader.product(query.like) if query.like else None
        if model and not terms:
            return self._alike(query, self._meaning.terms(model.title))
        if not terms and (query.text.strip() or not self._matching.filters(query)):
            return Result()
        result = self._exact(query, terms)
        if not result.total:
            result = self._relaxed(query, terms) or self._partly(query, terms)
        if query.fill and result.hits and len(result.hits) < query.limit and terms:
            result = self._filled(query, terms, result)
        corrected = tuple((term.said, term.corrected) for term in terms if term.corrected)
        return msgspec.structs.replace(result, corrected=corrected)

    def _exact(self, query: Query, terms: list[Term], without: tuple[str, ...] = ()) -> Result:
        """Products with every term and every filter but those in `without`."""
        if any(not term.forms for term in terms):
            return Result()
        filters = self._matching.filters(query, without)
        if query.order == "price":
            filters += self._only_kind(terms, filters)
        exact = not without
        index_query = self._matching.all_of(terms, filters)
        if query.order == "relevance" and not query.fill and query.offset + query.limit <= WINDOW:
            found = self._found(index_query, msgspec.structs.replace(query, offset=0, limit=WINDOW), exact=exact)
            nouns = {noun for term in terms if term.head for noun in head_nouns(term)}
            hits = varied(found.hits, nouns)[query.offset : query.offset + query.limit]
        else:
            found = self._found(index_query, query, exact=exact)
            hits = list(found.hits)
        fit: Fit = "exact" if exact else "nearest"
        return Result(hits=tuple(hits), total=found.total, fit=fit, dropped=without) if found.total else Result()

    def _found(self, index_query: Any, query: Query, *, exact: bool) -> Result:
        found = self._run(index_query, query)
        hits = tuple(Hit(self.reader.product_at(address), float(score), exact) for score, address in found.hits)
        return Result(hits=hits, total=found.count)

    def _only_kind(self, terms: list[Term], filters: list[Clause]) -> list[Clause]:
        """The cheapest thing that only mentions a laptop is no cheap laptop: leave things of the kind, where there are any."""
        of_kind = self._matching.of_kind(terms)
        some = of_kind and self.reader.searcher.search(self._matching.all_of(terms, [*filters, *of_kind]), limit=1).count
        return of_kind if some else []

    def _run(self, index_query: Any, query: Query) -> Any:
        page: dict[str, Any] = {"limit": max(1, min(query.limit, DEEPEST)), "offset": max(0, min(query.offset, DEEPEST))}
        if query.order == "price":
            page |= {"order_by_field": "price", "order": tantivy.Order.Asc}
        return self.reader.searcher.search(index_query, **page)

    def _relaxed(self, query: Query, terms: list[Term]) -> Result | None:
        """What meets every term when the filters that may yield do, as few as possible."""
        given = [name for name in YIELDING if getattr(query, name)]
        for count in range(1, len(given) + 1):
            result = self._exact(query, terms, tuple(given[:count]))
            if result.total:
                return result
        return None

    def _partly(self, query: Query, terms: list[Term]) -> Result:
        """Products of the kind that meet most of the terms. A model that the catalog lacks is not replaced by another."""
        missing = [term for term in terms if not term.forms]
        if len(missing) == len(terms):
            return Result(dropped=_said(missing))
        found = self.reader.searcher.search(self._matching.some_of(terms, self._matching.filters(query)), limit=LOOKED_AT)
        kept: list[tuple[Hit, list[Term]]] = []
        for score, address in found.hits:
            product = self.reader.product_at(address)
            met = coverage.met(product, terms)
            if coverage.is_near(met, terms):
                kept.append((Hit(product, float(score) * coverage.share(met, terms), exact=False), met))
        if not kept:
            return Result(dropped=_said(missing) or _said(terms))
        kept.sort(key=lambda pair: -pair[0].score)
        best = kept[0][1]
        hits = tuple(hit for hit, _ in kept[query.offset : query.offset + query.limit])
        return Result(hits=hits, total=len(kept), fit="nearest", dropped=_said([term for term in terms if term not in best]))

    def _filled(self, query: Query, terms: list[Term], result: Result) -> Result:
        """The result with what comes near, then what has something in common, up to the limit."""
        found = self.reader.searcher.search(self._matching.some_of(terms, self._matching.filters(query)), limit=2 * query.limit)
        have = {hit.product.id for hit in result.hits}
        coded = any(term.code for term in terms)
        near: list[Hit] = []
        loose: list[Hit] = []
        for score, address in found.hits:
            if len(have) + len(near) >= query.limit:
                break
            product = self.reader.product_at(address)
            if product.id in have:
                continue
            is_near = coverage.is_near(coverage.met(product, terms), terms)
            if is_near or not coded:
                (near if is_near else loose).append(Hit(product, float(score), exact=False))
        return msgspec.structs.replace(result, hits=(*result.hits, *near, *loose)[: query.limit])

    def _alike(self, query: Query, terms: list[Term]) -> Result:
        """Things of the same kind as a product, the likest first."""
        for term in terms:
            term.code = False
        filters = self._matching.filters(query)
        found = self._run(self._matching.some_of(terms, [*filters, *self._only_kind([], filters)]), query)
        hits = tuple(Hit(self.reader.product_at(address), float(score)) for score, address in found.hits)
        return Result(hits=hits, total=found.count, fit="nearest" if hits else "nothing")


def _said(terms: list[Term]) -> tuple[str, ...]:
    return tuple(term.said for term in terms)
