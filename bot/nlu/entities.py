"""The rules' values and the tagger's names become one list of entities without overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.nlu.gazetteer import STATES
from bot.nlu.values import find
from bot.nlu.values.span import Span

NAMES = ("product", "customization", "material", "color", "brand", "city", "state")
# What the form alone decides; for the others, and where the rules are not sure, the tagger must agree.
FIRM = ("email", "phone", "request_number", "money", "unit")
Tagged = tuple[str, int, int]


def combine(text: str, values: Sequence[Span], tagged: Sequence[Tagged], now: datetime) -> list[Span]:
    """Entities in the order of the text. `values`: the rules' spans; `tagged`: (type, start, end) by the tagger."""
    kept = [span for span in values if span.sure or _agreed(span, tagged)]
    for kind, start, end in tagged:
        start, end = _free(start, end, kept)
        while start < end and text[start] in " ,.;:-/":
            start += 1
        while start < end and text[end - 1] in " ,.;:-?!/":
            end -= 1
        if start >= end:
            continue
        if kind in NAMES:
            kept.append(_named(kind, text, start, end))
        else:
            kept += [
                replace(span, start=span.start + start, end=span.end + start) for span in _valued(kind, text[start:end], now)
            ]
    return sorted(kept, key=lambda span: span.start)


def _agreed(span: Span, tagged: Sequence[Tagged]) -> bool:
    return any(kind == span.type and start < span.end and span.start < end for kind, start, end in tagged)


def _free(start: int, end: int, taken: Sequence[Span]) -> tuple[int, int]:
    """What is left of a stretch beside those already taken: its first free part."""
    for span in sorted(taken, key=lambda span: span.start):
        if span.start < end and start < span.end:
            if span.start > start:
                return start, span.start
            start = min(span.end, end)
    return start, end


def _named(kind: str, text: str, start: int, end: int) -> Span:
    typed = text[start:end]
    value = STATES.get(typed.lower(), typed) if kind == "state" else typed
    return Span(kind, start, end, typed, value)


def _valued(kind: str, typed: str, now: datetime) -> list[Span]:
    """A value that only the tagger saw: kept when the rules can read it as that type."""
    found = [span for span in find.values(typed, now) if span.type == kind]
    if found:
        return found[:1]
    if kind in ("size", "sku", "order_number", "request_number"):
        return [Span(kind, 0, len(typed), typed, typed if kind == "size" else typed.upper())]
    if kind == "date":
        return [Span(kind, 0, len(typed), typed, None)]
    return []
