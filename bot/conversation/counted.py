"""Numbers of a message that count something else than they were taken for: what a piece may cost, who works there, what a pad
holds. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.categories import sort

Entity = Mapping[str, Any]

_MEASURES = (
    r"(?:inch|in|foot|ft|yard|yd|meter|metre|cm|mm|mile|ounce|oz|pound|lb|gram|hour|minute|day|week|month|year|gallon)s?"
)
_APIECE = re.compile(
    rf"(?<![\w.$/])(?P<sum>\d*\.\d{{1,2}}|an? (?:buck|dollar))(?![\d.])"
    rf"\s*(?:(?:an?|per|/|for an?|for each|for one)\s*(?!{_MEASURES}\b)(?P<piece>[a-z][a-z-]+)|each\b|ea\b|apiece\b)",
    re.I,
)
_UNIT = r"(?:case|box|pack|carton|ream|roll|piece|bag|bottle|dozen|gross|unit|pallet|sleeve)"
_APIECE_WHOLE = re.compile(rf"\b(?:for|at|@) (?P<sum>\d{{1,4}})\s*(?:(?:an?|per|/) ?{_UNIT}\b|each\b|ea\b|apiece\b)", re.I)
""" "They have it for 22 a case": a price as well, though it has neither a sign nor cents."""
_OFFERED = re.compile(
    r"\b(?:is|would|about|around) (?P<sum>\d{1,4}(?:\.\d\d?)?) (?:each|apiece|a piece|ea)\b[^.!?]{0,15}"
    r"\b(?:doable|possible|realistic|feasible|ok|okay|fair|reasonable|works?)\b",
    re.I,
)
""" "Is 10 each doable"."""
_CEILING = re.compile(
    r"\b(?:under|below|less than|cheaper than|max(?:imum)?(?: of)?|at (?:the )?most|up to|no more than|not over|not above|"
    r"within|tops)\W*$",
    re.I,
)
_TOPS = re.compile(r"^\W*(?:tops|max(?:imum)?|or (?:less|under|below|cheaper)|at (?:the )?most)\b", re.I)


_SOLD_THERE = re.compile(
    r"\b(?:has|have|had|got|sells?|selling|carries|offers?|lists?|charges?(?: (?:me|us))?(?: for)?) "
    r"(?:em|them|it|those|these|that|this|the same(?: (?:one|ones|thing))?) (?:for|at) (?:only |just |about |around )?"
    r"(?P<sum>\d+\.\d\d)(?![\d.])",
    re.I,
)
""" "The other shop has em for 1.10": what is paid elsewhere."""


def paid_elsewhere(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities with a price of others, even without its sign."""
    found = list(entities)
    for price in _SOLD_THERE.finditer(text):
        start, end = price.span("sum")
        money = {"entity": "money", "start": start, "end": end, "value": float(price["sum"]), "text": price["sum"]}
        found = [*(one for one in found if not _touches(one, start, end)), {**money, "role": "quoted"}]
    return found


def offers_price(text: str) -> bool:
    """Whether it is asked if a sum for each can be met: "is 14 each doable"."""
    return bool(_OFFERED.search(text))


def priced_apiece(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Around 2.25 a bag", "under a buck each": what a piece is to cost, even without its sign, and no size or number."""
    found = list(entities)
    for price in (*_APIECE.finditer(text), *_APIECE_WHOLE.finditer(text), *_OFFERED.finditer(text)):
        start, end = price.span("sum")
        there = [one for one in found if _touches(one, start, end)]
        if any(one.get("entity") not in ("quantity", "size", "unit", "sku") for one in there):
            continue
        ceiling = _CEILING.search(text[:start]) or _TOPS.match(text[price.end() :])
        value = float(price["sum"]) if price["sum"][-1].isdigit() else 1.0
        money = {"entity": "money", "start": start, "end": end, "value": value, "text": price["sum"]}
        role = "max" if ceiling else "target"
        found = [*(one for one in found if one not in there), {**money, "role": role}]
    return found


_BARE = re.compile(
    r"^\W*(?:(?:(?:ok|no|sorry|actually|wait|hm+|then|well|rather)\W+)*(?:make|change) (?:it|that|this)(?: to)? (?:an? |one )"
    r"(?:full |whole )?(?P<one>dozen|gross|case|box|pack|carton|pallet|crate)\b|"
    r"(?P<unit>dozen|gross|case|box|pack|carton)s? of (?:them|those|these|that|it)\b)",
    re.I,
)


def one_of_them(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Dozen of those", "make it a pallet": one of that unit, although it is not said."""
    found = _BARE.match(text)
    if not found or any(one.get("entity") == "quantity" for one in entities):
        return list(entities)
    named = "one" if found["one"] else "unit"
    start, end = found.span(named)
    unit = {"entity": "unit", "start": start, "end": end, "value": found[named].lower(), "text": found[named]}
    one = {"entity": "quantity", "start": start, "end": end, "value": 1, "text": found[named]}
    return [*(other for other in entities if not _touches(other, start, end)), one, unit]


_PACKS_BEHIND = re.compile(
    r"^\s+(?P<unit>boxes|packs?|cases?|reams?|cartons?|bottles?|rolls?|bags?|sets?|pairs?|tubes?|pads?)\b", re.I
)


def dozens_of_packs(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "2 dozen reams" are 24 reams: a dozen of packs is a number of them, and no unit of its own."""
    found: list[Entity] = list(entities)
    for dozen in entities:
        if dozen.get("entity") != "unit" or str(dozen["value"]).lower() not in ("dozen", "dozens") or not dozen.get("end"):
            continue
        pack = _PACKS_BEHIND.match(text[dozen["end"] :])
        count = next((one for one in found if one.get("entity") == "quantity" and _before(one, dozen)), None)
        if not pack or count is None:
            continue
        start, end = (dozen["end"] + at for at in pack.span("unit"))
        rest = [one for one in found if one not in (dozen, count) and not _touches(one, start, end)]
        unit = {"entity": "unit", "start": start, "end": end, "value": pack["unit"].lower(), "text": pack["unit"]}
        found = [*rest, {**count, "end": dozen["end"], "value": count["value"] * 12}, unit]
    return found


_LENGTH = re.compile(r"(?P<count>\d[\d,]*) ?(?P<unit>yards?|yds?|feet|ft|rolls?|spools?|sheets?|reels?)$", re.I)
_OF = re.compile(r"^\s+of\s+(?!them\b|those\b|these\b)[a-z]", re.I)


def lengths_of(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "100 yards of ribbon": so much of it is wanted, and no ribbon of that size."""
    found: list[Entity] = []
    for one in entities:
        length = _LENGTH.match(str(one.get("text") or one["value"])) if one.get("entity") == "size" else None
        if not length or not one.get("end") or not _OF.match(text[one["end"] :]):
            found.append(one)
            continue
        at = one["start"] + length.start("unit")
        count = int(length["count"].replace(",", ""))
        found.append(
            {**one, "entity": "quantity", "end": one["start"] + length.end("count"), "value": count, "text": length[1]}
        )
        found.append({**one, "entity": "unit", "start": at, "value": length["unit"].lower(), "text": length["unit"]})
    return found


_BUDGET_AFTER = re.compile(
    r"^\s*(?:dollars?|bucks|usd)?\s*(?:(?:total|overall|max(?:imum)?|is (?:the|our|my))\s+)*budget\b"
    r"(?=\W*$|\s*[.,;!?)]|\s+(?:for|of|to|in|and|with|on|please|here|max|tops|altogether|overall)\b)",
    re.I,
)
_BUDGET_BEFORE = re.compile(
    r"\bbudget(?:\s+(?:is|of|would be|for (?:it|this|all|everything))|,? (?:it'?s|that'?s|which is))*\s*[:=]?\s*"
    r"(?:about |around )?$",
    re.I,
)
_NO_SUM = re.compile(r"^\s*(?:of|pcs|pieces|units)\b", re.I)


def budgets(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "900 total budget", "our budget is 1500": a number beside that word is money, even without its sign."""
    found: list[Entity] = []
    for one in entities:
        start, end = one.get("start") or 0, one.get("end") or 0
        counts = one.get("entity") == "quantity" and isinstance(one.get("value"), int | float) and end
        paid = counts and (_BUDGET_AFTER.match(text[end:]) or _BUDGET_BEFORE.search(text[:start]))
        sum_of_money = paid and not _NO_SUM.match(text[end:])
        found.append({**one, "entity": "money", "value": float(one["value"])} if sum_of_money else one)
    return found


_COUNT_IN = re.compile(r"(?P<count>\d[\d,]*) in$", re.I)


def in_a_color(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "200 in black": a color after it makes the number no size in inches."""
    starts = [one.get("start") for one in entities if one.get("entity") == "color"]
    found: list[Entity] = []
    for one in entities:
        count = _COUNT_IN.match(text[one["start"] : one["end"]]) if one.get("entity") == "size" and one.get("end") else None
        if count and one["end"] + 1 in starts:
            end = one["start"] + count.end("count")
            value = int(count["count"].replace(",", ""))
            found.append({**one, "entity": "quantity", "end": end, "value": value, "text": count["count"]})
        else:
            found.append(one)
    return found


_HEADS = re.compile(
    r"\b(?:firm|office|team|staff|crew|company|business|shop|group|family|class|department|school|church|congregation|"
    r"party|band|agency|practice|clinic|gym|studio) of (?:about |around |roughly |some )?(?P<count>\d[\d,]*)"
    r"(?: (?:people|ppl|persons?|employees|staff|heads)\b)?",
    re.I,
)
_AT_WORK = re.compile(
    r"\b(?:(?:firm|office|team|staff|crew|company|business|shop|group|department|school|agency|practice|clinic|studio|"
    r"break ?room|(?:we|there)(?:'re| are)|(?:we|i) have(?: got)?)\b[\s,:(]*(?:(?:of|with|for|has|have|is|are|about|around|"
    r"roughly|some|like|maybe)\s+){0,3})(?P<count>\d[\d,]*)[ -]?(?:people|ppl|persons?|employees|staff|coworkers|heads|"
    r"of us)\b|\b(?P<before>\d[\d,]*)[ -](?:people|ppl|person|employee|man|seat|head)[ -](?:firm|office|team|"
    r"crew|company|business|shop|group|department|agency|practice|clinic|studio)\b",
    re.I,
)
""" "An office, 50 ppl": who works there, and no "shirts for 50 people", each of whom gets one."""


_PEOPLE = re.compile(
    r"\s+(?:[a-z]+ )?(?:people|persons?|guests|members|singers|students|pupils|kids|children|players|employees|staff|attendees|"
    r"volunteers|teachers|nurses|runners|campers|musicians|participants|adults|parents|colleagues|co-?workers|workers|friends|"
    r"families|campers|dancers|athletes|visitors|customers|graduates)\b"
    r"(?!['\u2019]| \w*(?:bags?|gifts?|chairs?|books?|kits?)\b)",
    re.I,
)
_STATE = re.compile(r"\b(?:to be|just to be|want to be|stay|play it|keep it|be)\s+$", re.I)


def people(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "About sixty singers, so 75 to be safe": people are not goods, nor is what somebody wants to be."""
    found = list(entities)
    states = [one for one in found if one.get("entity") == "product" and _STATE.search(text[: one.get("start") or 0])]
    found = [one for one in found if one not in states]
    for count in [one for one in found if one.get("entity") == "quantity" and one.get("end")]:
        crowd = _PEOPLE.match(text, count["end"])
        goods = [one for one in found if one.get("entity") == "product" and not (crowd and _touches(one, *crowd.span()))]
        if crowd and goods:
            found = [one for one in found if one is not count and (one in goods or not _touches(one, *crowd.span()))]
    return found


def without_heads(text: str) -> str:
    """The text without how many people there are: they tell no goods."""
    return _AT_WORK.sub(" ", _HEADS.sub(" ", text))


def head_counts(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "A law firm of 12 in Boston": so many people are no size and no amount of goods."""
    people = [found.span("count") if found["count"] else found.span("before") for found in _AT_WORK.finditer(text)]
    spans = [*(found.span("count") for found in _HEADS.finditer(text)), *people]
    return [
        one
        for one in entities
        if one.get("entity") not in ("quantity", "size") or not any(_touches(one, *span) for span in spans)
    ]


_WITH_COMPOUND = ("bottle", "can", "box", "bag", "case", "roll", "jar", "tube", "sheet", "pallet", "crate", "cup")


def compounds(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "5k bottle openers": a unit in the singular after a number is part of the name, where both together name another thing
    than the second word does."""
    found = list(entities)
    for unit in entities:
        if unit.get("entity") != "unit" or str(unit["value"]).lower() not in _WITH_COMPOUND or not unit.get("end"):
            continue
        thing = next((one for one in found if one.get("entity") == "product" and one.get("start") == unit["end"] + 1), None)
        counted = any(one.get("entity") == "quantity" and one["value"] != 1 and _before(one, unit) for one in found)
        if thing is None or not counted or text[unit["start"] : unit["end"]].lower() != str(unit["value"]).lower():
            continue
        name = text[unit["start"] : thing["end"]]
        if _is_doer(str(thing["value"])) or sort(name).category != sort(str(thing["value"])).category:
            kept = [one for one in found if one not in (unit, thing)]
            found = [*kept, {**thing, "start": unit["start"], "value": name, "text": name}]
    return found


def _before(one: Entity, other: Entity) -> bool:
    return bool(one.get("end")) and 0 <= other["start"] - one["end"] <= 1


def _is_doer(name: str) -> bool:
    """ "Openers", "cutters": what does something to the word before it."""
    return bool(
        re.fullmatch(r"(?:open|cut|seal|hold|crush|wash|clean|warm|cool|carri|stopp|dispens|slic)(?:er|or)s?", name, re.I)
    )


_HOLDS = re.compile(r"\b(?:pads?|notebooks?|journals?|planners?|composition books?|tablets?|binders?|folders?)\b", re.I)
_SHEETS = ("sheet", "page")


def what_it_holds(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Legal pads, 50 sheets": so many leaves say what a pad is, and not how many are wanted."""
    things = [str(one["value"]) for one in entities if one.get("entity") == "product"]
    unit = next((one for one in entities if one.get("entity") == "unit" and one.get("end")), None)
    if (
        not things
        or unit is None
        or not any(map(_HOLDS.search, things))
        or str(unit["value"]).lower().rstrip("s") not in _SHEETS
    ):
        return list(entities)
    count = next((one for one in entities if one.get("entity") == "quantity" and _before(one, unit)), None)
    if count is None or re.match(r"\s+of\b", text[unit["end"] :]):
        return list(entities)
    said = text[count["start"] : unit["end"]]
    kept = [one for one in entities if one not in (count, unit)]
    return [*kept, {"entity": "size", "start": count["start"], "end": unit["end"], "value": said, "text": said}]


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
