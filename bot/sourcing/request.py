"""A sourcing request (RFQ): what the customer wants made. Immutable once open; a change is a new version."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from bot.conversation.model import Attachment

State = Literal[
    "draft",
    "open",
    "comparing",
    "negotiating",
    "sampling",
    "awarded",
    "ordered",
    "needs_info",
    "expired",
    "cancelled",
    "no_quotes",
]


class RequestFields(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts as suppliers will see them. Prices are USD for one piece; `quantity` counts `unit`s (pieces where None)."""

    product: str
    quantity: Decimal
    unit: str | None = None
    material: str | None = None
    size: str | None = None
    color: str | None = None
    customization: str | None = None
    target_price: Decimal | None = None
    max_price: Decimal | None = None
    zip: str | None = None
    city: str | None = None
    state: str | None = None
    needed_by: date | None = None
    needed_by_text: str | None = None
    incoterm: str = "DDP"
    certifications: tuple[str, ...] = ()
    sample: bool = False
    email: str | None = None
    phone: str | None = None
    name: str | None = None
    notes: tuple[str, ...] = ()
    """What suppliers and reps are to mind: papers that such goods need, a licence for a trademark."""
    attachments: tuple[Attachment, ...] = ()
    """Logo, drawing: files that the customer sent for the suppliers to see."""


class Request(msgspec.Struct, frozen=True):
    """A request as the store keeps it."""

    number: str
    conversation: str
    version: int
    state: State
    opened: datetime
    fields: RequestFields
    deadline: datetime | None = None
    """Until when quotes are taken."""

    def described(self) -> dict[str, Any]:
        """The fields by name, unset ones left out, as JSON values."""
        described: dict[str, Any] = msgspec.to_builtins(self.fields)
        return described
