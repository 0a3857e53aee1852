"""Messages about orders that are out or were placed before: a number alone, the last one again, its confirmation. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import references
from bot.conversation.moment import Moment, Slots

_LAST_ORDER = re.compile(
    r"\b(?:repeat|re-?do|duplicate|re-?order) (?:my|our|the|that|an?) (?:\w+ )?order\b|"
    r"\b(?:my|our|the) (?:last|previous|usual|past|old) order (?:again|once more)\b",
    re.I,
)
_AGAIN = re.compile(
    r"\bre-?order(?:ing)?\b(?! (?:point|level)s?\b)|"
    r"\border (?:\w+ ){0,3}(?:same|usual)\b.{0,25}\b(?:again|last|before|previous|usual)\b|"
    r"\b(?:same|usual) (?:order|stuff|things?|items?)?\s*(?:as|like) (?:last (?:time|month|week|year|order)|before|always)\b",
    re.I,
)
_CONFIRMATION = re.compile(
    r"\b(?:e-?mail|send|text|forward|get|have|need|want)\b.{0,30}\b(?:confirmation|copy|receipt|summary)\b|"
    r"\b(?:confirmation|receipt)\b.{0,20}\b(?:to my|by|via|in my|to) ?(?:e-?mail|inbox|\S+@)|\be-?mail (?:it|that|this) to\b",
    re.I,
)
_PICKUP = re.compile(
    r"\bpick(?:ing)? (?:it|them|that|this|my order|our order|the order)? ?up\b|\bpick ?up\b|"
    r"\bcollect (?:it|them|that|my|our|the)\b|\bcurbside\b|\bwill call\b",
    re.I,
)
_NUMBER = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|order|request|number|no|the|sure|ok|yes|and|or|that'?s)\W+)*(?P<number>\d{5,})\W*$", re.I
)
OF_ORDERS = ("order_status", "modify_order", "cancel_order", "invoice_billing")


def with_order_number(text: str, entities: Sequence[Mapping[str, Any]], slots: Slots) -> list[Mapping[str, Any]]:
    """Digits alone, said after a question about an order, are its number."""
    return (_numbered(text, "order_number") if _asked_of(slots) else []) or list(entities)


def with_request_number(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Digits alone, said where a request's number was asked for, are that number."""
    return _numbered(text, "request_number") or list(entities)


def _numbered(text: str, name: str) -> list[Mapping[str, Any]]:
    found = _NUMBER.match(text)
    if not found:
        return []
    start, end = found.span("number")
    return [{"entity": name, "start": start, "end": end, "value": found["number"], "text": found["number"]}]


def _asked_of(slots: Slots) -> str:
    """What was asked of an order that the last answer could not find; "" where it was about none."""
    reason = str((slots.get("pending") or {}).get("reason") or "")
    return reason if reason in OF_ORDERS else ""


def about_order(now: Moment) -> str | None:
    """The intent of such a message; None where it is none."""
    if now.form or now.intent == "complaint":
        return None
    if "request_number" in now.asked and now.named == {"request_number"}:
        return "request_status"
    waits = (now.slots.get("pending") or {}).get("kind") in ("message", "callback")
    answers = now.named == {"order_number"} and now.intent in ("inform", "nlu_fallback", "place_order") and not waits
    if answers and _asked_of(now.slots):
        return _asked_of(now.slots)
    named = now.named & {"product", "sku", "quantity"}
    if _LAST_ORDER.search(now.text) and not named:
        return "order_status"
    on_show = now.slots.get("items") or references.shown(now.slots.get("search"))
    return "order_status" if wants_again(now.text) and not (named or on_show) else None


def about_open_order(now: Moment) -> bool:
    """Whether the order that was passed on in this conversation shall be confirmed in writing, or be collected."""
    if now.form or not now.slots.get("order") or now.intent == "complaint" or "product" in now.named:
        return False
    return wants_confirmation(now.text) or wants_pickup(now.text)


def wants_again(text: str) -> bool:
    """Whether an earlier order is wanted once more: "reorder my last order"."""
    return bool(_AGAIN.search(text) or _LAST_ORDER.search(text))


def wants_confirmation(text: str) -> bool:
    """Whether something in writing about the order is wanted: "email me the confirmation"."""
    return bool(_CONFIRMATION.search(text))


def wants_pickup(text: str) -> bool:
    """Whether the order shall be collected in a shop."""
    return bool(_PICKUP.search(text))
