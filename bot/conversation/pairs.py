"""Which number of a sentence counts which thing: "4 staplers and 2 boxes of tape", "towels, 2 cases. soap, 4". Pure.

Entities are dicts with entity, start, end, value; they are those of one message, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.conversation.said_amounts import UNITS

Entity = Mapping[str, Any]
DETAILS = ("color", "size", "material", "brand")
_THING = ("product", "sku")


@dataclass(frozen=True)
class Pair:
    """An amount with its thing; `unit` and `details` as entities, where they are said."""

    amount: Entity
    thing: Entity
    unit: Entity | None
    details: tuple[Entity, ...]


def pairs(text: str, entities: Sequence[Entity]) -> list[Pair]:
    """Every amount with the thing that it counts; amounts that count none are left out."""
    marked = sorted((one for one in entities if one.get("start") is not None and one.get("end")), key=lambda one: one["start"])
    amounts = [one for one in marked if one["entity"] == "quantity" and one.get("value") is not None]
    things = [one for one in marked if one["entity"] in _THING]
    told_after = _told_after(amounts, things)
    found, taken, counted = [], set(), []
    for amount, until in pairwise([*amounts, None]):
        assert amount is not None
        after = next((one for one in things if one["start"] >= amount["end"] and _before(one, until)), None)
        before = next((one for one in reversed(things) if one["end"] <= amount["start"]), None)
        if _OF_THOSE.match(text[amount["end"] :]):  # "our toner ran out, 2 of those, and chairs"
            after = None
        elif before is not None and not _stands_behind(text, marked, before, amount):
            before = None
        if before is not None and before["start"] in taken:
            before = None
        thing = _nearer(text, before, amount, after, told_after)
        if thing is not None and thing["start"] not in taken:
            taken.add(thing["start"])
            counted.append((amount, thing))
    for amount, thing in counted:
        unit = next((one for one in marked if one["entity"] == "unit" and 0 <= one["start"] - amount["end"] <= 5), None)
        found.append(Pair(amount, thing, unit, _details(text, marked, thing, things)))
    return found


def _before(one: Entity, until: Entity | None) -> bool:
    return until is None or one["start"] < until["start"]


def _told_after(amounts: Sequence[Entity], things: Sequence[Entity]) -> bool:
    """Whether the whole message names each thing first and its number behind it."""
    return bool(amounts and things) and things[0]["start"] < amounts[0]["start"] and amounts[-1]["start"] > things[-1]["start"]


_OF_THOSE = re.compile(rf"\s*(?:(?:{UNITS})\b\.?\s*)?of (?:those|them|these)\b(?! (?:\w+ )?ones?\b)", re.I)
_BETWEEN = re.compile(r"[\s,:;(–—-]*(?:(?:x|qty|quantity|about|around|maybe|like|say|just|approx\.?)\b[\s:.]*)*", re.I)
_BEHIND = re.compile(rf"\s*(?:(?:{UNITS})\b\.?)?\s*(?:$|[,.;!?)\n]|(?:and|plus|then|also|please|but|with)\b)", re.I)


def _stands_behind(text: str, marked: Sequence[Entity], thing: Entity, amount: Entity) -> bool:
    """Whether nothing but details and a comma stands between a thing and the number behind it, and nothing after that."""
    between = _without(text, [one for one in marked if one["entity"] in DETAILS])[thing["end"] : amount["start"]]
    return bool(_BETWEEN.fullmatch(between)) and bool(_BEHIND.match(text[amount["end"] :]))


def _without(text: str, entities: Sequence[Entity]) -> str:
    for one in entities:
        text = text[: one["start"]] + " " * (one["end"] - one["start"]) + text[one["end"] :]
    return text


def _nearer(text: str, before: Entity | None, amount: Entity, after: Entity | None, told_after: bool) -> Entity | None:
    if before is None or after is None:
        return before or after
    back, ahead = _apart(text[before["end"] : amount["start"]]), _apart(text[amount["end"] : after["start"]])
    return before if back < ahead or (back == ahead and told_after) else after


_SENTENCE, _COMMA, _AND = (
    re.compile(r"[.;!?](?:\s|$)|\n"),
    re.compile(r"[,:(]"),
    re.compile(r"\b(?:and|plus|then|also)\b", re.I),
)


def _apart(between: str) -> int:
    """How much parts what stands on both sides: a sentence more than an "and", that more than a comma."""
    return 3 if _SENTENCE.search(between) else 2 if _AND.search(between) else 1 if _COMMA.search(between) else 0


def _details(text: str, marked: Sequence[Entity], thing: Entity, things: Sequence[Entity]) -> tuple[Entity, ...]:
    """The colors and sizes that are said of this thing, and of no other that is nearer."""
    told = [one for one in marked if one["entity"] in DETAILS]
    return tuple(one for one in told if _nearest(text, one, things) is thing)


def _nearest(text: str, detail: Entity, things: Sequence[Entity]) -> Entity | None:
    """The thing right behind a detail, else the one before it, whichever is less apart."""
    after = next((one for one in things if one["start"] >= detail["end"]), None)
    before = next((one for one in reversed(things) if one["end"] <= detail["start"]), None)
    if before is None or after is None:
        return before or after
    back, ahead = _apart(text[before["end"] : detail["start"]]), _apart(text[detail["end"] : after["start"]])
    return before if back < ahead else after
