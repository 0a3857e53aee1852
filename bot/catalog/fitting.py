"""What was found, held against the amounts that were asked for: a stapler for 20 sheets is none for 40. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from bot.catalog.measures import Measure, capacities, distance, fits, measure, numbered
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.catalog.variety import WINDOW

DEEP = 600
"""Hits that are looked through where none of the first fits."""
FEW = 1 / 3
"""Where fewer of the kind say nothing of an amount, those that say another are told."""


class Wanted(NamedTuple):
    """An amount and the words that said it."""

    measure: Measure
    said: str


def amounts_of(query: Query) -> tuple[Query, list[Wanted]]:
    """The query without what its things are to take ("for 40 sheets"), and the amounts that it and its size ask for."""
    wanted = [Wanted(found, part) for part in query.size.split(", ") if (found := measure(part))]
    text = query.text
    for one in reversed(capacities(text)):
        text = text[: one.start] + " " + text[one.end :]
        if (found := measure(one.said)) and all(found != other.measure for other in wanted):
            wanted.append(Wanted(found, one.said))
    for number, start, end in reversed(list(numbered(text))):
        wanted.append(Wanted(number, text[start:end]))
        text = text[:start] + " " + text[end:]
    return msgspec.structs.replace(query, text=text), wanted


def fitting(query: Query, wanted: Sequence[Wanted], search: Callable[[Query], Result]) -> Result:
    """What of the things found is or takes so much; else those that do not say, else the nearest, and `dropped` says so."""
    for depth in (WINDOW, DEEP):
        looked_at = msgspec.structs.replace(query, limit=max(depth, query.limit), offset=0)
        result = search(looked_at)
        there = [hit for hit in result.hits if not hit.beside and _all_fit(hit.product, wanted)]
        if there or result.total <= depth:
            break
    page = slice(query.offset, query.offset + query.limit)
    others = [hit for hit in result.hits if hit not in there]
    if not there:
        return _none_fits(result, wanted, page)
    if query.order == "relevance":
        there.sort(key=lambda hit: _away(hit.product, [one.measure for one in wanted if one.measure.least]))
    rest = [msgspec.structs.replace(hit, exact=False) for hit in others] if query.fill else []
    total = len(there) if others else result.total
    return msgspec.structs.replace(result, hits=tuple([*there, *rest][page]), total=total)


def _none_fits(result: Result, wanted: Sequence[Wanted], page: slice) -> Result:
    """The things that do not say how much they are or take, or else those that come nearest."""
    of_kind = [hit for hit in result.hits if not hit.beside]
    silent = [hit for hit in of_kind if _silent(hit.product, wanted)]
    if silent and silent[0] is not of_kind[0] and len(silent) < len(of_kind) * FEW:
        silent = []  # what most of the kind tell, one that does not may not have at all
    measures = [one.measure for one in wanted]
    near = sorted(result.hits, key=lambda hit: (hit.beside, _silent(hit.product, wanted), _away(hit.product, measures)))
    hits = [msgspec.structs.replace(hit, exact=False) for hit in silent or near]
    said = tuple(one.said for one in wanted)
    return msgspec.structs.replace(
        result,
        hits=tuple(hits[page]),
        total=len(hits),
        fit="nearest" if hits else "nothing",
        dropped=(*(name for name in result.dropped if name != "size" and name not in said), *said),
        unsaid=said if silent else (),
    )


def _all_fit(product: Product, wanted: Sequence[Wanted]) -> bool:
    return all(fits(product, one.measure) for one in wanted)


def _silent(product: Product, wanted: Sequence[Wanted]) -> bool:
    return all(fits(product, one.measure) is not False for one in wanted)


def _away(product: Product, measures: Sequence[Measure]) -> float:
    return float(sum(distance(product, one) for one in measures))
