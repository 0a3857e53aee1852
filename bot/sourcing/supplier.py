"""A supplier of the directory: who makes what, from how many pieces on, how soon, and with which papers."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

SupplierKind = Literal["factory", "workshop", "trader"]


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A family of products that a supplier makes. Prices are USD a piece: at the MOQ, and at ten times the MOQ; None where the
    supplier tells none. `hs` is the Harmonized System code, digits alone ("420292")."""

    product: str
    hs: str = ""
    materials: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    moq: int = 1
    price: Decimal | None = None
    price_bulk: Decimal | None = None


class Supplier(msgspec.Struct, frozen=True, array_like=True):
    """`country` is its two letters (ISO 3166); `price_level` runs from 1 (cheapest fifth of those who make the same) to 5, 0 is
    not known; `lead_days` and `sample_days` are days of work; `joined` is the year in which it came to the marketplace;
    `webhook` is a platform's address to which requests go instead of `email`. Fields
    are stored by position: new ones go to the end, with a default."""

    id: str
    name: str
    country: str
    province: str = ""
    city: str = ""
    kind: SupplierKind = "factory"
    lines: tuple[Line, ...] = ()
    price_level: int = 0
    lead_days: int = 0
    sample_days: int = 0
    certificates: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    incoterms: tuple[str, ...] = ()
    founded: int = 0
    employees: int = 0
    joined: int = 0
    text: str = ""
    email: str = ""
    webhook: str = ""

    @property
    def moq(self) -> int:
        """The smallest of its lines' MOQs."""
        return min((line.moq for line in self.lines), default=1)


class Hidden(msgspec.Struct, frozen=True, array_like=True):
    """What nobody can read of a generated supplier and benchmarks judge by: which families it truly makes, and how well.

    Shares are 0 to 1: `quality` of pieces without a fault, `on_time` of orders, `answers` of invitations answered;
    `honest` is False for one who claims certificates that it does not have.
    """

    id: str
    families: tuple[str, ...]
    quality: float
    on_time: float
    answers: float
    honest: bool
    pieces_a_month: int
