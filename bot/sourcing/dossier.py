"""Everything about one request: its versions, who was invited, the quotes, what was accepted, what happened, when and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec

from bot.sourcing.quote import Quote
from bot.sourcing.request import Request, RequestFields, State

Channel = Literal["email", "webhook"]


class Change(msgspec.Struct, frozen=True):
    """One thing that happened: `seq` counts from 1, `who` is customer, supplier:S000001, rep:ann, clock or bot."""

    seq: int
    at: datetime
    who: str
    what: str
    before: State
    after: State
    version: int
    why: str = ""
    supplier: str = ""
    data: dict[str, Any] = {}


class Invitation(msgspec.Struct, frozen=True):
    """A supplier that was asked.

    address     an e-mail address, or the URL of a webhook; `why` it was chosen
    posted      names of what has been sent to it: invite v1, chase r1, counter 1
    tries       failed attempts to send what comes next, `again` when the next one is due, `dead` why it was given up
    chased      what its quote lacked when it was asked for that; counters: how often the customer made a counter-offer;
                samples: how often one was asked for
    """

    supplier: str
    company: str
    country: str
    version: int
    at: datetime
    channel: Channel = "email"
    address: str = ""
    why: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    sent: datetime | None = None
    tries: int = 0
    again: datetime | None = None
    dead: str = ""
    chased: tuple[str, ...] = ()
    counters: int = 0
    counter: dict[str, Any] = {}
    samples: int = 0
    declined: str | None = None
    demo: bool = False


class Acceptance(msgspec.Struct, frozen=True):
    """What the customer accepted: the quote word for word, and the request as the supplier saw it, at that moment."""

    at: datetime
    who: str
    version: int
    quote: Quote
    fields: RequestFields


class Dossier(msgspec.Struct, frozen=True):
    """A request and all that belongs to it. `seq` is the number of changes; quotes and invitations are by supplier."""

    request: Request
    seq: int = 0
    versions: dict[int, RequestFields] = {}
    quotes: dict[str, Quote] = {}
    invited: dict[str, Invitation] = {}
    accepted: Acceptance | None = None

    @property
    def current(self) -> list[Quote]:
        """The quotes for the version that counts now, in the order in which they came, without those withdrawn."""
        fresh = [quote for quote in self.quotes.values() if quote.version == self.request.version and not quote.withdrawn]
        return sorted(fresh, key=lambda quote: (quote.at, quote.id))


class Step(msgspec.Struct, frozen=True):
    """A change that is to be written: the dossier after it, and which of its quotes and invitations it touched."""

    change: Change
    after: Dossier
    quotes: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()


Deed = Callable[[Dossier], "Step | None"]
"""Something that is done with a request; None changes nothing."""
