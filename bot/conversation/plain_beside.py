"""Some plain from the shelf, and the others made: "40 plain ones now and 500 with our logo" are two wishes for one thing. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation import wishes
from bot.conversation.amounts import number
from bot.conversation.facts import Heard

Entity = Mapping[str, Any]

_PLAIN = re.compile(
    r"\b(?:plain|blank|unprinted|undecorated|unbranded|off[- ]the[- ]shelf|without (?:a |the |our |any )?logo)\b", re.I
)
_CUT = re.compile(r"[,;.]\s+|\n+|\s+(?:and|plus|then|but)\s+|\s*[&+]\s*", re.I)


_TAKES = re.compile(r"\b(?:add|take|grab|get|give|order|buy|want|need|have|send)\b", re.I)
_PLAIN_ONES = re.compile(rf"{_PLAIN.pattern} (?:ones?|kind|stuff|version)\b", re.I)
_OF_THOSE = re.compile(r"\b(?:some|\d[\d,.]*k?|dozen|all|half) (?:of (?:those|them|these)|plain|blank)\b", re.I)


def taken(text: str, on_show: bool) -> bool:
    """Whether some plain ones are taken while others are being requested: "get me 100 of the plain ones", or "of those" where
    plain ones are `on_show`."""
    pointed = _PLAIN_ONES.search(text) or (on_show and _OF_THOSE.search(text))
    return bool(_TAKES.search(text) and pointed) and not wishes.wants_made(text)


def plain_count(heard: Heard) -> Entity | None:
    """The amount that is wanted plain, beside another one that is to carry something; None where there are not both."""
    counts = heard.values("quantity")
    plain = [one for one in counts if _PLAIN.search(_clause(heard.text, one))]
    made = [one for one in counts if one not in plain and _is_made(heard, one)]
    return plain[0] if len(plain) == 1 and len(made) == 1 and (number(plain[0].get("value")) or 0) > 0 else None


def without(heard: Heard, count: Entity) -> Heard:
    """The message without that amount, and without what its clause says of a mark ("50 without logo")."""
    start, end = _span(heard.text, count)
    inside = [one for one in heard.values("customization") if start <= (one.get("start") or 0) < end]
    kept = [one for one in heard.entities if one is not count and one not in inside]
    return Heard(heard.text, heard.intent, kept, heard.now)


def _is_made(heard: Heard, count: Entity) -> bool:
    start, end = _span(heard.text, count)
    marks = any(start <= (one.get("start") or 0) < end for one in heard.values("customization"))
    return marks or wishes.wants_made(heard.text[start:end])


def _clause(text: str, count: Entity) -> str:
    return text[slice(*_span(text, count))]


def _span(text: str, count: Entity) -> tuple[int, int]:
    """The stretch between two joints of the sentence in which the amount stands."""
    cuts = [found.span() for found in _CUT.finditer(text)]
    start = max((end for _, end in cuts if end <= (count.get("start") or 0)), default=0)
    return start, min((first for first, _ in cuts if first >= (count.get("end") or 0)), default=len(text))
