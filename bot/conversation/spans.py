"""Spans that the words around them show to be something else than they were marked as. Pure.

Entities are dicts with entity, start, end, value, text, role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.categories import IN_NAME, sort
from bot.catalog.measures import capacities
from bot.conversation import (
    counted,
    decoration,
    foreign_days,
    other_numbers,
    purposes,
    ratings,
    references,
    said_amounts,
    size_runs,
)

Entity = Mapping[str, Any]

_INSTEAD = re.compile(
    r"^\W*(?:(?:no|sorry|actually|wait)\W+)*not (?:the |those |any )?(?P<old>[a-z][\w -]{1,30}?)\s*[,;.–-]+\s*(?:but |rather )?"
    r"(?P<new>[a-z][\w -]{1,40}?)(?:,? (?:instead|please|rather))*\W*$",
    re.I,
)


def set_right(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities as the sentence means them."""
    found = references.without_counts(text, entities)
    first = (
        ratings.named_whole,
        foreign_days.days,
        other_numbers.without_others,
        other_numbers.counting_goods,
        size_runs.no_counts,
        counted.priced_apiece,
        counted.paid_elsewhere,
        counted.head_counts,
        counted.people,
        counted.lengths_of,
        counted.compounds,
        counted.one_of_them,
    )
    units = (said_amounts.counted_units, said_amounts.goods_of_numbers)
    said = (said_amounts.times, said_amounts.dozens, *units, said_amounts.of_places)
    named = (decoration.joined_marks, decoration.colored_logo)
    marks = (*named, decoration.dyed, decoration.part_colors, decoration.colored_marks, _artwork)
    amounts = (counted.budgets, counted.in_a_color)
    packs = (counted.what_it_holds, counted.dozens_of_packs)
    rest = (*marks, *amounts, _the_other, _models, _things, _sizes, *packs, purposes.named_by_purpose)
    for right in (*first, _of_things, *said, said_amounts.corrected, *rest):
        found = right(text, found)
    return found


_THINGS = re.compile(r"^\s*(?:different |more |other )?(?:things|items|products|kinds of things)\b", re.I)


def _of_things(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "3 things: napkins, cups and lids": the number counts what is named, and not the goods."""
    return [one for one in entities if one.get("entity") != "quantity" or not _THINGS.match(text[one.get("end") or 0 :])]


_SHOWS = re.compile(
    r"\b(?:logo|emblem|crest|design|artwork|drawing|picture|image|mascot|seal|coat of arms)s? "
    r"(?:has|had|have|shows?|showing|with|features?|featuring|contains?|containing|depicts?|depicting|includes?|"
    r"(?:is |consists |made up )?of)\b(?P<what>[^,;.!?\n]*)",
    re.I,
)
_PIECES_OF = re.compile(r"^\W*(?:pcs?|pieces?|units?|total|in total|of (?:them|these|those|each))\b", re.I)


def _artwork(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Our logo has two crossed rifles": what a picture shows is neither counted nor wanted."""
    found = _SHOWS.search(text)
    if not found:
        return list(entities)
    start, end = found.span("what")
    counts = [one for one in entities if one.get("entity") == "quantity" and _touches(one, start, end)]
    if not counts or any(_PIECES_OF.match(text[one["end"] :]) for one in counts):
        return list(entities)
    return [
        one for one in entities if one.get("entity") not in ("quantity", "product", "unit") or not _touches(one, start, end)
    ]


_SERIES = re.compile(
    r"\b(?:for|fits?|in)\s+(?:(?:a|an|the|my|our)\s+)?(?:[\w-]+\s+)??"
    r"(?P<series>lj|laserjet|officejet|deskjet|inkjet|envy|pixma|imageclass|workforce|ecotank|phaser|hl|mfc|dcp|tn|dr)\s+$",
    re.I,
)
_ENDS = re.compile(r"^\W*(?:(?:printers?|models?|series|please|all[- ]in[- ]one|mfp)\W*)*$", re.I)


def _models(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Toner for LJ 1160", "ink for my Canon 240": the number names a model and counts nothing."""
    for one in entities:
        number = text[one["start"] : one["end"]] if one.get("entity") in ("quantity", "sku") and one.get("end") else ""
        if not re.fullmatch(r"\d{3,5}[a-z]{0,3}", number, re.I) or not _ENDS.match(text[one["end"] :]):
            continue
        start = _model_start(text, one["start"], entities)
        if start is not None:
            name = text[start : one["end"]]
            kept = [other for other in entities if not _touches(other, start, one["end"])]
            return [*kept, {"entity": "sku", "start": start, "end": one["end"], "value": name, "text": name}]
    return list(entities)


def _model_start(text: str, number: int, entities: Sequence[Entity]) -> int | None:
    """Where the name of the model begins whose number stands there; None where no maker or series stands before it."""
    if found := _SERIES.search(text[:number]):
        return found.start("series")
    makers = [one for one in entities if one.get("entity") == "brand" and one.get("end") == number - 1]
    return next((one["start"] for one in makers if re.search(r"\bfor\b", text[: one["start"]], re.I)), None)


_PAPER = re.compile(r"\b(?:paper|cardstock|card stock|cover stock|sheets)\b", re.I)
_SIZED = re.compile(r"(?<![\w.,/$-])\d+(?:[.,/]\d+)?[ -]?(?:[gmt]b|oz|ft|inch(?:es)?|mil|mm)\b", re.I)
_COUNTS = re.compile(r"^\s*(?:of|each)\b", re.I)


def _sizes(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "A stapler for 40 sheets", "64 GB thumb drive": numbers that say what the thing is, and not how many are wanted."""
    found = list(entities)
    goods = [one for one in found if one.get("entity") == "product" and one.get("end")]
    for one in capacities(text):
        names = [str(thing["value"]) for thing in goods] or [(text[: one.start] + text[one.end :]).strip(" .!?")]
        if not any(map(_PAPER.search, names)) and (goods or sort(names[0]).sure >= IN_NAME):
            found = _as_size(text, found, one.start, one.end, one.said)
    for size in _SIZED.finditer(text):
        if not _COUNTS.match(text[size.end() :]):
            found = _as_size(text, found, *size.span(), size[0])
    return found


def _as_size(text: str, entities: Sequence[Entity], start: int, end: int, value: str) -> list[Entity]:
    """The entities with this stretch as a size, unless it is the size of something longer ("3 x 5 inch")."""
    there = [one for one in entities if _touches(one, start, end)]
    counted = ("quantity", "unit", "size")
    if any(
        one["entity"] not in counted or (one["entity"] == "size" and one["end"] - one["start"] > end - start) for one in there
    ):
        return list(entities)
    kept = [one for one in entities if one not in there]
    return [*kept, {"entity": "size", "start": start, "end": end, "value": value, "text": text[start:end]}]


_NOUN = re.compile(r" (?P<noun>[a-z]{3,}(?:[^s\W]s|es))\b(?! of\b)", re.I)
_NO_NOUN = frozenset("ones please thanks always sometimes does this less".split())


def _things(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Any wooden crates": where no thing is named, what stands behind a material is one, and has its name."""
    if any(one.get("entity") in ("product", "sku") for one in entities):
        return list(entities)
    for one in entities:
        found = _NOUN.match(text, one["end"]) if one.get("entity") == "material" and one.get("end") else None
        if found and found["noun"].lower() not in _NO_NOUN:
            name = text[one["start"] : found.end()]
            kept = [other for other in entities if other is one or not _touches(other, *found.span("noun"))]
            return [*kept, {"entity": "product", "start": one["start"], "end": found.end(), "value": name, "text": name}]
    return list(entities)


def _the_other(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Not notebooks, canvas bags instead": the second thing is meant, and the first is none."""
    found = _INSTEAD.match(text)
    if not found or re.search(r"\d", text):
        return list(entities)
    start, end = found.span("new")
    kept = [one for one in entities if not _touches(one, *found.span("old"))]
    if any(one.get("entity") == "product" for one in kept):
        return kept
    plain = [one for one in kept if one.get("entity") in ("color", "material") and one.get("start") == start]
    name = text[start:end]
    rest = name[(plain[0]["end"] - start) :].strip() if plain else name
    if not rest or len(rest.split()) > 4:
        return kept
    return [*kept, {"entity": "product", "start": end - len(rest), "end": end, "value": rest, "text": rest}]


def _touches(entity: Entity, start: int, end: int) -> bool:
    return bool(entity.get("end")) and (entity.get("start") or 0) < end and entity["end"] > start
