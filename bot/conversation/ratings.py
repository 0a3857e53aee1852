"""Names of goods with their class or visibility: "hi-vis vests class 2". Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entity = Mapping[str, Any]

_CLASS = re.compile(r"\s+(?:ansi\s+)?(?:class|grade|level|tier|type)$", re.I)
_VISIBLE = re.compile(r"\b(?:hi|high)[- ]?(?:vis|viz|visibility)\b", re.I)


def named_whole(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The class is no part of the thing's name, and the "hi" of "hi-vis" no thing by itself."""
    found = [_without_class(text, one) if one.get("entity") == "product" else one for one in entities]
    visible = [match.span() for match in _VISIBLE.finditer(text)]
    return [one for one in found if not any(_lies_in(one, *span) for span in visible)]


def _without_class(text: str, one: Entity) -> Entity:
    said = text[one["start"] : one["end"]] if one.get("end") else ""
    ends = _CLASS.search(said)
    if ends is None or not re.match(r"\s*\d", text[one["end"] :]):
        return one
    kept = said[: ends.start()]
    return {**one, "end": one["start"] + len(kept), "value": kept, "text": kept}


def _lies_in(one: Entity, start: int, end: int) -> bool:
    return (
        one.get("entity") in ("product", "quantity", "brand")
        and bool(one.get("end"))
        and start <= one["start"]
        and one["end"] <= end
    )
