"""What a rep may do next for a customer, the likeliest first: pure, from what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal["counter_offer", "send_quote", "reorder", "callback"]
STOCK_INTENTS = frozenset(("place_order", "order_status", "modify_order", "product_search", "price_check", "stock_check"))
"""What a customer wanted who may simply want the same again."""


class QuoteKnown(msgspec.Struct, frozen=True):
    """A quote in its order: `each` is the landed cost of a piece (USD), `acceptable` where nothing essential is missing."""

    request: str
    company: str
    each: Decimal
    quantity: int
    days: tuple[int, int]
    acceptable: bool = True


class Known(msgspec.Struct, frozen=True):
    """What is known of a customer.

    quotes   best first
    target   USD a piece
    order    the newest order's number; `ordered` its product ids, `again` its lines in words
    contact  where the customer can be reached
    wants    what they wanted when a person was called
    gone     whether they left
    """

    quotes: Sequence[QuoteKnown] = ()
    target: Decimal | None = None
    order: str = ""
    ordered: Sequence[str] = ()
    again: Sequence[str] = ()
    contact: str = ""
    wants: str = ""
    gone: bool = False


class Proposal(msgspec.Struct, frozen=True):
    """`words` fill the text that goes with the kind."""

    kind: Kind
    words: dict[str, str]
    products: list[str] = []


def proposals(known: Known) -> list[Proposal]:
    """Each kind at most once. A callback comes first only where the customer is gone."""
    found = list(_now(known))
    if not known.contact:
        return found
    callback = Proposal("callback", {"contact": known.contact})
    return [callback, *found] if known.gone else [*found, callback]


def _now(known: Known) -> Iterator[Proposal]:
    best = next((quote for quote in known.quotes if quote.acceptable), None) or next(iter(known.quotes), None)
    lines = {"order": known.order, "lines": ", ".join(known.again)}
    again = Proposal("reorder", lines, list(known.ordered)) if known.ordered else None
    if best is None:
        if again:
            yield again
        return
    words = {
        "request": best.request,
        "company": best.company,
        "each": f"${best.each:,.2f}",
        "quantity": f"{best.quantity:,}",
        "days": f"{best.days[0]} to {best.days[1]}",
    }
    send = Proposal("send_quote", words)
    if again and known.wants in STOCK_INTENTS:
        yield again
        again = None
    if known.target is not None and known.target < best.each:
        yield Proposal("counter_offer", {**words, "target": f"${known.target:,.2f}"})
    yield send
    if again:
        yield again
