"""Sizes: 8.5x11 - 11oz - 1.5 inch - letter size - #10 - XL. The value is the size as typed, evenly spaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.values.span import Places, Span, matched

_NUMBER = r"\d+(?:\.\d+)?(?:[ -]\d/\d)?|\d/\d"
_LENGTH = r"inch(?:es)?|in\.?(?= |$|,)|\"|''|”|ft|feet|foot|'|mm|cm|meters?|yards?|yds?"
_MEASURE = r"fl\.? ?oz|oz|ounces?|gallons?|gal|quarts?|qts?|pints?|liters?|litres?|ml|lbs?|pounds?|kg|grams?|gsm|mil|pt"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?<![\w.$])(?:{_NUMBER})\s?(?:{_LENGTH})?(?:\s?(?:x|×|by)\s?(?:{_NUMBER})\s?(?:{_LENGTH})?){{1,2}}(?![\w])",
        rf"(?<![\w.$-])(?:{_NUMBER})[ -]?(?:{_MEASURE}|{_LENGTH})(?![\w])",
        r"(?<!\w)(?:letter|legal|tabloid|ledger|a[0-6]|full|twin|king|queen|pocket|standard|travel)[ -]?sized?(?!\w)",
        r"(?<!\w)#\d{1,2}(?= (?:envelopes?|mailers?|bubble|\d|w|and|&)|$)",
        r"(?<![\w'])(?:xx?s|x{0,3}l|[2-6]xl?|x-?large|extra[ -](?:large|small))(?![\w'])",
    )
)


def sizes(text: str, places: Places) -> Iterator[Span]:
    for pattern in _PATTERNS:
        for match in matched(pattern, text, places):
            typed = match.group().strip()
            start = match.start() + match.group().index(typed)
            yield Span("size", start, start + len(typed), typed, normal(typed))


def normal(typed: str) -> str:
    """A size spaced evenly and in lower case: '8.5 X 11' and '8.5x11' are one size."""
    compact = re.sub(r"\s*(?:x|×|\bby\b)\s*(?=\d|\.)", "x", typed.lower())
    return re.sub(r"(?<=\d)\s+(?=(?:oz|ml|mm|cm|ft|kg|lb|gal|in)\b)", "", " ".join(compact.split()))
