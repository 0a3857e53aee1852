"""Terms and filters become index queries. The weights were tuned on graded queries; `docs/catalog.md` has the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import tantivy
from msgspec import UNSET

from bot.catalog.agreements import Rule
from bot.catalog.codes import canonical
from bot.catalog.colors import wanted
from bot.catalog.index import About
from bot.catalog.kinds import generic
from bot.catalog.live import Live, nothing
from bot.catalog.measures import NUMBER, measure, spellings
from bot.catalog.query import Query
from bot.catalog.terms import Form, Term
from bot.catalog.words import stems

TITLE, CATEGORY, DESCRIPTION, CODE, KIND = 1.0, 0.6, 0.6, 1.3, 1.0
BRAND = 1.0
COMMON = 5_000
"""A word that so many products carry: to look for it in descriptions too would take three times as long as in titles."""
Fields = tuple[tuple[str, float], ...]
"""Where words are looked for, and how much they count there."""
FIELDS: Fields = (("title", TITLE), ("category", CATEGORY), ("description", DESCRIPTION))
IN_TITLE: Fields = FIELDS[:1]
HIGHEST = 1e12
_SIDES = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)", re.IGNORECASE)
""" "5x8", where titles write 5 x 8."""
# filters that may be given up, one after the other, when nothing meets them all; price, brand, stock are never given up
YIELDING = ("size", "material", "color")

Clause = tuple[Any, Any]
MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Matching:
    """Builds queries for one generation's schema; `frequency`: how many products have a word in a field."""

    def __init__(self, schema: Any, about: About, frequency: Callable[[str, str], int], changes: Live = nothing) -> None:
        self._schema = schema
        self._frequency = frequency
        self._about = about
        self._changes = changes

    def all_of(self, terms: list[Term], filters: list[Clause], fields: Fields = FIELDS) -> Any:
        """Products with every term in one of the fields, best first."""
        clauses = [(MUST, self._term(term, fields)) for term in terms] or [(MUST, tantivy.Query.all_query())]
        return tantivy.Query.boolean_query([*clauses, *self._better(terms), *filters])

    def some_of(self, terms: list[Term], filters: list[Clause], needed: Sequence[Sequence[Term]] = ()) -> Any:
        """Products with any of the terms, best first; those with one of each group of `needed` alone, where some are given."""
        known = [term for term in terms if term.forms]
        # where every word is common, titles say enough
        fields = IN_TITLE if all(term.products >= COMMON for term in known) else FIELDS
        groups = needed or [known]
        grouped = [term for group in groups for term in group]
        clauses = [(MUST, _any_of([self._term(term, fields) for term in group])) for group in groups]
        clauses += [(SHOULD, self._term(term, fields)) for term in known if term not in grouped]
        return tantivy.Query.boolean_query([*clauses, *self._better(terms), *filters])

    def of_kind(self, terms: Iterable[Term]) -> list[Clause]:
        """Leaves only what is of the kind that the head names."""
        return [(MUST, query) for _, query in self._kinds(terms)]

    def _term(self, term: Term, fields: Fields = FIELDS) -> Any:
        return _any_of([self._form(form, fields) for form in term.forms])

    def _form(self, form: Form, fields: Fields) -> Any:
        if form.code:
            return _boosted(self._one("code", form.code), CODE * form.weight)
        if form.apart:
            # words far apart in a description mean something else
            return tantivy.Query.boolean_query([(MUST, self._best(fields[:2], (stem,), form.weight)) for stem in form.stems])
        return self._best(fields, form.stems, form.weight)

    def _best(self, fields: Fields, run: tuple[str, ...], weight: float) -> Any:
        # a field without the word would make each step through the others dearer
        having = [field for field in fields if all(self._frequency(field[0], stem) for stem in run)] or fields[:1]
        return _any_of([_boosted(self._run(name, run), own * weight) for name, own in having])

    def _run(self, name: str, run: tuple[str, ...]) -> Any:
        if len(run) == 1:
            return self._one(name, run[0])
        return tantivy.Query.phrase_query(self._schema, name, list(run))

    def _one(self, name: str, value: str) -> Any:
        return tantivy.Query.term_query(self._schema, name, value)

    def _better(self, terms: list[Term]) -> list[Clause]:
        """What makes a product fit better without being asked for: its kind, its maker."""
        return [*self._kinds(terms), *self._makers(terms)]

    def _makers(self, terms: list[Term]) -> list[Clause]:
        names = (canonical(term.said) for term in terms if not term.code)
        return [(SHOULD, _boosted(self._one("brand", name), BRAND)) for name in names if name in self._about.brands]

    def _kinds(self, terms: Iterable[Term]) -> list[Clause]:
        heads = [head_nouns(term) for term in terms if term.head]
        named = [[_boosted(self._one("kind", noun), KIND * weight) for noun, weight in nouns.items()] for nouns in heads]
        return [(SHOULD, _any_of(queries)) for queries in named if queries]

    def filters(self, query: Query, without: tuple[str, ...] = ()) -> list[Clause]:
        """The query's filters, without those named in `without`."""
        clauses: list[Clause] = [(MUST_NOT, self._one("id", other)) for other in (*query.exclude, query.like) if other]
        if query.brand:
            clauses.append((MUST, self._brand(query.brand)))
        if query.color and "color" not in without:
            clauses.append(
                (MUST, _any_of([self._one("color", color) for color in wanted(query.color)] or [tantivy.Query.empty_query()]))
            )
        for name in ("material", "size"):
            text = getattr(query, name)
            if text and name not in without:
                clauses += [(MUST, clause) for clause in self._described(name, text)]
        if query.category:
            clauses.append((MUST, self._worded(query.category, ("category",))))
        if query.department:
            clauses.append((MUST, self._department(query.department)))
        if query.min_price is not None or query.max_price is not None or query.order == "price":
            clauses.append((MUST, self._between(query.min_price, query.max_price)))
        if query.agreement and (only := [rule for rule in query.agreement.rules if rule.only]):
            clauses.append((MUST, _any_of([self._ruled(rule) for rule in only])))
        if query.in_stock:
            clauses.append((MUST, self._in_stock()))
        return [
            (occur, clause if occur == MUST_NOT else tantivy.Query.const_score_query(clause, 0.0)) for occur, clause in clauses
        ]

    def _described(self, name: str, text: str) -> list[Any]:
        """What is said of a product in a field of its own or elsewhere; amounts in any spelling. What a thing takes stands in
        no words: `fitting` looks at it."""
        if name != "size":
            return [self._worded(text, (name, "title", "description"))]
        parts = [(part, measure(part)) for part in _SIDES.sub(" x ", text).split(", ")]
        plain = " ".join(part for part, found in parts if not found)
        amounts = [self._measured(part) for part, found in parts if found and not found.least]
        return [*amounts, *([self._worded(plain, (name, "title", "description"))] if plain else [])]

    def _measured(self, size: str) -> Any:
        """An amount as titles and sizes may write it; of inches and numbers the figure alone: a sign may stand for the word."""
        runs = dict.fromkeys(tuple(stems(spelling)) for spelling in spellings(size))
        found = [self._run(name, run) for run in runs for name in ("title", "description")]
        found += [tantivy.Query.boolean_query([(MUST, self._one("size", stem)) for stem in run]) for run in runs]
        if (one := measure(size)) and one.family in ("inch", NUMBER):
            found.append(self._run("title", tuple(stems(re.sub(r"[^\d./ -]", " ", size)))))
        return _any_of(found)

    def _brand(self, brand: str) -> Any:
        said = canonical(brand)
        known = [name for name in self._about.brands if name == said] or [
            name for name in self._about.brands if said and name.startswith(said)
        ]
        if known:
            return tantivy.Query.term_set_query(self._schema, "brand", known)
        return self._worded(brand, ("title",))

    def _ruled(self, rule: Rule) -> Any:
        """What a rule of an agreement is about."""
        named = [self._one("id", rule.product)] if rule.product else []
        named += [self._brand(rule.brand)] if rule.brand else []
        named += [self._department(rule.department)] if rule.department else []
        return tantivy.Query.boolean_query([(MUST, one) for one in named] or [(MUST, tantivy.Query.all_query())])

    def _department(self, name: str) -> Any:
        # a generation of an earlier version has none
        return self._one("department", name) if self._about.departments else self._worded(name, ("category",))

    def _worded(self, text: str, names: tuple[str, ...]) -> Any:
        """Every word of the text in one of the fields."""
        words = [(MUST, _any_of([self._one(name, stem) for name in names])) for stem in stems(text)]
        return tantivy.Query.boolean_query(words) if words else tantivy.Query.empty_query()

    def _between(self, lowest: Decimal | None, highest: Decimal | None) -> Any:
        low, high = float(lowest or 0), HIGHEST if highest is None else float(highest)
        indexed = tantivy.Query.range_query(self._schema, "price", tantivy.FieldType.Float, low, high)
        new = {one.id: one.price for one in self._changes().values() if one.price is not UNSET}
        return self._unless_changed(indexed, {one: price is not None and low <= price <= high for one, price in new.items()})

    def _in_stock(self) -> Any:
        sold_out = tantivy.Query.range_query(self._schema, "stock", tantivy.FieldType.Integer, 0, 0)
        indexed = tantivy.Query.boolean_query([(MUST, tantivy.Query.all_query()), (MUST_NOT, sold_out)])
        return self._unless_changed(
            indexed, {one.id: one.stock != 0 for one in self._changes().values() if one.stock is not UNSET}
        )

    def _unless_changed(self, indexed: Any, passes: Mapping[str, bool]) -> Any:
        """What the index says, but for products of which something else is known now: id to whether it passes."""
        if not passes:
            return indexed
        known = tantivy.Query.term_set_query(self._schema, "id", list(passes))
        fine = tantivy.Query.term_set_query(self._schema, "id", [one for one, passed in passes.items() if passed])
        others = tantivy.Query.boolean_query([(MUST, indexed), (MUST_NOT, known)])
        return tantivy.Query.boolean_query([(SHOULD, others), (SHOULD, fine)])


def head_nouns(term: Term) -> dict[str, float]:
    """The nouns that a head may go by, and how like each is; "notebook pc" goes by notebook."""
    nouns: dict[str, float] = {}
    for form in term.forms:
        telling = [stem for stem in form.stems if stem not in generic()] or list(form.stems)
        if telling and not form.apart:
            nouns.setdefault(telling[-1], form.weight)
    return nouns


def _any_of(queries: list[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    # a sum and not the greatest: as good on the graded queries, and a third of the time, for it can skip what does not matter
    return tantivy.Query.boolean_query([(SHOULD, query) for query in queries])


def _boosted(query: Any, weight: float) -> Any:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
