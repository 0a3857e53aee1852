"""Numbers and months that say neither how many are wanted nor by when: terms of payment, a bill's month, what came in place of
what was ordered, the class of a vest; and those that count, and were taken for a number of a request. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entity = Mapping[str, Any]

_TERMS = re.compile(r"\bnet[ -]?(?P<what>\d{1,3})\b(?! (?:bags?|wraps?|lights?))", re.I)
_PAPERS = re.compile(
    r"\b(?:invoices?|bills?|statements?|receipts?) (?:for|from|of|dated) (?P<what>(?:the |last |this )?\w+(?: \d+)?)", re.I
)
_EXEMPT = re.compile(r"\b501\s?\(?c\)?\s?\(?3\)?", re.I)
_CLASS = re.compile(r"\b(?:class|grade|level|tier|type|category) (?P<what>[1-9]\d?)\b(?! (?:of|x)\b)", re.I)
_MIXED_UP = re.compile(
    r"\b(?:ordered|asked for|paid for|wanted|expected)\b[^.!?;\n]*?\b(?:and|but|,)\s*(?:we |i |you )?"
    r"(?:only |just |actually )?(?:got|received|sent(?: us| me)?|were sent|was sent|delivered)\b[^.!?;\n]*",
    re.I,
)
_PAST_DAY = re.compile(
    r"\b(?:got|received|ordered|bought|arrived|came|delivered|shipped)\b[^.!?;,\n]{0,20}?"
    r"\b(?P<what>(?:last|this|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)


def without_others(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities without those amounts and days."""
    apart: list[tuple[int, int, tuple[str, ...]]] = []
    apart += [(*said.span("what"), ("quantity", "unit", "date", "size")) for said in _TERMS.finditer(text)]
    apart += [(*said.span(), ("sku", "quantity", "order_number")) for said in _EXEMPT.finditer(text)]
    apart += [(*said.span("what"), ("quantity", "unit")) for said in _CLASS.finditer(text)]
    apart += [(*said.span("what"), ("date",)) for said in _PAPERS.finditer(text)]
    apart += [(*said.span(), ("quantity", "date")) for said in _MIXED_UP.finditer(text)]
    apart += [(*said.span("what"), ("date",)) for said in _PAST_DAY.finditer(text)]
    return [one for one in entities if not any(one.get("entity") in kinds and _touches(one, *at) for *at, kinds in apart)]


_GOODS = ("product", "color", "material", "brand", "unit", "size")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def counting_goods(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Quote request: 300 pens": a number right before goods counts them, and is of no request or order."""
    starts = [one["start"] for one in entities if one.get("entity") in _GOODS and one.get("end")]
    found = []
    for one in entities:
        numbered = one.get("entity") in ("request_number", "order_number") and one.get("end")
        typed = text[one["start"] : one["end"]] if numbered else ""
        if _COUNT.fullmatch(typed) and one["end"] + 1 in starts and text[one["end"]] == " ":
            one = {**one, "entity": "quantity", "value": int(typed.replace(",", ""))}
        found.append(one)
    return found


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
