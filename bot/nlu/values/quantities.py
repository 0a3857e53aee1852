"""Amounts of goods and their units: 2500pcs - 2 dozen - half a pallet - 50 to 75 boxes - 100+."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.values import numbers
from bot.nlu.values.codes import exists
from bot.nlu.values.span import Places, Span, matched

UNITS = [
    "pieces?",
    "pcs?",
    "pce",
    "pcs\\.",
    "ea",
    "each",
    "units?",
    "items?",
    "nos",
    "sets?",
    "pairs?",
    "prs?",
    "dozens?",
    "doz",
    "dz",
    "gross",
    "cases?",
    "cs",
    "boxes",
    "box",
    "bx",
    "cartons?",
    "ctns?",
    "crates?",
    "pallets?",
    "skids?",
    "reams?",
    "rolls?",
    "packs?",
    "pks?",
    "pkgs?",
    "packages?",
    "packets?",
    "bags?",
    "bottles?",
    "btls?",
    "jugs?",
    "cans?",
    "tubs?",
    "tubes?",
    "jars?",
    "sheets?",
    "pads?",
    "sleeves?",
    "bundles?",
    "spools?",
    "bales?",
    "buckets?",
    "drums?",
    "truckloads?",
    "containers?",
    "copies",
    "sticks?",
    "bars?",
    "kits?",
    "lots?",
]
# A number before one of these counts something that is not goods, or measures something.
OTHER = (
    r"%|percent|off\b|people|persons?|staff|employees|users?|seats?|offices|locations|stores|shops|sites|"
    r"(?:office|location|store|shop|site)(?! [a-z])|pages?|days?|weeks?|wks?|months?|mos?\b|years?|yrs?|hours?|hrs?|minutes?|"
    r"mins?|lbs?|pounds?|oz|ounces?|kg|grams?|inch(?:es)?|in\b(?= |$)|ft|feet|foot|mm|cm|gal|gallons?|ml|liters?|gsm|watts?|"
    r"volts?|am\b|pm\b|o'?clock|stars?|miles?|times|st\b|nd\b|rd\b|th\b|years? old|pin\b|usb|star|ply|color(?:s)?\b|sided|"
    r"gb|tb|hz|dpi|year|month|week|day|man\b|person|business|techs?|tier|amp"
)
UNIT = rf"(?:{'|'.join(UNITS)})"
_NUMBER = rf"(?:{numbers.MIXED}|{numbers.SCALED}|{numbers.WORDS}|{numbers.VAGUE}|{numbers.HALF})"
_ROUGH = re.compile(r"(?:about|around|approx(?:imately)?\.?|roughly|maybe|like|~|some|almost|nearly|give or take)\s*$", re.I)
_OR_SO = re.compile(r"\s*(?:or so|-?ish|give or take|or thereabouts|roughly|approx)\b", re.I)
_AMOUNT = re.compile(
    rf"(?<![\w.$€£¥#/@-])(?P<number>{_NUMBER})(?P<more>\+)?"
    rf"(?:(?P<to> ?(?:-|–|to|or) ?)(?P<high>{numbers.SCALED}))?"
    rf"(?:(?P<gap> ?-? ?)(?P<unit>{UNIT})(?![\w]))?(?!\w|/\d|[-.,]\d)",
    re.I,
)
_AFTER = re.compile(rf" ?-?(?:{OTHER})(?![a-z])", re.I)
_LEAST = re.compile(r"(?:at least|min(?:imum)?(?: of)?|no less than|more than|over)\s*$", re.I)
LARGEST = 1_000_000_000


# After these a bare number counts goods; "one" alone says too little anywhere else ("the second one").
_ASKED = re.compile(
    r"(?:\b(?:need|want|wants|order|get|add|take|buy|send|have|and|only|sure|yes|quantity|qty|is|like|make|it|like to)|,) *$",
    re.I,
)
_COUNTED = re.compile(r"\b(?:qty|quantity|number of [a-z ]{2,30})(?: is| of|:)? *$", re.I)
_LONE = re.compile(r"(?:i )?(?:need|want|just|only|like to|about|around|make it|ok|yes)?\s*$", re.I)
_NOT_THINGS = re.compile(
    r" (?:of|at|more|is|that|thing|time|day|for|by|in|or|link|would|we|i|you|which|who|on|to)\b| ?[?.!]|$", re.I
)


def amounts(text: str, places: Places) -> Iterator[Span]:
    """Spans of quantity and unit; a number without a unit is `sure` only where the words before it ask for goods."""
    yield from _between(text, places)
    # Nobody can want less than nothing; found all the same, so that it can be asked back.
    for match in matched(_NEGATIVE, text, places):
        yield Span("quantity", *match.span(), match.group(), -int(match.group()[1:]))
    for match in matched(_AMOUNT, text, places):
        if match.group("unit") is None and _AFTER.match(text, match.end()):
            continue
        yield from _amount(text, match)


_NEGATIVE = re.compile(r"(?<!\S)[-−]\d+(?!\w|[.,-]\d)")
_BETWEEN = re.compile(
    rf"\bbetween (?P<low>{numbers.SCALED}) (?:and|n|&) (?P<high>{numbers.SCALED})(?: ?(?P<unit>{UNIT})(?!\w))?(?!\w)", re.I
)


def _between(text: str, places: Places) -> Iterator[Span]:
    for match in matched(_BETWEEN, text, places):
        low, high = (numbers.number(match.group(name)) for name in ("low", "high"))
        if low and high and low.value is not None and high.value is not None and low.value < high.value:
            start, end = match.start("low"), match.end("high")
            value, counted = numbers.tidy(high.value), bool(match.group("unit"))
            yield Span("quantity", start, end, text[start:end], value, low=low.value, high=high.value, sure=counted)
            if counted:
                yield Span("unit", *match.span("unit"), match.group("unit"), match.group("unit").lower())


def _asked(text: str, start: int, end: int) -> bool:
    before, after, typed = text[:start], text[end:], text[start:end].lower()
    if not after.strip(" .!,") and _LONE.fullmatch(before):
        return True  # the message is a number, or little more
    if _COUNTED.search(before) or re.match(r" of (?:them|these|those)\b", after, re.I):
        return True
    if typed == "0":
        return bool(re.match(r" [a-z]{3,}", after, re.I))  # nobody wants none: found, so that it can be asked back
    if typed in ("one", "a", "an", "half", "half a"):
        things = re.match(r" [a-z]+", after, re.I) and not _NOT_THINGS.match(after)
        return typed == "one" and bool(things) and (not before.strip() or bool(_ASKED.search(before)))
    if typed[0].isalpha():
        return bool(re.match(r" [a-z]{3,}", after, re.I)) and not _NOT_THINGS.match(after)
    return False


_FAR = 50


def _goes_to(match: re.Match[str], count: float | None) -> bool:
    """ "6 to 30318": where the 6 go, and no range."""
    high = match.group("high") or ""
    far = re.fullmatch(r"\d{5}", high) and count is not None and int(high) > _FAR * count and not match.group("unit")
    return bool(far and match.group("to").strip() == "to" and exists(high))


def _amount(text: str, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.span("number")
    found = numbers.number(match.group("number"))
    if found is None:
        return
    before, after = text[max(0, start - 20) : start], text[match.end() : match.end() + 20]
    rough = found.approximate or bool(_ROUGH.search(before) or _OR_SO.match(after))
    low, high = found.low, found.high
    placed = _goes_to(match, found.value)
    if match.group("high") and not placed:
        top = numbers.number(match.group("high"))
        if top is None or top.value is None or found.value is None or top.value <= found.value:
            return
        low, high, end = found.value, top.value, match.end("high")
    elif match.group("more") or _LEAST.search(text[max(0, start - 16) : start]):
        low = found.value
    value = None if found.value is None else numbers.tidy(high or found.value)
    unit = match.group("unit")
    typed = text[start:end]
    sure = bool(unit) or placed or _asked(text, start, end)
    yield Span("quantity", start, end, typed, value, None, rough, low, high, sure=sure)
    if unit:
        place = match.span("unit")
        yield Span("unit", *place, unit, unit.lower().rstrip("."))
