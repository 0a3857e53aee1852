"""Search within one generation: what meets the whole query first, else what comes near, in the order of words and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import tantivy

from bot.catalog import coverage
from bot.catalog.asked_filters import asked_filters
from bot.catalog.asked_prices import asked_prices
from bot.catalog.fitting import amounts_of, fitting
from bot.catalog.matching import COMMON, IN_TITLE, YIELDING, Clause, Matching, head_nouns
from bot.catalog.meaning import LONGEST_TEXT, Meaning
from bot.catalog.meant import ENOUGH, EXACT, NEAR, TOO_LITTLE, Found, Meant
from bot.catalog.query import Fit, Hit, Query, Result
from bot.catalog.reader import Reader
from bot.catalog.rows import HIGHEST_PRICE
from bot.catalog.terms import Term
from bot.catalog.variety import WINDOW, usual_first, varied

DEEPEST = 10_000
LOOKED_AT = 50
PLENTY = 300
"""So many that have every word in their titles are enough, where each of the words is common."""
NOTHING = Result()


class Asked(NamedTuple):
    """A query as it was read: what it asks of products, its terms, and what it means."""

    query: Query
    terms: list[Term]
    meant: Meant

    @property
    def coded(self) -> bool:
        """Whether it names a model, for which no other will do."""
        return any(term.code for term in self.terms)

    @property
    def nouns(self) -> set[str]:
        return {noun for term in self.terms if term.head for noun in head_nouns(term)}


class Searching:
    """Answers queries from one generation."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._meaning = Meaning(reader)
        self._matching = Matching(reader.schema, reader.about, self._meaning.frequency, reader.changes)

    def search(self, query: Query) -> Result:
        plain, amounts = amounts_of(query)
        return fitting(plain, amounts, self._found) if amounts and plain.text.strip() else self._found(query)

    def _found(self, query: Query) -> Result:
        asked = self._read(query)
        query, terms = asked.query, asked.terms
        model = self.reader.product(query.like) if query.like else None
        if model and not terms:
            return self._alike(query, self._meaning.terms(model.title))
        if not terms and (query.text.strip() or not self._matching.filters(query)):
            return NOTHING
        result = self._exact(asked)
        if not result.total:
            result = self._relaxed(asked) or self._partly(asked)
        if query.fill and result.hits and len(result.hits) < query.limit and terms:
            result = self._filled(asked, result)
        corrected = tuple((term.said, term.corrected) for term in terms if term.corrected)
        return msgspec.structs.replace(result, corrected=corrected)

    def _read(self, query: Query) -> Asked:
        wishes = asked_filters(query.text[:LONGEST_TEXT])
        found = asked_prices(wishes.text)
        lowest = found.lowest if query.min_price is None else query.min_price
        highest = found.highest if query.max_price is None else query.max_price
        stocked = query.in_stock or wishes.in_stock
        terms = self._meaning.terms(found.text)
        # a code means nothing but itself
        meant = "" if all(term.code for term in terms) else _read_text(found.text, terms)
        return Asked(
            msgspec.structs.replace(query, min_price=lowest, max_price=highest, in_stock=stocked),
            terms,
            Meant(self.reader, meant),
        )

    def _exact(self, asked: Asked, without: tuple[str, ...] = ()) -> Result:
        """Products with every term and every filter but those in `without`."""
        query, terms = asked.query, asked.terms
        if any(not term.forms for term in terms):
            return NOTHING
        filters = self._matching.filters(query, without)
        if query.order == "price":
            filters += self._only_kind(terms, filters)
        index_query = self._matching.all_of(terms, filters)
        exact = not without
        if query.order == "price":
            found = self._run(index_query, query)
            hits = tuple(sorted(self._hits(found.hits, exact=exact), key=_price))
        else:
            found = self._in_titles(asked, filters) or self.reader.searcher.search(index_query, limit=_looked_at(query))
            hits = self._page(asked, found.hits, exact=exact)
        if exact and hits and (missing := coverage.unnamed([hit.product for hit in hits], terms)):
            hits, without = tuple(msgspec.structs.replace(hit, exact=False) for hit in hits), (missing.said,)
        fit: Fit = "nearest" if without else "exact"
        return Result(hits=hits, total=found.count, fit=fit, dropped=without) if found.count else NOTHING

    def _in_titles(self, asked: Asked, filters: list[Clause]) -> Any | None:
        """Where every word is common, those that have all of them in their titles; None where these are few."""
        if min((term.products for term in asked.terms), default=0) < COMMON:
            return None
        limit = _looked_at(asked.query)
        found = self.reader.searcher.search(self._matching.all_of(asked.terms, filters, IN_TITLE), limit=limit)
        return found if found.count >= max(limit, PLENTY) else None

    def _page(self, asked: Asked, found: Sequence[Found], *, exact: bool) -> tuple[Hit, ...]:
        """The hits of the page that is asked for, from the best by words; on a customer's page different things come first."""
        query = asked.query
        # what all stands on the page needs no finer order than that of its words, which saves most of the time that it takes
        short = not query.fill and not query.offset and len(found) <= query.limit
        ordered = list(found) if short else asked.meant.ordered(found, EXACT)
        page = slice(query.offset, query.offset + query.limit)
        if query.fill or page.stop > WINDOW:
            hits = self._hits(ordered[page], exact=exact)
            return hits if query.offset else tuple(usual_first(hits))
        return tuple(varied(usual_first(self._hits(ordered[:WINDOW], exact=exact)), asked.nouns)[page])

    def _hits(self, found: Sequence[Found], *, exact: bool) -> tuple[Hit, ...]:
        return tuple(Hit(self.reader.product_at(address), float(score), exact) for score, address in found)

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

    def _relaxed(self, asked: Asked) -> Result | None:
        """What meets every term when the filters that may yield do, as few as possible."""
        given = [name for name in YIELDING if getattr(asked.query, name)]
        for count in range(1, len(given) + 1):
            result = self._exact(asked, tuple(given[:count]))
            if result.total:
                return result
        return None

    def _partly(self, asked: Asked) -> Result:
        """Products of the kind that meet most of the terms. A model that the catalog lacks is not replaced by another."""
        query, terms = asked.query, asked.terms
        missing = [term for term in terms if not term.forms]
        if len(missing) == len(terms):
            return self._meaning_alone(asked) or Result(dropped=_said(missing))
        needed = coverage.needed(terms)
        index_query = self._matching.some_of(terms, self._matching.filters(query), needed or ())
        found = self.reader.searcher.search(index_query, limit=LOOKED_AT, count=False).hits if needed else []
        kept: list[tuple[float, Any]] = []
        met_by: dict[tuple[int, int], list[Term]] = {}
        for score, address in found:
            met = coverage.met(self.reader.product_at(address), terms)
            if coverage.is_near(met, terms):
                kept.append((float(score) * coverage.share(met, terms), address))
                met_by[address.segment_ord, address.doc] = met
        kept = self._sensible(asked, kept)
        if not kept:
            return self._meaning_alone(asked) or Result(dropped=_said(missing) or _said(terms))
        kept.sort(key=lambda pair: -pair[0])
        ordered = asked.meant.ordered(kept, NEAR)
        best = met_by[ordered[0][1].segment_ord, ordered[0][1].doc]
        hits = self._hits(ordered[query.offset : query.offset + query.limit], exact=False)
        return Result(hits=hits, total=len(kept), fit="nearest", dropped=_said([term for term in terms if term not in best]))

    def _sensible(self, asked: Asked, found: list[Found]) -> list[Found]:
        """Without what shares a word and means something else; a model is told by its code, whatever it means."""
        alike = None if asked.coded or not found else asked.meant.alike([address for _, address in found])
        if alike is None:
            return found
        return [one for one, cosine in zip(found, alike, strict=True) if cosine >= TOO_LITTLE]

    def _meaning_alone(self, asked: Asked) -> Result | None:
        """What the query may mean, though the words are others; nothing where it names a model, or means nothing here."""
        query = asked.query
        if asked.coded:
            return None
        likest = asked.meant.likest(self._matching.filters(query), LOOKED_AT)
        found = [one for one in likest if one[0] >= ENOUGH]
        if not found:
            return None
        met = coverage.met(self.reader.product_at(found[0][1]), asked.terms)
        hits = self._hits(found[query.offset : query.offset + query.limit], exact=False)
        return Result(hits=hits, total=len(found), fit="nearest", dropped=_said([one for one in asked.terms if one not in met]))

    def _filled(self, asked: Asked, result: Result) -> Result:
        """The result with what comes near in words or meaning, up to the limit."""
        query, terms = asked.query, asked.terms
        filters = self._matching.filters(query)
        found = self.reader.searcher.search(self._matching.some_of(terms, filters), limit=2 * query.limit)
        have = {hit.product.id for hit in result.hits}
        near: list[Found] = []
        loose: list[Found] = []
        for score, address in found.hits:
            if len(have) + len(near) >= query.limit:
                break
            product = self.reader.product_at(address)
            if product.id in have:
                continue
            is_near = coverage.is_near(coverage.met(product, terms), terms)
            if is_near or not asked.coded:
                (near if is_near else loose).append((score, address))
        more = self._hits(self._with_likest(asked, [*near, *loose], filters), exact=False)
        fresh = tuple(hit for hit in more if hit.product.id not in have)
        return msgspec.structs.replace(result, hits=_falling((*result.hits, *fresh)[: query.limit]))

    def _with_likest(self, asked: Asked, found: list[Found], filters: list[Clause]) -> list[Found]:
        limit = asked.query.limit
        known = {(address.segment_ord, address.doc) for _, address in found}
        likest = [] if asked.coded else asked.meant.likest(filters, limit)
        others = [one for one in likest if (one[1].segment_ord, one[1].doc) not in known]
        return asked.meant.ordered([*found[:limit], *others], NEAR)

    def _alike(self, query: Query, terms: list[Term]) -> Result:
        """Things of the same kind as a product, the likest first."""
        for term in terms:
            term.code = False
        filters = self._matching.filters(query)
        found = self._run(self._matching.some_of(terms, [*filters, *self._only_kind([], filters)]), query)
        hits = self._hits(found.hits, exact=True)
        return Result(hits=hits, total=found.count, fit="nearest" if hits else "nothing")


def _price(hit: Hit) -> Decimal:
    return HIGHEST_PRICE if hit.product.price is None else hit.product.price


def _looked_at(query: Query) -> int:
    """How many hits by words are put in order by meaning: enough for the page, and for different things on it."""
    return min(max(query.offset + query.limit, WINDOW), 2 * DEEPEST)


def _falling(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits with scores that never rise, as their order says."""
    lowest = float("inf")
    fallen = []
    for hit in hits:
        lowest = min(lowest, hit.score)
        fallen.append(msgspec.structs.replace(hit, score=lowest))
    return tuple(fallen)


def _read_text(text: str, terms: list[Term]) -> str:
    """The text with typing errors as they were read."""
    for term in terms:
        if term.corrected:
            text = text.replace(term.said, term.corrected)
    return text


def _said(terms: list[Term]) -> tuple[str, ...]:
    return tuple(term.said for term in terms)
