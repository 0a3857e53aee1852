"""Quotes side by side: first what rules one out, then the order, each with its reasons; never one opaque score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from bot.errors import BadInput, Refused
from bot.sourcing.costs import cents
from bot.sourcing.landed import LandedCost, landed
from bot.sourcing.quote import ESSENTIAL, Gap, Quote, case_of, gaps, price_at
from bot.sourcing.rates import currency
from bot.sourcing.request import RequestFields

ALIKE = Decimal("1.03")
"""Prices that are no more than 3% above the cheapest of their group count as alike; then time decides, then cash."""
USUAL_DEPOSIT = Decimal("0.30")
"""Where the quote does not say; marked as assumed."""
USUAL_LEAD = (20, 45)  # days of production where the quote does not say


class Reason(msgspec.Struct, frozen=True):
    """Why a quote stands where it stands: a word for the table of phrases, and its figure.

    In the order: cheapest, soonest, least_cash, no_surplus, sooner_at_like_price (days), dearer (share above the cheapest),
    may_be_late (days by which the latest day of arrival misses the wanted one).
    Ruled out: expired (date), too_late (days), certificates (names), too_dear (USD a piece), withdrawn, unusable (why).
    """

    name: str
    value: str = ""


class Row(msgspec.Struct, frozen=True):
    """One quote in the table. Money is USD; `arrives` is the earliest and the latest day; `lacking` are certificates that the
    request asks for and the quote does not name."""

    quote: Quote
    landed: LandedCost
    cash_up_front: Decimal
    deposit_assumed: bool
    surplus: int
    surplus_cost: Decimal
    arrives: tuple[date, date]
    lacking: tuple[str, ...]
    gaps: tuple[Gap, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Whether nothing essential is missing."""
        return not set(ESSENTIAL) & set(self.gaps)


class Comparison(msgspec.Struct, frozen=True):
    """`rows` in their order, best first; `out` are those ruled out, with why; `broken` quotes that cannot be worked out."""

    rows: tuple[Row, ...]
    out: tuple[Row, ...]
    broken: tuple[tuple[Quote, Reason], ...] = ()


def compare(quotes: Iterable[Quote], fields: RequestFields, today: date) -> Comparison:
    """The quotes for a request as of a day."""
    rows, broken = [], []
    for quote in quotes:
        try:
            rows.append(_row(quote, fields, today))
        except (BadInput, Refused) as error:
            broken.append((quote, Reason("unusable", str(error))))
    out = [_with(row, found) for row in rows if (found := _ruled_out(row, fields, today))]
    left = {row.quote.id for row in out}
    ranked = _ranked([row for row in rows if row.quote.id not in left], fields)
    return Comparison(tuple(ranked), tuple(out), tuple(broken))


def _with(row: Row, reasons: Iterable[Reason]) -> Row:
    return msgspec.structs.replace(row, reasons=tuple(reasons))


def _row(quote: Quote, fields: RequestFields, today: date) -> Row:
    case = case_of(quote, fields, today)
    cost = landed(case)
    terms = quote.terms
    lead = (terms.lead_days, terms.lead_days) if terms.lead_days else USUAL_LEAD
    deposit = USUAL_DEPOSIT if terms.deposit is None else terms.deposit
    worth = currency(terms.currency, today).value
    each = price_at(terms, cost.quantity) * worth
    return Row(
        quote=quote,
        landed=cost,
        cash_up_front=cents(deposit * cost.of("goods") + cost.of("tooling") + cost.of("sample")),
        deposit_assumed=terms.deposit is None,
        surplus=cost.surplus,
        surplus_cost=cents(cost.surplus * each),
        arrives=(today + timedelta(days=lead[0] + cost.days[0]), today + timedelta(days=lead[1] + cost.days[1])),
        lacking=_lacking(terms.certificates, fields.certifications),
        gaps=gaps(terms),
    )


def _lacking(has: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    held = {_key(name) for name in has}
    return tuple(name for name in wanted if _key(name) not in held)


def _key(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _ruled_out(row: Row, fields: RequestFields, today: date) -> list[Reason]:
    found = []
    if row.quote.withdrawn:
        found.append(Reason("withdrawn"))
    if row.quote.expired(today) and row.quote.terms.valid_until:
        found.append(Reason("expired", row.quote.terms.valid_until.isoformat()))
    if fields.needed_by and row.arrives[0] > fields.needed_by:
        found.append(Reason("too_late", str((row.arrives[0] - fields.needed_by).days)))
    if row.lacking:
        found.append(Reason("certificates", ", ".join(row.lacking)))
    if fields.max_price is not None and row.landed.per_piece > fields.max_price:
        found.append(Reason("too_dear", str(row.landed.per_piece)))
    return found


def _ranked(rows: list[Row], fields: RequestFields) -> list[Row]:
    """By landed price a piece; of like prices by the day of arrival, then by the cash needed at once."""
    ordered: list[Row] = []
    left = sorted(rows, key=lambda row: (row.landed.per_piece, row.quote.id))
    while left:
        limit = left[0].landed.per_piece * ALIKE
        alike = [row for row in left if row.landed.per_piece <= limit]
        ordered += sorted(alike, key=lambda row: (row.arrives[1], row.cash_up_front, row.landed.per_piece, row.quote.id))
        left = left[len(alike) :]
    return [_with(row, _reasons(row, ordered, fields.needed_by)) for row in ordered]


def _reasons(row: Row, rows: list[Row], needed_by: date | None) -> list[Reason]:
    found = []
    cheapest = min(rows, key=lambda one: one.landed.per_piece)
    price = cheapest.landed.per_piece
    if row.landed.per_piece == price:
        found.append(Reason("cheapest"))
    else:
        found.append(Reason("dearer", f"{row.landed.per_piece / price - 1:.4f}"))
    if row.arrives[1] == min(one.arrives[1] for one in rows):
        found.append(Reason("soonest"))
    if row is not cheapest and row.landed.per_piece <= price * ALIKE and row.arrives[1] < cheapest.arrives[1]:
        found.append(Reason("sooner_at_like_price", str((cheapest.arrives[1] - row.arrives[1]).days)))
    if row.cash_up_front == min(one.cash_up_front for one in rows):
        found.append(Reason("least_cash"))
    if not row.surplus:
        found.append(Reason("no_surplus"))
    if needed_by and row.arrives[1] > needed_by:
        found.append(Reason("may_be_late", str((row.arrives[1] - needed_by).days)))
    return found
