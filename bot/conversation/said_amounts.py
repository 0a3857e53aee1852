"""Amounts as people say them: half a dozen, a box of something, three of the second one, two, no wait, four. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.categories import IN_NAME, sort
from bot.conversation.names import words_shared
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
    rf"\b(?:(?:(?P<count>{NUMBER}) )?(?P<unit>dozen|gross) and an? half|"
    r"(?:an? half|half an?|(?<!a )half) (?P<half>dozen|gross))\b",
    re.I,
)


_AND_MORE = re.compile(rf"\b{NUMBER} and $", re.I)


def dozens(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "A dozen and a half" is eighteen, "half a dozen" six."""
    found = list(entities)
    for said in _AND_A_HALF.finditer(text):
        if said["half"] and _AND_MORE.search(text[: said.start()]):
            continue  # "one and a half dozen"
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


_NO_NAME = (
    r"(?:and|or|plus|also|then|we|i|you|need|want|get|got|have|me|us|please|of|the|for|about|around|with|to|take|order|buy|add|"
    r"send|just|only|maybe|like|say|at|in|on|by|from|is|are|was|it|that|this|no|not|make)\b"
)
_NAME_BEFORE = re.compile(
    rf"(?:^|[,;.\n]|\band\b)\s*(?P<name>(?!{_NO_NAME})[a-z][a-z'-]*(?: (?!{_NO_NAME})[a-z'-]+){{0,2}})[ :,-]*$", re.I
)


def goods_of_numbers(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "10 of those and 2 boxes of staples", "tape 6, envelopes 2 boxes": what stands behind a counted unit, or in a list of
    things before its number, is a thing where the trade knows it."""
    found = list(entities)
    listed = any(one.get("entity") == "product" for one in entities)
    for one in entities:
        said = None
        if one.get("entity") == "unit" and one.get("end"):
            said = _NAME.match(text, one["end"])
        elif one.get("entity") == "quantity" and one.get("end") and listed:
            said = _NAME_BEFORE.search(text[: one["start"]])
        if said and not any(_touches(other, *said.span("name")) for other in found) and sort(said["name"]).sure >= IN_NAME:
            start, end = said.span("name")
            found.append({"entity": "product", "start": start, "end": end, "value": said["name"], "text": said["name"]})
    return found


_TIMES = re.compile(r"(?:#\s?[1-9]\s*x\s*(?P<behind>\d[\d,]*)(?!\w)|(?<![\w.])(?P<before>\d{1,5})\s?x\s+(?=[a-z]{3}))", re.I)


def times(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "4x staplers", "#2 x 5": so many of it, and no size."""
    found = list(entities)
    for said in _TIMES.finditer(text):
        kind = "behind" if said["behind"] else "before"
        there = [one for one in found if _touches(one, *said.span(kind))]
        if all(one.get("entity") in ("size", "quantity", "sku") for one in there):
            count = _quantity(text, *said.span(kind), _value(said[kind]))
            found = [*(one for one in found if one not in there), count]
    return found


_OF_A_PLACE = re.compile(rf"\b(?P<count>(?!an?\b){NUMBER})\s+(?:of|from)\s+(?={AT_A_PLACE})", re.I)
_OF_SUCH = re.compile(rf"\b(?P<count>(?!an?\b){NUMBER})\s+of\s+(?:the|those|your)\s+(?!other|same|rest|most)[a-z]", re.I)
_DAY = re.compile(r"(?:the )?(?:\d(?:st|nd|rd|th)|first|second|third|fourth|fifth)", re.I)
_COMPARES = re.compile(r"\b(?:compare|comparing|between|difference|versus|vs)\b", re.I)


def of_places(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "One of the fourth and 5 of the 3rd": a number of something on show, and no day of the month."""
    found = list(entities)
    counts = [said.span("count") for said in _OF_A_PLACE.finditer(text)]
    if any(one.get("entity") == "quantity" for one in found):  # "2 of the red pens and one of the blue ones"
        counts += [said.span("count") for said in _OF_SUCH.finditer(text) if said.span("count") not in counts]
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


_SETS_RIGHT = (
    r"(?:(?<=^)|(?<=[\s,.;!—–-]))(?:(?:no|wait|sorry|scratch that|i mean|i meant|make (?:it|that)|actually|rather|oops|better)"
    r"\b[ ,.!—–-]*)+(?:i (?:need|want) )?"
)
_CORRECTED = re.compile(
    rf"{_SETS_RIGHT}(?P<number>\d[\d,]*|{NUMBER})(?:\s+(?P<unit>{UNITS}))?"
    rf"(?P<rest>\s+[a-z][\w -]*?)??(?:\s+(?:of (?:them|those|it)|please|instead|then))*\W*$",
    re.I,
)


def corrected(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "2 of the first, no wait 3": the amount that was said last, in the place of the one that it sets right; the thing may be
    named again ("12 mugs, no wait, 15 mugs")."""
    said = _CORRECTED.search(text)
    if not said or (said["rest"] and not _said_again(text, said, entities)):
        return list(entities)
    before = [one for one in entities if one.get("entity") == "quantity" and (one.get("end") or 0) <= said.start()]
    gone = ("quantity", "unit", "product")
    kept = [one for one in entities if not (one.get("entity") in gone and _touches(one, *said.span()))]
    if not before or any(_touches(one, *said.span("number")) for one in kept):
        return list(entities)
    last = max(before, key=lambda one: int(one["start"]))
    right = [{**one, "value": _value(said["number"])} if one is last else one for one in kept]
    return [*right, {**_quantity(text, *said.span("number"), 0), "value": None}]  # an amount, and no part of a name


def _said_again(text: str, said: re.Match[str], entities: Sequence[Entity]) -> bool:
    """Whether what follows the number that sets right is the thing named before it, and nothing else."""
    things = [one for one in entities if one.get("entity") == "product" and one.get("end")]
    now = [one for one in things if _touches(one, *said.span("rest"))]
    before = [one for one in things if one["end"] <= said.start()]
    alone = len(now) == 1 and text[now[0]["start"] : now[0]["end"]] == said["rest"].strip()
    return alone and bool(before) and words_shared(str(now[0]["value"]), str(before[-1]["value"]))


def _value(word: str) -> int:
    return 1 if word.lower() == "another" else value_of(word.replace(",", ""))


def _quantity(text: str, start: int, end: int, value: int) -> Entity:
    return {"entity": "quantity", "start": start, "end": end, "value": value, "text": text[start:end]}


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
