"""Amounts as people say them: half a dozen, a box of something, three of the second one, two, no wait, four. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.categories import sort
from bot.conversation.number_words import NUMBER, value_of
from bot.conversation.references import AT_A_PLACE

Entity = Mapping[str, Any]

UNITS = (
    "boxes|box|bxs?|packs?|pks?|cases?|cs|reams?|rms?|cartons?|ctns?|bottles?|rolls?|sets?|"
    "pairs?|prs?|dozens?|doz|dz|bags?|bundles?|sleeves?|pallets?|tubes?|pads?|units?|pcs|pieces|"
    "ea|each|gross"
)
"""A pattern for what goods are counted in."""
_PIECES = {"dozen": 12, "gross": 144}
_AND_A_HALF = re.compile(
    rf"\b(?:(?:(?P<count>{NUMBER}) )?(?P<unit>dozen|gross) and an? half|half an? (?P<half>dozen|gross))\b", re.I
)


def dozens(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "A dozen and a half" is eighteen, "half a dozen" six."""
    found = list(entities)
    for said in _AND_A_HALF.finditer(text):
        pieces = _PIECES[(said["unit"] or said["half"]).lower()]
        value = (0 if said["half"] else value_of(said["count"] or "a") * pieces) + pieces // 2
        found = [*(one for one in found if not _touches(one, *said.span())), _quantity(text, *said.span(), value)]
    return found


_MORE_UNITS = "jars?|sheets?|spools?|reels?|gallons?|tubs?|kits?|crates?|trays?|drums?|cans?|yards?|stacks?"
_ONE_UNIT = re.compile(
    rf"\b(?P<count>{NUMBER}|another)\s+(?:full |whole |single )?"
    rf"(?:(?P<dozen>dozen|gross)\b|(?P<unit>{UNITS}|{_MORE_UNITS})\b(?=\s+of\s+[a-z]))",
    re.I,
)
_OF_SOMETHING = re.compile(r"\b(?:in|by|per|is|are|for|from|of|on|with|at|as|comes?|holds?)\s+$", re.I)


def counted_units(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "A case of copy paper", "2 mugs and a dozen cups": one of that unit, also beside other amounts."""
    found = list(entities)
    for said in _ONE_UNIT.finditer(text):
        unit_at = said.span("dozen") if said["dozen"] else said.span("unit")
        first = any(one.get("entity") == "quantity" for one in found) and _OF_SOMETHING.search(text[: said.start()])
        taken = [one for one in found if _touches(one, said.start(), unit_at[1]) and one.get("entity") != "unit"]
        if first or taken:
            continue
        found.append(_quantity(text, *said.span("count"), _value(said["count"])))
        if not any(_touches(one, *unit_at) for one in found):
            unit = text[slice(*unit_at)]
            found.append({"entity": "unit", "start": unit_at[0], "end": unit_at[1], "value": unit.lower(), "text": unit})
    return found


_NAME = re.compile(
    r"\s+of\s+(?P<name>(?!(?:them|those|these|that|it|this|the|my|our|your|each|every\w*|either|us|you)\b)[a-z][\w'-]*"
    r"(?: [a-z][\w'-]*){0,3}?)"
    r"(?=\s*(?:$|[,.;:!?&+]|\b(?:and|or|plus|for|to|by|with|in|from|at|please|that|which|as|then|on|too|also)\b))",
    re.I,
)


def goods_of_units(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "10 of those and 2 boxes of staples": what stands behind a counted unit is a thing, where the trade knows it."""
    found = list(entities)
    for unit in entities:
        said = _NAME.match(text, unit["end"]) if unit.get("entity") == "unit" and unit.get("end") else None
        if said and not any(_touches(one, *said.span("name")) for one in found) and sort(said["name"]).sure:
            start, end = said.span("name")
            found.append({"entity": "product", "start": start, "end": end, "value": said["name"], "text": said["name"]})
    return found


_OF_A_PLACE = re.compile(rf"\b(?P<count>(?!an?\b){NUMBER})\s+(?:of|from)\s+(?={AT_A_PLACE})", re.I)
_DAY = re.compile(r"(?:the )?(?:\d(?:st|nd|rd|th)|first|second|third|fourth|fifth)", re.I)
_COMPARES = re.compile(r"\b(?:compare|comparing|between|difference|versus|vs)\b", re.I)


def of_places(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "One of the fourth and 5 of the 3rd": a number of something on show, and no day of the month."""
    found = list(entities)
    counts = [said.span("count") for said in _OF_A_PLACE.finditer(text)]
    ends = [said.end() for said in _OF_A_PLACE.finditer(text)]
    for start, end in counts:
        if not any(_touches(one, start, end) for one in found):
            found.append(_quantity(text, start, end, value_of(text[start:end])))
    return [one for one in found if not _is_no_day(text, one, ends)]


def _is_no_day(text: str, entity: Entity, counted: Sequence[int]) -> bool:
    start, end = entity.get("start") or 0, entity.get("end") or 0
    if entity.get("entity") != "date" or not _DAY.fullmatch(text[start:end].strip()):
        return False
    return start in counted or bool(_COMPARES.search(text[:start]))


_CORRECTED = re.compile(
    rf"(?:(?<=^)|(?<=[\s,.;!—–-]))(?:(?:no|wait|sorry|scratch that|i mean|i meant|make (?:it|that)|actually|rather|oops|better)"
    rf"\b[ ,.!—–-]*)+(?:i (?:need|want) )?(?P<number>\d[\d,]*|{NUMBER})(?:\s+(?P<unit>{UNITS}))?"
    rf"(?:\s+(?:of (?:them|those|it)|please|instead|then))*\W*$",
    re.I,
)


def corrected(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "2 of the first, no wait 3": the amount that was said last, in the place of the one that it sets right."""
    said = _CORRECTED.search(text)
    if not said:
        return list(entities)
    before = [one for one in entities if one.get("entity") == "quantity" and (one.get("end") or 0) <= said.start()]
    kept = [one for one in entities if not (one.get("entity") in ("quantity", "unit") and _touches(one, *said.span()))]
    if not before or any(_touches(one, *said.span("number")) for one in kept):
        return list(entities)
    last = max(before, key=lambda one: int(one["start"]))
    return [{**one, "value": _value(said["number"])} if one is last else one for one in kept]


def _value(word: str) -> int:
    return 1 if word.lower() == "another" else value_of(word.replace(",", ""))


def _quantity(text: str, start: int, end: int, value: int) -> Entity:
    return {"entity": "quantity", "start": start, "end": end, "value": value, "text": text[start:end]}


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
