"""What it costs to bring goods here, by weight, volume and zone: the cheapest mode, or the one that is asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.errors import Refused
from bot.sourcing.rates import Band, Mode, Rate, bands

KG_A_CUBIC_METER: dict[Mode, Decimal] = {"air": Decimal(167), "express": Decimal(200)}
"""Volume counts as weight: 1 kg for 6,000 cubic centimeters by air (IATA), for 5,000 with couriers."""
TONNE = Decimal(1000)


class Freight(NamedTuple):
    """`units` are charged (kg, or cubic meters and tonnes: wm) at `rate`; `amount` is USD, not rounded."""

    mode: Mode
    units: Decimal
    rate: Rate
    amount: Decimal
    days: tuple[int, int]


def weight_or_measure(kg: Decimal, m3: Decimal) -> Decimal:
    """Tonnes or cubic meters, whichever is more: what ships charge by."""
    return max(kg / TONNE, m3)


def freight(kg: Decimal, m3: Decimal, zones: tuple[str, str], day: date, mode: Mode | None = None, lean: int = 0) -> Freight:
    """The freight of a shipment between two zones. `lean` -1, 0 or 1 takes the low, the middle or the high rates.

    Raises Refused where the mode does not go there.
    """
    offers = [_cheapest(each, kg, m3, lean) for each in bands(*zones, day).values()]
    wanted = [offer for offer in offers if mode in (None, offer.mode)]
    if not wanted:
        raise Refused(f"no {mode or 'way'} is on file from {zones[0]} to {zones[1]}")
    return min(wanted, key=lambda offer: offer.amount)


def _cheapest(offers: list[Band], kg: Decimal, m3: Decimal, lean: int) -> Freight:
    """Few units may pay as many at a cheaper rate, so a price a piece never rises with the number of pieces."""
    priced = [_priced(band, kg, m3, lean) for band in offers]
    return min(priced, key=lambda offer: offer.amount)


def _priced(band: Band, kg: Decimal, m3: Decimal, lean: int) -> Freight:
    weight = max(kg, m3 * KG_A_CUBIC_METER.get(band.mode, Decimal(0)))
    units = max(band.least, weight if band.rate.unit == "kg" else weight_or_measure(kg, m3))
    return Freight(band.mode, units, band.rate, units * leaning(band.rate, lean), band.days)


def leaning(rate: Rate, lean: int) -> Decimal:
    """The rate's middle, or its low or high end."""
    return (rate.value, rate.high, rate.low)[lean]
