"""The rules' values and the tagger's names become one list of entities without overlaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot.nlu.bare_numbers import beside_names
from bot.nlu.gazetteer import STATES, cities
from bot.nlu.values import money, sizes
from bot.nlu.values.find import values_of
from bot.nlu.values.span import Span

NAMES = ("product", "customization", "material", "color", "brand", "city", "state")
PLACE_WORDS = ("in", "at", "to", "near", "from", "around", "the")
EMPTY = set("a an the with w/ w for of on in and or to it is my our some any please one first".split())
_LEADING = re.compile(r"(?:(?:a|an|the|some|any|with|w/|w) )+", re.I)
REREAD = ("quantity", "unit", "money", "zip", "date", "sku", "size")
_PLACED = re.compile(r"\b(?:in|near|to|from|around) (?P<town>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?!\w)")
Tagged = tuple[str, int, int]


def combine(text: str, values: Sequence[Span], tagged: Sequence[Tagged], now: datetime) -> list[Span]:
    """Entities in the order of the text. `values`: the rules' spans; `tagged`: (type, start, end) by the tagger."""
    kept = [span for span in values if span.sure or _agreed(span, tagged)]
    for kind, start, end in _joined(text, tagged):
        start, end = _trimmed(kind, text, *_free(start, end, kept))
        if start >= end or text[start:end].lower() in EMPTY:
            continue
        if kind in NAMES:
            if _plausible(kind, text, start, end):
                kept.append(_named(kind, text, start, end))
        else:
            kept += _valued(kind, text, start, end, now)
    kept += _towns(text, kept)
    return sorted(beside_names(text, kept, values), key=lambda span: span.start)


def with_its_thing(text: str, spans: Sequence[Span], listed: Sequence[tuple[int, int]]) -> list[Span]:
    """The spans; beside an item number and no thing, the last words that a list of things has (`listed`: their places) are it:
    "tn-2110 black toner"."""
    kinds = {span.type for span in spans}
    free = [(start, end) for start, end in listed if not any(span.start < end and start < span.end for span in spans)]
    if "sku" not in kinds or "product" in kinds or not free:
        return list(spans)
    start, end = free[-1]
    for earlier, last in reversed(free[:-1]):
        start = earlier if last + 1 == start and text[last] == " " else start
    return sorted([*spans, _named("product", text, start, end)], key=lambda span: span.start)


def _towns(text: str, taken: Sequence[Span]) -> list[Span]:
    """Towns that we know, written large after "in", "near", "to" …, where nobody has found anything."""
    found: list[Span] = []
    for match in _PLACED.finditer(text):
        parts = match.group("town").split(" ")
        for count in range(len(parts), 0, -1):
            typed = " ".join(parts[:count])
            start, end = match.start("town"), match.start("town") + len(typed)
            if typed.lower() in cities():
                if not any(span.start < end and start < span.end for span in taken):
                    found.append(_named("city", text, start, end))
                break
    return found


def _joined(text: str, tagged: Sequence[Tagged]) -> list[Tagged]:
    """The tagger's names; two of one kind with nothing but a space between them are one ("dark" "green")."""
    joined: list[Tagged] = []
    for kind, start, end in _by_line(text, tagged):
        if joined and kind in NAMES and joined[-1][0] == kind and text[joined[-1][2] : start] in (" ", "-", " w/ ", ""):
            joined[-1] = (kind, joined[-1][1], end)
        else:
            joined.append((kind, start, end))
    return joined


def _by_line(text: str, tagged: Sequence[Tagged]) -> list[Tagged]:
    """No name goes on in the next line, and none is all digits."""
    return [
        (kind, start + part.start(), start + part.end())
        for kind, start, end in tagged
        for part in re.finditer(r"[^\n]*[^\W\d_][^\n]*" if kind in NAMES else r"[^\n]+", text[start:end])
    ]


def _trimmed(kind: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Without punctuation around, and without the little words that stand before a name."""
    while start < end and text[start] in ' ,.;:-/!?()"':
        start += 1
    while start < end and text[end - 1] in ' ,.;:-?!/("':
        end -= 1
    leading = _LEADING.match(text[start:end]) if kind in ("product", "customization") else None
    return (start + leading.end() if leading else start), end


def _plausible(kind: str, text: str, start: int, end: int) -> bool:
    """Towns and states must be known ones, or stand where a place would: the tagger alone takes too much for one."""
    typed, before = text[start:end], text[:start].lower().rstrip(" ,").rsplit(" ", 1)[-1]
    if kind == "city":
        return typed.lower() in cities() or (before in PLACE_WORDS and typed[:1].isupper())
    if kind == "state":
        code = len(typed) == 2 and not typed.isupper()
        beside = before in cities() or bool(re.match(r"[ ,]*\d{5}", text[end:]))
        return typed.lower() in STATES and (not code or beside)
    return True


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


def _valued(kind: str, text: str, start: int, end: int, now: datetime) -> list[Span]:
    """A value that the rules did not see at first: kept when they can read it as that type, where it stands."""
    typed = text[start:end]
    found = [span for span in values_of(kind, text, now) if span.start < end and start < span.end] if kind in REREAD else []
    if found:
        return found[:1]
    if kind in ("size", "sku", "order_number", "request_number") and (kind == "size" or any(map(str.isdigit, typed))):
        return [Span(kind, start, end, typed, sizes.normal(typed) if kind == "size" else typed.upper())]
    if kind == "money" and re.fullmatch(r"[\d.,]+k?", typed):
        return [Span(kind, start, end, typed, money.amount(typed), money.role_of(text, start, end))]
    return [Span(kind, start, end, typed, None)] if kind == "date" else []
