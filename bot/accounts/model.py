"""A customer's account: a company, and the people who may act for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Role = Literal["buyer", "approver", "admin"]


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody of the company; `email` in lower case."""

    name: str
    email: str
    phone: str = ""
    role: Role = "buyer"


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """`terms_days` are the days to pay an invoice, 0 where a card is charged; `credit_limit` in USD, None without one; `rep` is
    the id of the rep who looks after the company."""

    id: str
    company: str
    people: tuple[Person, ...]
    address: str
    city: str
    state: str
    zip: str
    since: date
    industry: str = ""
    terms_days: int = 0
    credit_limit: Decimal | None = None
    tax_exempt: bool = False
    rep: str = ""

    def person(self, email: str) -> Person | None:
        return next((person for person in self.people if person.email == email.strip().lower()), None)
