"""Which question a sourcing request still needs, in a clerk's order, and when it is ready to be read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.sourcing.request import RequestFields

NEEDED = ("product", "quantity")
"""Without these there is nothing to ask a supplier; every other question may be left open."""
CONFIRMED = "confirmed"

_QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("product", ("product",)),
    ("quantity", ("quantity",)),
    ("customization", ("customization",)),
    ("material", ("material", "color", "size")),
    ("zip", ("zip",)),
    ("date", ("date",)),
    ("email", ("email", "phone")),
)
"""The slot that stands for a question, and the slots of which any one answers it."""


def next_question(held: Mapping[str, Any], skipped: Sequence[str] = ()) -> str:
    """The slot to ask for next; `CONFIRMED` when only the customer's yes is missing."""
    for slot, answers in _QUESTIONS:
        if slot not in skipped and not any(held.get(answer) is not None for answer in answers):
            return slot
    return CONFIRMED


def may_be_skipped(slot: str) -> bool:
    return slot not in NEEDED and slot != CONFIRMED


def fields_of(held: Mapping[str, Any]) -> RequestFields:
    """The request's fields from what is held; product and quantity must be there."""
    day = held.get("date") or {}
    texts: dict[str, Any] = {
        name: str(held[name])
        for name in ("unit", "material", "size", "color", "customization", "zip", "city", "state", "email", "phone", "name")
        if held.get(name) is not None
    }
    return RequestFields(
        product=str(held["product"]),
        quantity=Decimal(str(held["quantity"])),
        target_price=_money(held.get("target_price")),
        max_price=_money(held.get("max_price")),
        needed_by=date.fromisoformat(day["value"]) if day.get("value") else None,
        needed_by_text=day.get("text"),
        **texts,
    )


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
