"""Every value in a message: spaCy's matcher proposes, the readers of each kind of value decide, overlaps are settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from bot.nlu.pipeline import proposals
from bot.nlu.values import codes, dates, money, quantities, sizes
from bot.nlu.values.span import Places, Span

# Who wins where two claim the same characters: the more particular form.
_RANK = ("email", "phone", "request_number", "order_number", "money", "size", "date", "sku", "zip", "unit", "quantity")

Read = Callable[[str, Places, datetime], Iterator[Span]]
# Label of the pipeline: the reader of what it proposes.
READERS: dict[str, Read] = {
    "EMAIL": lambda text, places, now: codes.emails(text, places),
    "PHONE": lambda text, places, now: codes.phones(text, places),
    "REQUEST": lambda text, places, now: codes.requests(text, places),
    "ORDER": lambda text, places, now: codes.orders(text, places),
    "MONEY": lambda text, places, now: money.sums(text, places),
    "SIZE": lambda text, places, now: sizes.sizes(text, places),
    "DATE": dates.days,
    "SKU": lambda text, places, now: codes.skus(text, places),
    "ZIP": lambda text, places, now: codes.zips(text, places),
    "QUANTITY": lambda text, places, now: quantities.amounts(text, places),
}


def values(text: str, now: datetime) -> list[Span]:
    """Spans in the order of the text, none overlapping among the sure ones; unsure ones may lie beside others."""
    return settle(_read(text, now))


def values_of(kind: str, text: str, now: datetime) -> list[Span]:
    """Every reading as one type ("quantity"), whatever else claims the same characters."""
    return [span for span in _read(text, now) if span.type == kind]


def _read(text: str, now: datetime) -> Iterator[Span]:
    proposed = proposals(text)
    for label, read in READERS.items():
        if label in proposed:
            yield from read(text, proposed[label], now)


def settle(spans: Iterable[Span]) -> list[Span]:
    """Sure before unsure, then by rank, then the longer; what overlaps one already kept is dropped."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (not span.sure, _RANK.index(span.type), span.start - span.end)):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
