"""Which question a sourcing request still needs, in a clerk's order, and when it is ready to be read back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bot.sourcing.request import RequestFields

NEEDED = ("product", "quantity")
"""Without these there is nothing to ask a supplier; every other question may be left open."""
CONFIRMED = "confirmed"
SAMPLE_ABOVE = Decimal(2_000)
"""USD for all of it, from which on a sample before production is wanted unless the customer says otherwise."""
AMENDS = (
    "quantity",
    "unit",
    "material",
    "size",
    "color",
    "customization",
    "target_price",
    "max_price",
    "budget",
    "zip",
    "city",
    "state",
    "date",
)
"""The facts by which a request that is out may be changed; another product is another request."""

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


def questions() -> tuple[str, ...]:
    """The slots that stand for the questions, in a clerk's order."""
    return tuple(slot for slot, _ in _QUESTIONS)


def open_questions(held: Mapping[str, Any], skipped: Sequence[str] = ()) -> list[str]:
    """The slots still to ask for, in order."""
    return [
        slot
        for slot, answers in _QUESTIONS
        if slot not in skipped and not any(held.get(answer) is not None for answer in answers)
    ]


def next_question(open_ones: Sequence[str], before: str | None = None, put: Mapping[str, int] | None = None) -> str:
    """Which of the open questions comes next; `CONFIRMED` when only the customer's yes is missing.

    `before` was asked last and the customer told something else: where it may wait, another question comes first, the one
    that was put least often. `put` counts how often each was.
    """
    asked = put or {}
    needed = [slot for slot in open_ones if slot in NEEDED]
    others = [slot for slot in open_ones if slot != before]
    if not open_ones or needed:
        return needed[0] if needed else CONFIRMED
    if before in open_ones and others:
        return min(others, key=lambda slot: asked.get(slot, 0))
    return open_ones[0]


_CALLED = (
    ("customization", re.compile(r"\b(?:logo|print|engraving|design|artwork)\b", re.I)),
    ("material", re.compile(r"\b(?:material|colou?r|size)\b", re.I)),
    ("zip", re.compile(r"\b(?:zip|address|postal code)\b", re.I)),
    ("date", re.compile(r"\b(?:date|deadline|rush|hurry)\b", re.I)),
    ("email", re.compile(r"\b(?:e-?mail|phone|contact)\b", re.I)),
)


def question_named(text: str) -> str | None:
    """The question that words such as "no zip yet" leave open; None where they name none."""
    return next((slot for slot, words in _CALLED if words.search(text)), None)


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
        max_price=_money(held.get("max_price")) or _share(held),
        needed_by=date.fromisoformat(day["value"]) if day.get("value") else None,
        needed_by_text=day.get("text"),
        **texts,
    )


def _share(held: Mapping[str, Any]) -> Decimal | None:
    """What a piece may cost at most, in USD, where the customer named a budget for all of them."""
    if held.get("budget") is None:
        return None
    return (Decimal(str(held["budget"])) / Decimal(str(held["quantity"]))).quantize(Decimal("0.01"), ROUND_DOWN)


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
