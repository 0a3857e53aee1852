"""So many of what is on show: "10 of the first, 5 of the third and a box of tape", "2 of the cheaper one". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation import references
from bot.conversation.amounts import number
from bot.conversation.said_amounts import UNITS

Entity = Mapping[str, Any]


@dataclass(frozen=True)
class Pick:
    """`place` is 1-based in the list on show, -1 its last; where it is None, `words` describe what is meant. `start` and `end`
    are its stretch of the message."""

    quantity: Any
    unit: str | None
    place: int | None
    words: str
    start: int
    end: int


_BEFORE = re.compile(rf"^\s*(?:x\s+)?(?:(?P<unit>{UNITS})\b\s*)?(?:of|from|x)?\s*$", re.I)
_AFTER = re.compile(r"^\s*(?:ones?\b)?\s*(?:[,:(x-]|\bqty\b)*\s*$", re.I)
_AFTER_UNIT = re.compile(rf"^\s*(?P<unit>{UNITS})\b(?!\s+of\b)", re.I)
_ENDS = re.compile(r"^\s*(?:$|[,.;!)]|(?:and|plus|please|to|for|then|also)\b)", re.I)
_SUCH = re.compile(
    rf"\s*(?:(?P<unit>{UNITS})\s+)?of (?:the|those|your) (?P<words>[a-z0-9][\w\"'./ -]{{0,40}}?)(?P<ones>\s+ones?)?"
    r"(?=\s*(?:$|[,;!?)]|\.(?:\s|$)|\b(?:and|plus|please|for|to|by|from|then|also|with)\b))",
    re.I,
)
_NOT_ONE = re.compile(r"\b(?:same|others?|rest|above|all|both|list|ones)\b", re.I)


def read(text: str, entities: Sequence[Entity]) -> tuple[Pick, ...]:
    """What is picked with a number, in the order of the message. A place without a number of its own has the one before it."""
    amounts = sorted((one for one in entities if one.get("end") and _is_amount(one)), key=_start)
    spots = references.spotted(text, entities)
    picks: list[Pick] = []
    for start, end, place in spots:
        pick = _counted(text, amounts, start, end, place)
        if pick is None and picks and picks[-1].place is not None:
            pick = Pick(picks[-1].quantity, picks[-1].unit, place, "", start, end)
        if pick:
            picks.append(pick)
    described = [_described(text, one) for one in amounts if not any(_inside(one, pick) for pick in picks)]
    return tuple(sorted([*picks, *(one for one in described if one)], key=lambda pick: pick.start))


def _counted(text: str, amounts: Sequence[Entity], start: int, end: int, place: int) -> Pick | None:
    for one in amounts:
        before = _BEFORE.match(text[one["end"] : start]) if one["end"] <= start else None
        if before:
            return Pick(number(one["value"]), _unit(before["unit"]), place, "", one["start"], end)
    for one in amounts:
        if one["start"] >= end and _AFTER.match(text[end : one["start"]]):
            unit = _AFTER_UNIT.match(text[one["end"] :])
            last = one["end"] + (unit.end() if unit else 0)
            if _ENDS.match(text[last:]):
                return Pick(number(one["value"]), _unit(unit["unit"]) if unit else None, place, "", start, last)
    return None


def _described(text: str, amount: Entity) -> Pick | None:
    """ "5 of the 6 ft", "2 of the cheaper one"."""
    said = _SUCH.match(text, amount["end"])
    if not said or _NOT_ONE.search(said["words"]):
        return None
    return Pick(number(amount["value"]), _unit(said["unit"]), None, said["words"].strip(), amount["start"], said.end())


def _unit(said: str | None) -> str | None:
    """The packaging; "2 each" names none."""
    return None if (said or "").lower() in ("each", "ea", "") else said


def _is_amount(entity: Entity) -> bool:
    return entity.get("entity") == "quantity" and number(entity.get("value")) is not None


def _start(entity: Entity) -> int:
    return int(entity["start"])


def _inside(entity: Entity, pick: Pick) -> bool:
    return pick.start <= (entity.get("start") or 0) < pick.end


def others(entities: Sequence[Entity], picks: Sequence[Pick]) -> list[Entity]:
    """The entities of what else the message wants."""
    return [one for one in entities if not any(_inside(one, pick) for pick in picks)]
