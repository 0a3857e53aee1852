"""What a word changes in a list: a number, a color, one thing for another, a line taken off. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.catalog.colors import colors_in
from bot.conversation import references, swaps
from bot.conversation.amounts import number, relative
from bot.conversation.lists import Entity, Line
from bot.conversation.names import words_shared

_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|take (?:off|out)|without|leave out|skip|don'?t need|no more|cancel|forget) (?:the |those |"
    r"any )?",
    re.I,
)

_NONE_OF = re.compile(
    r"^\W*(?:(?:ok|oh|and|but|actually|wait|sorry|so|then)\W+)*no (?!more\b)"
    r"[a-z]+(?: [a-z]+){0,3}\W*$",
    re.I,
)
""" "No towels", of a list with towels on it."""
_BEFORE = re.compile(r"\b(?:(?:not|instead of|rather than)\s+\d[\d,]*|from\s+\d[\d,]*(?=\s+to\s+\d))", re.I)
"""The number of before: "25 not 20"."""


def changed(held: Sequence[Line], text: str, entities: Sequence[Entity]) -> list[Line] | None:
    """The list after a change by a word ("make the notebooks 48", "drop the scissors"); None where the message changes none."""
    chosen = _chosen(held, text)
    if chosen is not None:
        return chosen
    if _adds(text, entities):
        return None
    if (other := _swapped(held, text)) is not None:
        return other
    meant = _meant(held, text)
    if meant is None:
        meant = _of_color(held, text, entities)
    if meant is None:
        meant = _pointed_at(held, text, entities)
    if meant is None:
        return None
    if _REMOVE.search(text) or _NONE_OF.match(text):
        return [line for place, line in enumerate(held) if place != meant]
    return _altered(held, meant, text, entities)


def _swapped(held: Sequence[Line], text: str) -> list[Line] | None:
    """The list with one thing for another; None where the words swap nothing that is on it."""
    swap = swaps.read(text)
    if swap is None:
        return None
    named = _meant(held, swap.old)
    old = _of_place(held, swap.old, ()) if named is None else named
    return None if old is None else [swaps.swapped(one, swap.new) if place == old else one for place, one in enumerate(held)]


def _altered(held: Sequence[Line], meant: int, text: str, entities: Sequence[Entity]) -> list[Line] | None:
    """The list with another number or color in one line; None where the message says neither."""
    held = [{name: value for name, value in line.items() if name != "touched"} for line in held]
    text, entities = _without_before(text, entities)
    colors = [str(entity["value"]) for entity in entities if entity["entity"] == "color"]
    if colors and not any(entity["entity"] == "quantity" for entity in entities):
        return [_recolored(line, colors[-1]) if place == meant else line for place, line in enumerate(held)]
    quantity = next(
        (number(entity["value"]) for entity in entities if entity["entity"] == "quantity" and number(entity.get("value"))), None
    )
    if quantity is None:
        quantity = relative(text, held[meant]["quantity"])
    if quantity is None:
        bare = re.findall(r"(?<![\w.#])\d[\d,]*(?![\w.])", _without_places(text, entities))
        quantity = number(bare[0]) if len(bare) == 1 else None
    if quantity is None or quantity < 1:
        return None
    unit = next((str(one["value"]) for one in entities if one["entity"] == "unit"), held[meant].get("unit"))
    new = {"quantity": quantity, "unit": unit, "part": False, "touched": True}
    return [{**line, **new} if place == meant else line for place, line in enumerate(held)]


def _without_before(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """The text and its entities without the number that holds no longer."""
    for before in _BEFORE.finditer(text):
        entities = [one for one in entities if not before.start() <= int(one.get("start") or 0) < before.end()]
    return _BEFORE.sub(lambda before: " " * len(before[0]), text), list(entities)


_ADDING = re.compile(r"^\W*(?:(?:ok|oh|yes|yeah|then)\W+)*(?:(?:and|also|plus|add|another)\W+)+(?:me\W+)?$", re.I)


def _adds(text: str, entities: Sequence[Entity]) -> bool:
    """ "And 3 boxes of blue pens": another thing with its number, whatever is on the list."""
    counts = [int(one["start"]) for one in entities if one.get("entity") == "quantity" and one.get("end")]
    named = any(one.get("entity") in ("product", "sku") for one in entities)
    return named and bool(counts) and bool(_ADDING.match(text[: min(counts)]))


def wants_removed(text: str) -> bool:
    """Whether something is to be taken off the list."""
    return bool(_REMOVE.search(text))


_NO_AMOUNTS = frozenset(("zip", "date", "phone", "email", "money", "size", "sku", "order_number", "request_number"))


def _without_places(text: str, entities: Sequence[Entity]) -> str:
    """The text with ZIPs, days and whatever else has digits and counts nothing blanked out."""
    for one in entities:
        if one.get("entity") in _NO_AMOUNTS and one.get("end"):
            text = text[: one["start"]] + " " * (one["end"] - one["start"]) + text[one["end"] :]
    return text


_CHOICE = re.compile(r"(?<![\w.])(?P<line>\d{1,3})\s?(?P<letter>[a-c])\b", re.I)
_CHOICES = re.compile(
    r"^\W*(?:(?:line|item|number|no|and|then|ok|take|make|it|the|please|i mean|for|is)\W+|\d{1,3}\s?[a-c]\b\W*)+$", re.I
)


def _chosen(held: Sequence[Line], text: str) -> list[Line] | None:
    """The list after "2b, 5a": of the products that a line may mean, the one with that letter. None where no line has it."""
    picks = {int(one["line"]): "abc".index(one["letter"].lower()) for one in _CHOICE.finditer(text)}
    if not picks or not _CHOICES.match(text):
        return None
    lines = list(held)
    for place, choice in picks.items():
        ids = [lines[place - 1]["id"], *lines[place - 1].get("others", ())] if 0 < place <= len(lines) else []
        if choice >= len(ids) or not ids[choice]:
            return None
        lines = [_picked(one, ids[choice]) if _alike(one, held[place - 1]) else one for one in lines]
    return lines


def _alike(line: Line, other: Line) -> bool:
    """Whether the same words stand in both, so that what is said of one holds for the other."""
    return line is other or all(line.get(name) == other.get(name) for name in ("product", "unit", "id"))


def _picked(line: Line, product: str) -> Line:
    return {**line, "id": product, "others": [], "sure": 1.0, "near": False, "part": False}


def _recolored(line: Line, color: str) -> Line:
    """The line in another color; its product is to be found anew."""
    name = " ".join(word for word in str(line["product"]).split() if not colors_in(word))
    return {**line, "product": name or line["product"], "color": color, "id": None, "near": False, "touched": True}


def _meant(held: Sequence[Line], text: str) -> int | None:
    """The one line that the message names; None where it names none or several."""
    said = list(re.findall(r"[A-Za-z]{3,}", text.lower()))
    found = [place for place, line in enumerate(held) if any(words_shared(_head(line["product"]), word) for word in said)]
    if len(found) != 1:
        found = [place for place, line in enumerate(held) if str(line["product"]).lower() in text.lower()]
    return found[0] if len(found) == 1 else None


def _of_color(held: Sequence[Line], text: str, entities: Sequence[Entity]) -> int | None:
    """The one line of the color that "make the white ones 5" names, of lines that are there in several."""
    said = {str(one["value"]).lower() for one in entities if one["entity"] == "color"}
    counts = any(one["entity"] == "quantity" for one in entities) or _REMOVE.search(text)
    if not (said and counts) or any(one["entity"] in ("product", "sku") for one in entities):
        return None
    found = [place for place, line in enumerate(held) if str(line.get("color") or "").lower() in said]
    return found[0] if len(found) == 1 and len(held) > 1 else None


_IT = re.compile(
    r"^\W*(?:(?:ok|no|actually|sorry|wait|and|please|hm+|oh|well|then)[ ,]+)*"
    r"(?:make|change|set|update|double|triple|halve|remove|drop|delete) (?:it|that|this|them|those)\b|^\W*double\W*$|"
    r"\bhalf(?: (?:of )?(?:it|that|this))?\W*$",
    re.I,
)
_BARE = re.compile(
    r"^\W*(?:(?:no|nope|ok|actually|sorry|wait|and|please|hmm|oh|i meant?|rather|make (?:it|that)|only|just|"
    r"say)[ ,:]+)*\d[\d,]*"
    r"(?: (?:was|is) (?:right|correct|fine|enough|plenty|it)| instead| then| actually| please| not \d[\d,]*)*\W*$",
    re.I,
)
"""A number by itself: the line that was touched last, or the only one, is meant."""
_THE_ONE = re.compile(
    r"^\W*(?:(?:no|ok|actually|sorry|make it|i(?: want|'d like)?|take)\W+)*(?:the|in) [\w ]{2,20}? ?(?:ones?)?\W*$", re.I
)
""" "The blue one", "in red": of the line that was put down last."""
_SHORT = {"cs": "case", "bx": "box", "boxe": "box", "pk": "pack", "rm": "ream", "ctn": "carton", "dz": "dozen", "doz": "dozen",
          "pr": "pair", "batche": "batch"}  # fmt: skip


def _pointed_at(held: Sequence[Line], text: str, entities: Sequence[Entity]) -> int | None:
    """The line that "remove the second", "make it 5 cases" mean: by its place, by its unit, or because there is but one."""
    if any(entity["entity"] in ("product", "sku", "zip", "date") for entity in entities):
        return None
    place = _of_place(held, text, entities) if names_line(text) else None
    if place is not None:
        return place
    colored = _THE_ONE.match(text) and any(entity["entity"] == "color" for entity in entities)
    if not _IT.search(text) and not _BARE.match(text) and not colored:
        return None
    units = {_unit(str(entity["value"])) for entity in entities if entity["entity"] == "unit"}
    counted = [place for place, line in enumerate(held) if units and _unit(str(line.get("unit") or "")) in units]
    if len(counted) == 1:
        return counted[0]
    touched = [place for place, line in enumerate(held) if line.get("touched")]
    return 0 if len(held) == 1 else touched[0] if len(touched) == 1 else None


_CHANGES = re.compile(
    r"^\W*(?:(?:ok|no|nope|actually|sorry|wait|and|please|hm+|oh|well|then|can you|could you)\W+)*"
    rf"(?:make|change|set|update|double|triple|halve)\W+(?:{references.AT_A_PLACE}|(?:the )?line\b)",
    re.I,
)


def names_line(text: str) -> bool:
    """Whether a place in the words is a line of the list: "remove the second", "double the first"."""
    return bool(_REMOVE.search(text) or _CHANGES.search(text))


def removes(text: str) -> bool:
    """Whether a line shall go: "remove the pencils"."""
    return len(text.split()) > 1 and bool(_REMOVE.search(text))


def may_change(text: str) -> bool:
    """Whether it may be a word about a line, though a "no" is in it: "no, remove the second", "no towels", "no, half"."""
    return names_line(text) or bool(_NONE_OF.match(text) or _IT.search(text))


_LINE = re.compile(r"\bline (?P<line>[1-9]\d?)\b", re.I)


def _of_place(held: Sequence[Line], text: str, entities: Sequence[Entity]) -> int | None:
    """The index of the one line that is named by its place; None where none is."""
    places = references.read(text, entities).places
    if line := _LINE.search(text):
        places = (int(line["line"]),)
    if len(places) != 1 or not -1 <= places[0] <= len(held):
        return None
    return len(held) - 1 if places[0] == -1 else places[0] - 1


def _unit(name: str) -> str:
    bare = name.lower().rstrip(".").removesuffix("s") if len(name) > 2 else name.lower()
    return _SHORT.get(bare, bare)


def _head(product: str) -> str:
    """The words of a line's name without what follows a comma or "with"."""
    return re.split(r",| with | w/ |\(| for ", str(product), maxsplit=1)[0]


_ADDS = re.compile(r"\b(?:add|another|more|extra|plus|also|too|as well)\b|^\W*and\b(?! (?:for|if|how|what)\b)(?!.*\?)", re.I)


def recounted(held: Sequence[Line], about: Sequence[str], text: str, quantity: Any, unit: str | None) -> list[Line] | None:
    """The list where "what would 80 cases be" means another number of what a line of it is about; None where it means none."""
    if len(about) != 1 or not quantity or _ADDS.search(text):
        return None
    places = [place for place, line in enumerate(held) if line.get("id") == about[0]]
    if len(places) != 1:
        return None
    before = [{name: value for name, value in line.items() if name != "touched"} for line in held]
    new = {"quantity": quantity, "unit": unit or held[places[0]].get("unit"), "part": False, "touched": True}
    return [{**line, **new} if place == places[0] else line for place, line in enumerate(before)]
