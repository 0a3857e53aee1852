"""What a bare number means beside a name: a model ("3 brother tn 660"), or how many ("1 coffee 1 soda")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.spelling import dictionary
from bot.nlu.values.quantities import UNIT
from bot.nlu.values.span import Span

_LETTERS = re.compile(r"(?<![\w-])(?P<word>[A-Za-z]{2,8}) $")
_MODEL = re.compile(r"\d{3,4}|0\d+")
_AFTER_MODEL = re.compile(r"\s*(?:[.?!]|$)|(?: [a-z]+)? (?:model|type|series)\b| \d", re.I)
_PARTS = re.compile(r" (?:hole|ring|part|tab|drawer|shelf|door|subject|line|way|piece)\b", re.I)  # "3 hole punch" counts holes


def beside_names(text: str, spans: Sequence[Span], values: Sequence[Span]) -> list[Span]:
    """The spans with such numbers settled. `values`: all that the rules found, the unsure too."""
    amounts = [span for span in values if span.type == "quantity"]
    counted = len(amounts) > 1  # only where another number says how many may one be a model
    settled = [(counted and span in amounts and _model(text, span, spans)) or span for span in spans]
    return settled + [span for span in amounts if span not in spans and _counts(text, span, settled)]


def _model(text: str, span: Span, spans: Sequence[Span]) -> Span | None:
    """The span as a part number, where a brand or letters that are no word stand before it."""
    before = _LETTERS.search(text[: span.start])
    unit = any(other.type == "unit" and other.start == span.end + 1 for other in spans)
    if not before or unit or not _MODEL.fullmatch(span.text):
        return None
    word = before["word"].lower()
    if any(other.type == "brand" and other.end == span.start - 1 for other in spans):
        return Span("sku", span.start, span.end, span.text, span.text)
    if word in dictionary() or re.fullmatch(UNIT, word) or (len(word) > 2 and not _AFTER_MODEL.match(text, span.end)):
        return None
    typed = text[before.start("word") : span.end]
    return Span("sku", before.start("word"), span.end, typed, typed.upper())


def _counts(text: str, span: Span, spans: Sequence[Span]) -> bool:
    """Whether it counts the name that follows: it opens the message, or stands in a row of such."""
    named = any(other.start == span.end + 1 and other.type in ("product", "brand", "sku") for other in spans)
    if not named or _PARTS.match(text, span.end) or any(span.overlaps(other) for other in spans):
        return False
    before = text[: span.start].rstrip(" ,")
    in_row = any(other.end == len(before) and other.type in ("product", "quantity") for other in spans)
    return not before or in_row or before.endswith((" and", " more"))
