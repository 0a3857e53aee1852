"""Sizes with their counts: "12 M, 14 L, 10 XL" is one size breakdown, whose counts make up the whole. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Entity = Mapping[str, Any]

_SIZE = (
    r"(?:extra[- ]?)?(?:small|large)s?|mediums?|(?:x|xx|xxx|[2-6]x)[- ]?(?:small|large)s?|"
    r"xxs|xs|sm|[sml]|med|lg|x{1,4}l|[2-6]xl?|youth [sml]|one[- ]size"
)
_COUNTED = rf"\d{{1,6}}\s*(?:x\s+|in\s+|of\s+)?(?:size\s+)?(?:{_SIZE})\b"
_AFTER = rf"(?:{_SIZE})\s*[-:=x]\s*\d{{1,6}}\b"
_JOIN = r"\s*(?:[,;/+&]|\band\b|\bplus\b|\s)\s*(?:and\s+)?"
_RUN = re.compile(rf"(?<![\w.$#-])(?:{_COUNTED}(?:{_JOIN}{_COUNTED})+|{_AFTER}(?:{_JOIN}{_AFTER})+)(?![\w-])", re.I)
_ONE = re.compile(rf"(?<![\w.$#-])(?P<count>\d{{1,6}})\s+(?:more|extra|additional|another)\s+(?P<size>{_SIZE})(?![\w-])", re.I)
_NUMBER = re.compile(r"(?<![\w.,/$-])\d{1,6}(?![\w.,/%-]*\d)(?!\w)")
_KINDS = ("quantity", "size", "unit", "product", "sku")


def broken_down(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "36 vests, 12 M, 14 L and 10 XL": the sizes keep their counts, and the whole is their sum where that is said,
    or no other number is."""
    run = _RUN.search(text)
    if not run or _of_two_things(run, entities):
        return list(entities)
    start, end = run.span()
    kept = [one for one in entities if not (one.get("entity") in _KINDS and _touches(one, start, end))]
    kept.append({"entity": "size", "start": start, "end": end, "value": run[0], "text": run[0]})
    total = sum(int(count) for count in re.findall(r"(?<!\w)\d{1,6}(?![xX])", run[0]))
    said = next((one for one in _NUMBER.finditer(text) if int(one[0]) == total and not start <= one.start() < end), None)
    if said:
        kept = [one for one in kept if not _is_only(one, said) and one.get("entity") != "quantity"]
        return [*kept, _quantity(said.start(), said.end(), total, said[0])]
    if not any(one.get("entity") == "quantity" for one in kept):
        kept.append(_quantity(start, start + 1, total, run[0]))
    return kept


def _of_two_things(run: re.Match[str], entities: Sequence[Entity]) -> bool:
    """ "10 medium and 20 large boxes"; "12 S, 30 M, 20 L shirts" come in one run of sizes."""
    leads = any(one.get("entity") == "product" and one.get("start") == run.end() + 1 for one in entities)
    return leads and len(_counts(run[0])) == 2 and bool(re.search(r"small|large|medium", run[0], re.I))


_ITEM = re.compile(rf"(?P<count>\d{{1,6}})\s*(?:x\s+|in\s+|of\s+)?(?:size\s+)?(?P<size>{_SIZE})(?![\w-])", re.I)
_ITEM_AFTER = re.compile(
    rf"(?<![\w-])(?P<size>{_SIZE})(?:\s*(?:[-:=x]|to\b|should be\b|becomes?\b|at\b)|(?<=[a-z]{{4}}))\s*"
    r"(?P<count>\d{1,6})(?!\w)",
    re.I,
)
_LETTER = {"small": "s", "sm": "s", "medium": "m", "med": "m", "large": "l", "lg": "l"}


def _counts(run: str) -> list[re.Match[str]]:
    """Each size of a breakdown with its count, in the order of the text."""
    after = re.match(rf"\W*{_SIZE}\s*[-:=]", run, re.I)
    return list((_ITEM_AFTER if after else _ITEM).finditer(run)) or list(_ITEM_AFTER.finditer(run))


def _letter(size: str) -> str:
    """A size as its letters: "XL" for "extra-large" and "x larges", "XXL" for "2XL"."""
    word = re.sub(r"(?<=[a-z]{4})s$", "", re.sub(r"[\s-]+", "", size.lower().replace("extra", "x")))
    for name, letter in _LETTER.items():
        word = re.sub(rf"{name}$", letter, word)
    return re.sub(r"^([2-6])x?l?$", lambda found: "x" * int(found[1]) + "l", word)


def recounted(text: str, held: str) -> tuple[str, int] | None:
    """The breakdown in which "24 M" changed the count of that size, or added a new size to it, and by how many pieces the whole
    grows; None where no size of it is counted anew."""
    now = _counts(text) if _RUN.search(held) and not _ONE.search(text) else []
    there = {_letter(one["size"]): one for one in _counts(held)}
    known = [_letter(one["size"]) in there for one in now]
    if not now or not (all(known) or len(now) == 1):
        return None
    changed, grown = held, 0
    for one in sorted(now, key=lambda each: there[_letter(each["size"])].start() if all(known) else 0, reverse=True):
        old = there.get(_letter(one["size"]))
        grown += int(one["count"]) - (int(old["count"]) if old else 0)
        start, end = old.span("count") if old else (0, 0)
        changed = changed[:start] + one["count"] + changed[end:] if old else f"{changed}, {one[0]}"
    return changed, grown


def more_of_a_size(text: str, held: str) -> str:
    """The breakdown with "4 more XXL" added to it; "" where that is not said, or none is held."""
    added = _ONE.search(text)
    if not added or not _RUN.search(held):
        return ""
    return f"{held}, {added['count']} {added['size']}"


def _is_only(entity: Entity, said: re.Match[str]) -> bool:
    """Whether a quantity or a size was read out of that very number ("36 w")."""
    return entity.get("entity") in ("quantity", "size") and _touches(entity, *said.span())


def _quantity(start: int, end: int, value: int, text: str) -> Entity:
    return {"entity": "quantity", "start": start, "end": end, "value": value, "text": text}


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start


_CLASS = re.compile(
    r"\b(?:class|type|grade|level|version|style|tier|phase|category|model|"
    r"turn(?:s|ed|ing)?|aged?|celebrat\w+(?: (?:our|its|the|their))?)\s*$",
    re.I,
)
_MARKER = re.compile(r"^\s*[).:]\s*(?=\S)")


def no_counts(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Class 2", "1) mugs 2) coasters": numbers that name a grade or a line of a list count nothing."""
    return [one for one in entities if not (one.get("entity") == "quantity" and one.get("end") and _names(text, one))]


def _names(text: str, one: Entity) -> bool:
    start, end = one["start"], one["end"]
    if _CLASS.search(text[:start]):
        return True
    begins = not text[:start].strip() or text[start - 1] in " \n("
    marker = re.fullmatch(r"\d{1,2}", text[start:end]) and _MARKER.match(text[end:]) and text[end : end + 1] != "."
    return bool(begins and marker and len(re.findall(r"(?<!\S)\(?\d{1,2}\)", text)) > 1)
