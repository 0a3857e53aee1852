"""What is put on goods, and its color: "stamped in gold" colors the stamp, "dyed dusty rose" the goods. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.catalog.colors import COLORS

Entity = Mapping[str, Any]

_IN = re.compile(r"\s+in\s+", re.I)


def colored_marks(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Our name stamped in gold": the color is the stamp's, and part of the custom work."""
    found = list(entities)
    for color in (one for one in entities if one.get("entity") == "color" and one.get("end")):
        mark = next((one for one in found if one.get("entity") == "customization" and _leads(text, one, color)), None)
        if mark:
            whole = text[mark["start"] : color["end"]]
            found = [one for one in found if one is not color and one is not mark]
            found.append({**mark, "end": color["end"], "value": whole, "text": whole})
    return found


_PROCESS = re.compile(r"^(?:(?:piece|yarn|garment|custom)[- ])?(?:dyed|tinted|colou?red)$", re.I)


def _leads(text: str, mark: Entity, color: Entity) -> bool:
    """Whether the color follows the mark with no more than "in" between; what is dyed is the goods."""
    end = mark.get("end") or 0
    if not 0 < end <= color["start"] or _PROCESS.match(str(mark["value"])):
        return False
    between = text[end : color["start"]]
    return bool(_IN.fullmatch(between)) or (between.isspace() and text[:end].lower().endswith(" in"))


_DYED = re.compile(
    r"\b(?:dyed|tinted|coloured|colored)\s+(?:in\s+)?(?P<color>(?!(?:to|in|with|for|by|and|like|after|the|our|my|a|an)\b)[a-z]+"
    r"(?: (?!(?:to|for|by|with|and|in|on|at|from|please|pls|zip|budget|delivered|shipped)\b)[a-z]+){0,2})",
    re.I,
)


def dyed(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Spools dyed dusty rose": the words after it name a color, whatever they were taken for."""
    found = _DYED.search(text)
    if not found:
        return list(entities)
    start, end = found.span("color")
    kept = [one for one in entities if not _touches(one, start, end)]
    if not any(one.get("entity") in ("product", "sku") and (one.get("end") or 0) <= start for one in kept):
        return list(entities)  # "dyed leather journals"
    return [*kept, {"entity": "color", "start": start, "end": end, "value": found["color"].lower(), "text": found["color"]}]


_COLORED_LOGO = re.compile(
    r"\b(?:(?:our|my|an?) )?(?:\d|one|two|three|four|full|single|spot)[- ]colou?rs? (?:logo|imprint|print|artwork|design)\b",
    re.I,
)


def colored_logo(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "1 color logo" is put on the goods, where nothing else is said to be."""
    found = _COLORED_LOGO.search(text)
    if not found or any(one.get("entity") == "customization" for one in entities):
        return list(entities)
    start, end = found.span()
    kept = [one for one in entities if not _touches(one, start, end)]
    return [*kept, {"entity": "customization", "start": start, "end": end, "value": found[0], "text": found[0]}]


_MADE_SO = re.compile(
    r"\b(?:make|want|have|do|print|stamp|stitch) (?:the|our|my) (?:logo|print(?:ing)?|foil|stamp(?:ing)?|stitching|embroidery|"
    r"engraving|text|name|lettering|crest|design) (?:in )?"
    r"(?P<color>(?:(?:dark|light|rose|forest|navy|royal|hot|matte) )?[a-z]+)\W*$",
    re.I,
)


def part_colors(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Make the logo white": the color that is said of the mark, where no span has it."""
    found = _MADE_SO.search(text)
    if not found or found["color"].split()[-1].lower() not in COLORS or any(one.get("entity") == "color" for one in entities):
        return list(entities)
    start, end = found.span("color")
    kept = [one for one in entities if not _touches(one, start, end)]
    return [*kept, {"entity": "color", "start": start, "end": end, "value": found["color"].lower(), "text": found["color"]}]


_DENIED = re.compile(
    r"\b(?:not|instead of|rather than|no longer|change|replace|swap|switch|from)\s+(?:the |in )?"
    r"(?P<old>[a-z]+)(?: (?P<more>[a-z]+))?",
    re.I,
)
_PART = re.compile(r"\b(?:the|our|that) (?P<part>[a-z]+)(?: (?:should be|has to be|to be|be|to|in|is))? $", re.I)


def recolored(text: str, custom: str, new: Entity) -> str:
    """The custom work with its color set right: "rose gold, not gold", "make the foil silver"; "" where another one is meant.

    `new` is the span of the color as it shall be.
    """
    for found in _DENIED.finditer(text):
        for old in (f"{found['old']} {found['more'] or ''}".strip(), found["old"]):
            if re.search(rf"\b{re.escape(old)}\b", custom, re.I):
                return re.sub(rf"\b{re.escape(old)}\b", str(new["value"]), custom, count=1, flags=re.I)
    part = _PART.search(text[: new.get("start") or 0])
    if part and re.search(rf"\b{re.escape(part['part'])}\b", custom, re.I):
        return f"{re.sub(r' in [a-z ]+$', '', custom, flags=re.I)} in {new['value']}"
    return ""


_WITHIN = re.compile(r"^ (?:[a-z]+ ){1,2}$", re.I)
_APART = re.compile(r"\b(?:and|or|but|plus|also|with|then)\b", re.I)


def joined_marks(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Our name | burned | in the side": two parts of one mark with a word between them are one."""
    marks = sorted((one for one in entities if one.get("entity") == "customization" and one.get("end")), key=_start)
    for one, other in pairwise(marks):
        gap = text[one["end"] : _start(other)]
        if _WITHIN.match(gap) and not _APART.search(gap):
            whole = text[_start(one) : other["end"]]
            joined = {**one, "end": other["end"], "value": whole, "text": whole}
            rest = [entity for entity in entities if entity is not one and entity is not other]
            return joined_marks(text, [*rest, joined])
    return list(entities)


def _start(entity: Entity) -> int:
    return entity.get("start") or 0


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
