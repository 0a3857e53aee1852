"""What an order comes to: goods, shipping, the least that is delivered, and the tax as an estimate. USD, pure but for the file.

`<var>/catalog/terms.json` holds the merchant's own terms; without it shipping is free and there is no least order.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from bot.catalog.prices import ShelfPrice, to_cents
from bot.errors import BadInput, FeedError

FILE = "terms.json"
TaxBasis = Literal["estimate", "exempt", "none", "unknown"]

# general state sales tax in percent, without what counties and cities add; states' departments of revenue, 2025
_RATES = """
AL 4 AZ 5.6 AR 6.5 CA 7.25 CO 2.9 CT 6.35 DC 6 FL 6 GA 4 HI 4 ID 6 IL 6.25 IN 7 IA 6 KS 6.5 KY 6 LA 5 ME 5.5 MD 6 MA 6.25 MI 6
MN 6.875 MS 7 MO 4.225 NE 5.5 NV 6.85 NJ 6.625 NM 4.875 NY 4 NC 4.75 ND 5 OH 5.75 OK 4.5 PA 6 RI 7 SC 6 SD 4.2 TN 7 TX 6.25
UT 4.85 VT 6 VA 5.3 WA 6.5 WV 6 WI 5 WY 4 AK 0 DE 0 MT 0 NH 0 OR 0
"""
RATES_OF = 2025


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The merchant's terms, USD: `shipping` an order, but not from `free_from` on; nothing below `least` is delivered."""

    shipping: Decimal = Decimal(0)
    free_from: Decimal | None = None
    least: Decimal = Decimal(0)


class Total(msgspec.Struct, frozen=True):
    """What an order comes to, USD.

    missing    what the goods lack to the least order, 0 where nothing
    to_free    what they lack to free shipping, None where shipping is free anyway or never is
    tax_rate   percent, as `tax_basis` says: of the state alone ("estimate"), or 0
    """

    goods: Decimal
    shipping: Decimal
    tax: Decimal
    tax_rate: Decimal
    tax_basis: TaxBasis
    missing: Decimal
    to_free: Decimal | None

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping + self.tax


def total(lines: Sequence[ShelfPrice], terms: Terms, state: str = "", *, exempt: bool = False) -> Total:
    """What these lines come to, sent to a state ("TX"; "" where it is not known: then without tax).

    The tax is an estimate on the goods: cities and counties add to it, and states exempt this and that.
    """
    goods = sum((line.total for line in lines), Decimal(0))
    free = not goods or (terms.free_from is not None and goods >= terms.free_from)
    shipping = Decimal(0) if free else terms.shipping
    rate, basis = _tax(state, exempt)
    return Total(
        goods=goods,
        shipping=shipping,
        tax=to_cents(goods * rate / 100),
        tax_rate=rate,
        tax_basis=basis,
        missing=max(terms.least - goods, Decimal(0)),
        to_free=terms.free_from - goods if shipping and terms.free_from is not None else None,
    )


def _tax(state: str, exempt: bool) -> tuple[Decimal, TaxBasis]:
    if exempt:
        return Decimal(0), "exempt"
    rate = _rates().get(state.upper())
    if rate is None:
        return Decimal(0), "unknown"
    return rate, "estimate" if rate else "none"


@lru_cache(maxsize=1)
def _rates() -> dict[str, Decimal]:
    cells = _RATES.split()
    return {state: Decimal(rate) for state, rate in zip(cells[::2], cells[1::2], strict=True)}


def save(var: Path, terms: Terms) -> None:
    """Puts these terms in place of those before. Raises BadInput for amounts below 0."""
    if min(terms.shipping, terms.least, terms.free_from or Decimal(0)) < 0:
        raise BadInput("shipping, free shipping and the least order cannot be below 0")
    path = Path(var) / "catalog" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(terms))
    fresh.replace(path)


def load(var: Path | str) -> Terms:
    """The terms under `var`, as the file now says. Raises FeedError for a file that is none."""
    return known(var) or Terms()


def known(var: Path | str) -> Terms | None:
    """The same; None where the merchant has told none."""
    path = Path(var) / "catalog" / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Terms)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise FeedError(f"{path} holds no terms: {error}") from None
