"""A supplier's quote: what it may say, which price holds for a quantity, and what it lacks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from bot.errors import BadInput
from bot.sourcing.landed import Case
from bot.sourcing.request import RequestFields

Gap = Literal["tooling", "valid_until", "lead_days", "sample_price", "packing", "hs", "deposit"]
ESSENTIAL: tuple[Gap, ...] = ("tooling", "valid_until", "lead_days")
"""Without these nobody can decide; the supplier is asked for exactly them."""
PIECES = {"dozen": 12, "gross": 144}
"""How many pieces a unit of a need has, where it is not one."""


class Tier(msgspec.Struct, frozen=True, array_like=True):
    """From `quantity` pieces on, each costs `price` in the quote's currency."""

    quantity: int
    price: Decimal


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a supplier offers. None means that it does not say; money is in `currency`.

    tiers       ascending by quantity, no price above the one before
    moq         fewest pieces of an order
    tooling     molds, screens, plates: once; 0 where there is none
    sample_price    of a sample before production; `sample_refunded` with the order; `sample_days` until it leaves
    lead_days   days of production after approval, calendar days
    deposit     share of the price to be paid with the order, 0 to 1; `payment` in the supplier's words
    kg, m3      of a packed piece
    exceptions  where the quote departs from what was asked
    """

    tiers: tuple[Tier, ...]
    moq: int
    currency: str = "USD"
    tooling: Decimal | None = None
    sample_price: Decimal | None = None
    sample_refunded: bool = False
    sample_days: int | None = None
    lead_days: int | None = None
    incoterm: str = "FOB"
    port: str = ""
    valid_until: date | None = None
    deposit: Decimal | None = None
    payment: str = ""
    certificates: tuple[str, ...] = ()
    hs: str | None = None
    kg: Decimal | None = None
    m3: Decimal | None = None
    exceptions: str = ""
    note: str = ""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Terms for a version of a request. `demo` marks a supplier of the demo world; a revision replaces the one before."""

    id: str
    request: str
    version: int
    supplier: str
    company: str
    country: str
    at: datetime
    terms: Terms
    revision: int = 1
    demo: bool = False
    withdrawn: bool = False

    def expired(self, today: date) -> bool:
        """Whether its last day is over. A quote that names none does not expire, but cannot be accepted either."""
        return self.terms.valid_until is not None and self.terms.valid_until < today


def pieces(fields: RequestFields) -> int:
    """The need in whole pieces ("20 dozen" is 240)."""
    return max(1, int(fields.quantity * PIECES.get((fields.unit or "").lower(), 1)))


def ordered(terms: Terms, need: int) -> int:
    """Pieces that must be ordered for a need: no fewer than the MOQ and the first tier."""
    return max(need, terms.moq, terms.tiers[0].quantity)


def price_at(terms: Terms, quantity: int) -> Decimal:
    """The price a piece for a quantity, in the quote's currency. Raises BadInput below the least that may be ordered."""
    if quantity < ordered(terms, 1):
        raise BadInput(f"fewer than {ordered(terms, 1):,} pieces are not made")
    return next(tier.price for tier in reversed(terms.tiers) if tier.quantity <= quantity)


def gaps(terms: Terms) -> tuple[Gap, ...]:
    """What the quote lacks, the essential first."""
    lacking: dict[Gap, bool] = {
        "tooling": terms.tooling is None,
        "valid_until": terms.valid_until is None,
        "lead_days": terms.lead_days is None,
        "sample_price": terms.sample_price is None,
        "packing": terms.kg is None or terms.m3 is None,
        "hs": terms.hs is None,
        "deposit": terms.deposit is None,
    }
    return tuple(name for name, missing in lacking.items() if missing)


def case_of(quote: Quote, fields: RequestFields, day: date, need: int | None = None) -> Case:
    """The order that a quote makes of a request, ready to be landed; `need` in pieces where it differs from the request's."""
    terms, wanted = quote.terms, need or pieces(fields)
    quantity = ordered(terms, wanted)
    return Case(
        need=wanted,
        unit_price=price_at(terms, quantity),
        day=day,
        moq=quantity if quantity > wanted else 1,
        currency=terms.currency,
        tooling=terms.tooling or Decimal(0),
        sample=(terms.sample_price or Decimal(0)) if fields.sample else Decimal(0),
        sample_refunded=terms.sample_refunded,
        incoterm=terms.incoterm,
        country=quote.country,
        hs=terms.hs,
        kg=terms.kg,
        m3=terms.m3,
        zip=fields.zip,
    )
