"""Landed cost: what an order costs at the customer's door, line by line, and how far what is not known could move it.

Q = max(need, MOQ); goods = Q x price; duty = customs value x the sum of the rates (layers add). On top come tooling, a
sample that is not refunded, charges at the origin, freight, insurance, MPF between its bounds, HMF by sea, broker, drayage,
inspection: of these only what the incoterm leaves to the buyer. Customs value = goods + tooling (19 CFR 152.103); freight
inside a CIF price is not taken out of it, so duty is rather too high than too low. Everything is an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from bot.errors import BadInput
from bot.sourcing.costs import CENT, CostLine, Known, Shipping, cost_lines
from bot.sourcing.freight import freight
from bot.sourcing.incoterms import incoterm_of
from bot.sourcing.rates import Mode, currency, piece, zone_from, zone_to

TEN_THOUSANDTH = Decimal("0.0001")
MOST = 10**9  # pieces
DEAREST = Decimal(10**9)  # of any price that is named
COUNTRY = "CN"  # where nobody says: most suppliers of the marketplace are there
OTHER_COUNTRIES = ("VN", "IN", "MX")
RATES = ("duty", "freight", "other")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An order to be landed. Prices are in `currency`, `unit_price` for a piece at the quantity that is ordered.

    need     pieces that the customer needs; day: on which the order is placed
    sample   fee for it; it counts unless `sample_refunded`
    country  of the factory (two letters); kg and m3: of a packed piece; None is estimated
    zip      where it goes; None is estimated
    mode     None takes the cheapest
    """

    need: int
    unit_price: Decimal
    day: date
    moq: int = 1
    currency: str = "USD"
    tooling: Decimal = Decimal(0)
    sample: Decimal = Decimal(0)
    sample_refunded: bool = False
    incoterm: str = "FOB"
    country: str | None = None
    hs: str | None = None
    kg: Decimal | None = None
    m3: Decimal | None = None
    zip: str | None = None
    mode: Mode | None = None
    inspection: bool = False


class Doubt(msgspec.Struct, frozen=True):
    """One thing that is not known for sure: what was taken for it, and the total (USD) if it lay at either end.

    `what`: kg, m3, hs, country, zip: missing and estimated; duty, freight, currency, other: rates that are not certain.
    """

    what: str
    taken: str
    missing: bool
    low: Decimal
    high: Decimal


class LandedCost(msgspec.Struct, frozen=True):
    """USD. `per_piece` is total / need, so a surplus from the MOQ shows; `per_piece_repeat` is an order of the same quantity
    again, all of it used, without tooling and sample. `low` and `high` have every doubt at its low or high end at once."""

    need: int
    quantity: int
    lines: tuple[CostLine, ...]
    total: Decimal
    per_piece: Decimal
    per_piece_repeat: Decimal
    low: Decimal
    high: Decimal
    doubts: tuple[Doubt, ...]
    mode: Mode
    days: tuple[int, int]

    @property
    def surplus(self) -> int:
        """Pieces that the MOQ makes one buy beyond the need."""
        return self.quantity - self.need

    def of(self, name: str) -> Decimal:
        """What all lines of a name cost together."""
        return sum((line.amount for line in self.lines if line.name == name), Decimal(0))

    @property
    def estimated(self) -> tuple[str, ...]:
        """What was missing and has been estimated."""
        return tuple(doubt.what for doubt in self.doubts if doubt.missing)


def landed(case: Case) -> LandedCost:
    """Raises BadInput for numbers, an incoterm or a currency that cannot be, Refused where no freight is on file."""
    _check(case)
    known = _known(case)
    lines = cost_lines(known)
    total = _sum(lines)
    repeat = _sum(cost_lines(msgspec.structs.replace(known, tooling=Decimal(0), sample=Decimal(0))))
    doubts, low, high = _doubts(case, known, total)
    return LandedCost(
        need=case.need,
        quantity=known.quantity,
        lines=tuple(lines),
        total=total,
        per_piece=_rounded(total / case.need),
        per_piece_repeat=_rounded(repeat / known.quantity),
        low=low,
        high=high,
        doubts=doubts,
        mode=known.shipping.mode,
        days=known.shipping.days,
    )


def total_of(case: Case) -> Decimal:
    """The total alone (USD), many times as fast. Raises as `landed` does."""
    _check(case)
    return _sum(cost_lines(_known(case)))


def _check(case: Case) -> None:
    if not 1 <= case.need <= MOST or not 1 <= case.moq <= MOST:
        raise BadInput(f"a quantity lies between 1 and {MOST:,}")
    if not (case.unit_price.is_finite() and 0 < case.unit_price <= DEAREST):
        raise BadInput("a price must be more than 0")
    for amount in (case.tooling, case.sample):
        if not (amount.is_finite() and 0 <= amount <= DEAREST):
            raise BadInput("tooling and sample cannot cost less than nothing")
    for size in (case.kg, case.m3):
        if size is not None and not (size.is_finite() and 0 < size <= DEAREST):
            raise BadInput("weight and volume must be more than 0")


def _known(case: Case) -> Known:
    """Everything that the lines are made of, what is missing filled with what is typical."""
    quantity = max(case.need, case.moq)
    typical = piece(case.hs)
    country = (case.country or COUNTRY).upper()
    kg, m3 = (case.kg or typical.kg) * quantity, (case.m3 or typical.m3) * quantity
    rate = currency(case.currency, case.day)
    way = freight(kg, m3, (zone_from(country), zone_to(case.zip)), case.day, case.mode)
    return Known(
        quantity=quantity,
        unit_price=case.unit_price,
        tooling=case.tooling,
        sample=Decimal(0) if case.sample_refunded else case.sample,
        currency=rate,
        incoterm=incoterm_of(case.incoterm),
        country=country,
        hs=case.hs,
        kg=kg,
        m3=m3,
        shipping=Shipping(zone_from(country), zone_to(case.zip), way.mode, way.days),
        inspection=case.inspection,
        day=case.day,
    )


def _doubts(case: Case, known: Known, total: Decimal) -> tuple[tuple[Doubt, ...], Decimal, Decimal]:
    """Each doubt on its own, and the total with all of them at their low and at their high end."""
    found: list[Doubt] = []
    for what, taken, ends in _missing(case, known):
        totals = [total, *(_total(case, known.shipping.mode, **{what: end}) for end in ends)]
        found.append(Doubt(what, taken, True, min(totals), max(totals)))
    for what in (*RATES, "currency"):
        low, high = (_sum(cost_lines(known, {what: lean})) for lean in (-1, 1))
        if low != high:
            unknown = what == "duty" and case.hs is None
            found.append(Doubt("hs" if unknown else what, "", unknown, low, high))
    low = max(known.price_of_goods, total + sum((doubt.low - total for doubt in found), Decimal(0)))
    return tuple(found), min(total, low), total + sum((doubt.high - total for doubt in found), Decimal(0))


def _missing(case: Case, known: Known) -> list[tuple[str, str, list[Decimal | str]]]:
    """What was not told: its name as a field of the case, what was taken, and other values that it may have."""
    typical = piece(case.hs)
    found: list[tuple[str, str, list[Decimal | str]]] = []
    if case.kg is None:
        found.append(("kg", str(typical.kg), [*typical.kg_span]))
    if case.m3 is None:
        found.append(("m3", str(typical.m3), [*typical.m3_span]))
    if case.country is None:
        found.append(("country", COUNTRY, [*OTHER_COUNTRIES]))
    if case.zip is None:
        found.append(("zip", known.shipping.destination, ["90001", "10001"]))
    return found


def _total(case: Case, mode: Mode, **other: Decimal | str) -> Decimal:
    """The total with other values, by the same mode where it goes there."""
    changed: Mapping[str, object] = {"mode": None if "country" in other else mode, **other}
    return _sum(cost_lines(_known(msgspec.structs.replace(case, **changed))))


def _sum(lines: list[CostLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0)).quantize(CENT)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(TEN_THOUSANDTH, rounding=ROUND_HALF_UP)
