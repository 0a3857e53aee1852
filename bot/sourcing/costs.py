"""The lines of a landed cost: each with its amount, rate, basis, dates, source and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from bot.sourcing.freight import Freight, freight, leaning, weight_or_measure
from bot.sourcing.incoterms import BUYER_PAYS
from bot.sourcing.rates import Mode, Rate, Sure, duties, fee

CENT = Decimal("0.01")
INSURED = Decimal("1.10")  # of goods and freight, as cargo is insured by custom
HOME = "US"
NO_MPF = frozenset(("MX", "CA", "KR"))
"""Goods that qualify under the USMCA or the KORUS agreement pay none (19 CFR 24.23(c))."""
DOOR_TO_DOOR = frozenset(("express", "truck"))
Lean = Mapping[str, int]
"""What is taken at the low (-1) or high (1) end of its rates: duty, freight, currency, other."""


class CostLine(msgspec.Struct, frozen=True):
    """One line: `amount` USD to the cent = `basis` x `rate`, unless a `bound` (least, most) held.

    name        goods, tooling, sample, origin, freight, insurance, duty, mpf, hmf, broker, drayage, inspection
    part        a duty's layer, freight's mode
    basis_unit  pieces, usd, wm (cubic meters or tonnes), kg, entry, shipment; rate_unit as in `Rate`, or usd
    since       the day from which the rate is valid
    """

    name: str
    amount: Decimal
    basis: Decimal
    basis_unit: str
    rate: Decimal
    rate_unit: str
    since: date
    sure: Sure
    source: str
    note: str = ""
    part: str = ""
    bound: str = ""


class Shipping(msgspec.Struct, frozen=True):
    origin: str
    destination: str
    mode: Mode
    days: tuple[int, int]


class Known(msgspec.Struct, frozen=True):
    """An order about which nothing is missing. kg and m3 are those of all pieces."""

    quantity: int
    unit_price: Decimal
    tooling: Decimal
    sample: Decimal
    currency: Rate
    incoterm: str
    country: str
    hs: str | None
    kg: Decimal
    m3: Decimal
    shipping: Shipping
    inspection: bool
    day: date

    @property
    def price_of_goods(self) -> Decimal:
        return cents(self.quantity * self.unit_price * self.currency.value)


def cost_lines(known: Known, lean: Lean | None = None) -> list[CostLine]:
    """Every line that the buyer pays, in the order of the formula."""
    return [line for line in _lines(known, lean or {}) if line.amount]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _lines(known: Known, lean: Lean) -> Iterator[CostLine]:
    goods = list(_told(known, lean))
    yield from goods
    buyer = BUYER_PAYS[known.incoterm]
    way = known.shipping
    carried = freight(known.kg, known.m3, (way.origin, way.destination), known.day, way.mode, lean.get("freight", 0))
    value = sum((line.amount for line in goods if line.name in ("goods", "tooling")), Decimal(0))
    wm = weight_or_measure(known.kg, known.m3)
    for line in (*_transport(carried, value, wm, known, lean), *_import(known, value, lean)):
        if line.name in buyer:
            yield line
    if known.inspection:
        yield _flat("inspection", Decimal(1), known.day, lean)


def _told(known: Known, lean: Lean) -> Iterator[CostLine]:
    """What the supplier is paid."""
    worth = leaning(known.currency, lean.get("currency", 0))
    told = (("goods", known.unit_price, known.quantity), ("tooling", known.tooling, 1), ("sample", known.sample, 1))
    for name, price, count in told:
        rate = price * worth
        yield CostLine(
            name=name,
            amount=cents(count * rate),
            basis=Decimal(count),
            basis_unit="pieces" if name == "goods" else "shipment",
            rate=rate,
            rate_unit="usd",
            since=known.currency.valid_from,
            sure="given" if known.currency.value == 1 else known.currency.sure,
            source="" if known.currency.value == 1 else known.currency.source,
        )


def _transport(carried: Freight, value: Decimal, wm: Decimal, known: Known, lean: Lean) -> Iterator[CostLine]:
    yield _flat("origin", Decimal(1), known.day, lean)
    yield _flat("origin_wm", wm, known.day, lean)
    rate = carried.rate
    yield _line("freight", carried.units, rate.unit, rate, lean.get("freight", 0), part=carried.mode)
    if known.country != HOME:
        insured = INSURED * (value + cents(carried.amount))
        yield _line("insurance", insured, "usd", fee("insurance", known.day), lean.get("other", 0))
    if carried.mode not in DOOR_TO_DOOR:
        yield _flat("drayage", Decimal(1), known.day, lean)
        yield _flat("drayage_wm", wm, known.day, lean)


def _import(known: Known, value: Decimal, lean: Lean) -> Iterator[CostLine]:
    if known.country == HOME:
        return
    for layer, rate in duties(known.hs, known.country, known.day):
        yield _line("duty", value, "usd", rate, lean.get("duty", 0), part=layer)
    if known.country not in NO_MPF:
        yield _mpf(value, known.day)
    if known.shipping.mode == "sea":
        yield _line("hmf", value, "usd", fee("hmf", known.day), 0)
    if known.shipping.mode != "express":
        yield _flat("broker", Decimal(1), known.day, lean)


def _mpf(value: Decimal, day: date) -> CostLine:
    line = _line("mpf", value, "usd", fee("mpf_rate", day), 0)
    for bound, limit in (("least", fee("mpf_least", day)), ("most", fee("mpf_most", day))):
        beyond = line.amount < limit.value if bound == "least" else line.amount > limit.value
        if beyond:
            return msgspec.structs.replace(
                line, amount=limit.value, bound=bound, since=limit.valid_from, sure=limit.sure, source=limit.source
            )
    return line


def _flat(name: str, basis: Decimal, day: date, lean: Lean) -> CostLine:
    rate = fee(name, day)
    return _line(name.removesuffix("_wm"), basis, rate.unit, rate, lean.get("other", 0))


def _line(name: str, basis: Decimal, basis_unit: str, rate: Rate, lean: int, part: str = "") -> CostLine:
    used = leaning(rate, lean)
    return CostLine(
        name=name,
        amount=cents(basis * used),
        basis=basis,
        basis_unit=basis_unit,
        rate=used,
        rate_unit=rate.unit,
        since=rate.valid_from,
        sure=rate.sure,
        source=rate.source,
        note=rate.note,
        part=part,
    )
