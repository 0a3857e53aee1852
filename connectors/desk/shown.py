"""What the desk shows beside an open conversation: the message `about` of the protocol, and all that stands in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec


class ReasonShown(msgspec.Struct, frozen=True):
    """Why a quote stands where it stands, or is ruled out: as `bot.sourcing.comparing.Reason`."""

    name: str
    value: str = ""


class QuoteShown(msgspec.Struct, frozen=True):
    """A quote in its order: `each` is the landed cost of a piece in USD, `days` the earliest and latest until it arrives.

    Of all that is ordered: `total` with its `range`, `cash` up front and `surplus` pieces beyond the need, in USD. `lacks` is
    what the supplier does not say; `out` is why it is ruled out, [] for one that holds up.
    """

    company: str
    country: str
    each: Decimal
    quantity: int
    days: tuple[int, int]
    valid_until: date | None
    acceptable: bool
    demo: bool
    arrives: tuple[date, date]
    repeat: Decimal
    total: Decimal
    range: tuple[Decimal, Decimal]
    cash: Decimal
    surplus: int
    certificates: list[str]
    lacks: list[str]
    why: list[ReasonShown]
    out: list[ReasonShown]
    revision: int
    accepted: bool


class RequestShown(msgspec.Struct, frozen=True):
    """A sourcing request; `fields` by name, as the suppliers see them."""

    number: str
    state: str
    fields: dict[str, Any]
    quotes: list[QuoteShown] = []


class Tried(msgspec.Struct, frozen=True):
    """What the customer said, and what the assistant took it for."""

    text: str
    taken_for: str


class WindowShown(msgspec.Struct, frozen=True):
    """When a callback may be promised; `said` is in the customer's own time."""

    start: datetime
    end: datetime
    said: str


class ProposalShown(msgspec.Struct, frozen=True):
    """What to do next, on a button: words and products for the composer, or windows to choose from."""

    kind: str
    label: str
    text: str
    products: list[str] = []
    windows: list[WindowShown] = []
    contact: str = ""


class DossierShown(msgspec.Struct, frozen=True):
    """Why the customer comes, in a line and three more; what the assistant tried; what to do next; where they are."""

    why: str
    lines: list[str]
    tried: list[Tried]
    proposals: list[ProposalShown]
    local_time: str = ""
    place: str = ""
    topic: str = ""
    """What a person was called for, in a word or two."""


class OrderShown(msgspec.Struct, frozen=True):
    """`total` in USD; `progress` says in a word how far it has come."""

    number: str
    placed: datetime
    progress: str
    total: Decimal
    lines: list[str]
    products: list[str] = []


class InvoiceShown(msgspec.Struct, frozen=True):
    number: str
    due: date
    state: str
    amount: Decimal


class AccountShown(msgspec.Struct, frozen=True):
    """Who the customer is, and what their company has ordered of late; `facts` by name. `proved` until the pass ends."""

    name: str
    company: str
    proved: datetime
    facts: dict[str, str]
    orders: list[OrderShown]
    invoices: list[InvoiceShown]


class About(msgspec.Struct, frozen=True, tag="about", omit_defaults=True):
    """Who answers now and what is known; `slots` by name, a value or an object with `text`; `order` is the basket."""

    conversation: str
    owner: str
    rep: str | None = None
    name: str = ""
    slots: dict[str, Any] = {}
    said: dict[str, str] = {}
    """Name of a slot → the id of the customer's message that it came with."""
    items: list[dict[str, Any]] = []
    requests: list[RequestShown] = []
    order: dict[str, Any] | None = None
    snoozed: datetime | None = None
    seen: str = ""
    """The log id up to which the customer has looked."""
    account: AccountShown | None = None
    dossier: DossierShown | None = None
    guests: list[str] = []
    """Leads who answer beside the rep."""
    blocked: str = ""
    mentioned: list[str] = []
    consent: str = ""
    """How the customer agreed to be written to."""
