"""How much a company buys, as one word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

YEAR = timedelta(days=365)
TIERS = ((Decimal(50_000), "key account"), (Decimal(5_000), "business"), (Decimal(0), "small business"))
"""USD of orders within a year, from which a tier begins."""


class Bought(Protocol):
    """An order: when it was placed, how it stands, its total in USD."""

    @property
    def placed(self) -> datetime: ...

    @property
    def state(self) -> str: ...

    @property
    def total(self) -> Decimal: ...


def spent(orders: Iterable[Bought], now: datetime) -> Decimal:
    """USD within the last year, without what was cancelled or returned."""
    kept = (order.total for order in orders if order.state not in ("cancelled", "returned") and now - order.placed <= YEAR)
    return sum(kept, Decimal(0))


def tier(usd: Decimal) -> str:
    return next(name for start, name in TIERS if usd >= start)
