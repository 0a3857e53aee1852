"""Every value in a message, overlaps settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from bot.nlu.values import codes, dates, money, quantities, sizes
from bot.nlu.values.span import Span

LONGEST = 4000  # characters that are looked at: no message that a person types is longer
# Who wins where two claim the same characters: the more particular form.
_RANK = ("email", "phone", "request_number", "order_number", "money", "size", "date", "sku", "zip", "unit", "quantity")


def values(text: str, now: datetime) -> list[Span]:
    """Spans in the order of the text, none overlapping among the sure ones; unsure ones may lie beside others."""
    text = text[:LONGEST]
    found = chain(
        codes.emails(text), codes.phones(text), codes.requests(text), codes.orders(text), money.sums(text), sizes.sizes(text),
        dates.days(text, now), codes.skus(text), codes.zips(text), quantities.amounts(text),
    )  # fmt: skip
    return settle(found)


def settle(spans: Iterable[Span]) -> list[Span]:
    """Sure before unsure, then by rank, then the longer; what overlaps one already kept is dropped."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (not span.sure, _RANK.index(span.type), span.start - span.end)):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
