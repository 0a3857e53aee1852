"""What a factory would make for a need: from quotes where there are some, else from what suppliers of the directory ask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from bot.errors import QuartermasterError
from bot.sourcing.comparing import USUAL_DEPOSIT, compare
from bot.sourcing.costs import cents
from bot.sourcing.landed import Case, LandedCost, landed, total_of
from bot.sourcing.quote import Quote, case_of
from bot.sourcing.rates import fee
from bot.sourcing.request import RequestFields
from bot.sourcing.supplier import Line, Supplier

Source = Literal["quotes", "directory"]
MOST_SUPPLIERS = 12
BULK = 10  # a line's `price_bulk` is at so many times its MOQ
USUAL_DAYS = 30  # of production, where the supplier does not say
SLOWER = Decimal("1.4")  # production takes up to so many times what a directory says


class Offer(msgspec.Struct, frozen=True):
    """One way to have it made, for any quantity: a quote, or a supplier's line of the directory (then priced FOB)."""

    source: Source
    supplier: str
    company: str
    country: str
    lead_days: tuple[int, int]
    deposit: Decimal
    deposit_assumed: bool
    quote: Quote | None = None
    line: Line | None = None

    def case(self, fields: RequestFields, need: int, day: date) -> Case:
        """The order of so many pieces, ready to be landed."""
        if self.quote is not None:
            return case_of(self.quote, fields, day, need)
        assert self.line is not None
        quantity = max(need, self.line.moq)
        return Case(
            need=need,
            unit_price=directory_price(self.line, quantity),
            day=day,
            moq=self.line.moq,
            tooling=fee("tooling", day).value if fields.customization else Decimal(0),
            country=self.country,
            hs=self.line.hs or None,
            zip=fields.zip,
        )


class Factory(msgspec.Struct, frozen=True):
    """What the factory costs for a need. USD; `low` and `high` are totals between which it may lie.

    Of a directory's suppliers the middle half counts: the outer ones are often misprinted, or make something else.

    source      quotes, or directory: then it is an estimate from `suppliers` suppliers, `offer` is the middle one of them
    arrives     the earliest and the latest day
    """

    source: Source
    offer: Offer
    suppliers: int
    landed: LandedCost
    low: Decimal
    high: Decimal
    cash_up_front: Decimal
    arrives: tuple[date, date]

    def timely(self, day: date) -> str:
        """in_time, may_be_late or late: how its days lie to the one by which the goods are needed."""
        return "in_time" if self.arrives[1] <= day else "may_be_late" if self.arrives[0] <= day else "late"

    @property
    def weeks(self) -> tuple[int, int]:
        """Until it arrives, from the day of the order: whole weeks, rounded up."""
        started = self.landed_on
        return (math.ceil((self.arrives[0] - started).days / 7), math.ceil((self.arrives[1] - started).days / 7))

    @property
    def landed_on(self) -> date:
        return self.arrives[0] - timedelta(days=self.offer.lead_days[0] + self.landed.days[0])


def directory_price(line: Line, quantity: int) -> Decimal:
    """USD a piece at a quantity: between the MOQ and ten times that on a line over the quantity's logarithm; beyond, as there.

    Raises QuartermasterError where the supplier tells no price.
    """
    if line.price is None:
        raise QuartermasterError("this supplier tells no price")
    bulk = min(line.price, line.price_bulk or line.price)
    share = math.log(max(1.0, quantity / max(line.moq, 1)), BULK)
    price = line.price - (line.price - bulk) * Decimal(str(round(min(1.0, share), 6)))
    return max(price, Decimal("0.0001")).quantize(Decimal("0.0001"))


def offers_of_quotes(quotes: Sequence[Quote], fields: RequestFields, day: date) -> list[Offer]:
    """The quotes that are not ruled out, best first."""
    return [
        Offer(
            source="quotes",
            supplier=row.quote.supplier,
            company=row.quote.company,
            country=row.quote.country,
            lead_days=((row.arrives[0] - day).days - row.landed.days[0], (row.arrives[1] - day).days - row.landed.days[1]),
            deposit=USUAL_DEPOSIT if row.quote.terms.deposit is None else row.quote.terms.deposit,
            deposit_assumed=row.deposit_assumed,
            quote=row.quote,
        )
        for row in compare(quotes, fields, day).rows
    ]


def offers_of_directory(found: Sequence[tuple[Supplier, Line]]) -> list[Offer]:
    """Suppliers' lines that name a price, as offers; the first dozen."""
    return [
        Offer(
            source="directory",
            supplier=supplier.id,
            company=supplier.name,
            country=supplier.country,
            lead_days=_lead(supplier),
            deposit=USUAL_DEPOSIT,
            deposit_assumed=True,
            line=line,
        )
        for supplier, line in found
        if line.price is not None
    ][:MOST_SUPPLIERS]


def factory(offers: Sequence[Offer], fields: RequestFields, need: int, day: date) -> Factory | None:
    """What a factory would cost for so many pieces. Of quotes the best counts, of a directory the middle one; None for none."""
    priced = sorted(((total_of(offer.case(fields, need, day)), place) for place, offer in enumerate(offers)))
    if not priced:
        return None
    quoted = offers[0].source == "quotes"
    offer = offers[0] if quoted else offers[priced[(len(priced) - 1) // 2][1]]
    cost = landed(offer.case(fields, need, day))
    spread = [cost.total] if quoted else [total for total, _ in _middle_half(priced)]
    up_front = offer.deposit * cost.of("goods") + cost.of("tooling") + cost.of("sample")
    return Factory(
        source=offer.source,
        offer=offer,
        suppliers=len(offers),
        landed=cost,
        low=min(cost.low, *spread),
        high=max(cost.high, *spread),
        cash_up_front=cents(up_front),
        arrives=(
            day + timedelta(days=offer.lead_days[0] + cost.days[0]),
            day + timedelta(days=offer.lead_days[1] + cost.days[1]),
        ),
    )


def _middle_half(priced: Sequence[tuple[Decimal, int]]) -> Sequence[tuple[Decimal, int]]:
    outer = len(priced) // 4
    return priced[outer : len(priced) - outer]


def _lead(supplier: Supplier) -> tuple[int, int]:
    days = supplier.lead_days or USUAL_DAYS
    return days, math.ceil(days * SLOWER)
