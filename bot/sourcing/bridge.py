"""The bridge order: shelf goods that last until the factory's arrive, the rest from the factory; with days and cash."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from bot.catalog.product import Product
from bot.sourcing.costs import cents
from bot.sourcing.factory import Factory
from bot.sourcing.landed import landed
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf import Shelf, shelf_total

LASTS_DAYS = 90
"""How long a need lasts where nobody says: used up evenly."""


class Payment(msgspec.Struct, frozen=True):
    """USD that are due on a day: `what` is shelf, deposit (with tooling and sample), balance (before it leaves), import."""

    what: str
    day: date
    amount: Decimal


class Bridge(msgspec.Struct, frozen=True):
    """So many pieces from the shelf, the rest from the factory. Money is USD.

    from_shelf      pieces, in whole units; they last from `begins` until `until`, when the factory's are there at the latest
    from_factory    pieces still needed; `made` are ordered, more where the MOQ asks for it
    saves           against all from the shelf; less than 0 where the bridge costs more
    lasts_days      for which the whole need lasts; `lasts_assumed` where nobody said so
    """

    from_shelf: int
    from_factory: int
    made: int
    begins: date
    until: date
    shelf_total: Decimal
    factory_total: Decimal
    total: Decimal
    saves: Decimal
    cash_now: Decimal
    payments: tuple[Payment, ...]
    lasts_days: int
    lasts_assumed: bool

    @property
    def worth_it(self) -> bool:
        return self.saves > 0


def bridge(
    fields: RequestFields, product: Product, on_shelf: Shelf, made: Factory, now: datetime, lasts_days: int | None = None
) -> Bridge | None:
    """The bridge for a need; None where it makes no sense: the factory is in time, nothing is on the shelf in time, the shelf
    would have to last for all of it, or it has less than the bridge needs."""
    if on_shelf.arrives is None:
        return None
    lasts = lasts_days or LASTS_DAYS
    begins = max(fields.needed_by or on_shelf.arrives[1], on_shelf.arrives[1])
    gap = (made.arrives[1] - begins).days
    if gap <= 0 or gap >= lasts:
        return None
    units = -(-on_shelf.pieces * gap // (lasts * on_shelf.pack_size))
    from_shelf = units * on_shelf.pack_size
    left = on_shelf.pieces - from_shelf
    price = shelf_total(product, from_shelf)
    if left <= 0 or price is None or (on_shelf.stock is not None and from_shelf > on_shelf.stock):
        return None
    return _priced(fields, on_shelf, made, price, (from_shelf, left), (now.date(), begins), (lasts, lasts_days is None))


def _priced(
    fields: RequestFields,
    on_shelf: Shelf,
    made: Factory,
    price: Decimal,
    split: tuple[int, int],
    days: tuple[date, date],
    lasts: tuple[int, bool],
) -> Bridge:
    cost = landed(made.offer.case(fields, split[1], days[0]))
    goods, once = cost.of("goods"), cost.of("tooling") + cost.of("sample")
    deposit = cents(made.offer.deposit * goods)
    ready = days[0] + timedelta(days=made.offer.lead_days[1])
    payments = (
        Payment("shelf", days[0], price),
        Payment("deposit", days[0], deposit + once),
        Payment("balance", ready, goods - deposit),
        Payment("import", made.arrives[1], cost.total - goods - once),
    )
    total = price + cost.total
    return Bridge(
        from_shelf=split[0],
        from_factory=split[1],
        made=cost.quantity,
        begins=days[1],
        until=made.arrives[1],
        shelf_total=price,
        factory_total=cost.total,
        total=total,
        saves=on_shelf.total - total,
        cash_now=price + deposit + once,
        payments=tuple(payment for payment in payments if payment.amount),
        lasts_days=lasts[0],
        lasts_assumed=lasts[1],
    )
