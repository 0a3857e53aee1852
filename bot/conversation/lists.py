"""Lists and baskets: a pasted text becomes lines, and a word changes one of them. Pure.

A line is {"product", "quantity", "unit", "code", "color", "size", "id"}: what was said, and the catalog's product once it is
found; then also how "sure" that is, and the ids of "others" that may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.colors import colors_in
from bot.catalog.wanted import MOST_LINES, Wanted, is_table, read_text
from bot.conversation import references, swaps
from bot.conversation.amounts import number, relative
from bot.conversation.names import words_shared
from bot.conversation.pairs import Pair, pairs
from bot.conversation.said_amounts import UNITS

Entity = Mapping[str, Any]
Line = dict[str, Any]

_BULLET = re.compile(r"^\s*(?:[-*•·–—]+|\d{1,2}[.)](?=\s)|\[[ x]?\])\s*")
_LEADING = re.compile(
    rf"^(?:qty:?\s*)?(?P<count>\d[\d,]*(?:\.\d+)?k?)\s*(?:x\s+)?(?:(?P<unit>{UNITS})\b\.?(?:\s+of)?)?\s*(?P<what>.+)$", re.I
)
_TRAILING = re.compile(rf"^(?P<what>.+?)[\s,:;–-]+(?:x|qty:?|quantity:?)?\s*(?P<count>\d[\d,]*)\s*(?P<unit>{UNITS})?\.?$", re.I)
_FIELD = re.compile(
    r"^(?:qty|quantit(?:y|ies)|amount|zip(?: code)?|postal code|size|dimensions?|price|budget|cost|deadline|date|due|"
    r"phone|tel|fax|"
    r"cell|mobile|e-?mail|order|po|rfq|account|acct|item no|ship to|deliver to|color|material|suite|ste|unit|apt|room)\W*$",
    re.I,
)
"""A row's words that name a field of a form, and no thing: "ZIP 60616", "qty 500"."""
_MEASURE = re.compile(
    r"^(?:gr?|gsm|g/m2|oz|ml|cl|l|kg|lbs?|mm|cm|in|inch(?:es)?|ft|pt|mil|days?|weeks?|months?|people|offices?)$",
    re.I,
)
"""What stands behind a number and is no thing: "250 gr"."""
_TAIL = re.compile(r"[\s,;.]+$")
_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|take (?:off|out)|without|leave out|skip|don'?t need|no more|cancel|forget) (?:the |those |"
    r"any )?",
    re.I,
)


def lines_in(text: str, entities: Sequence[Entity]) -> list[Line]:
    """The lines of a list; [] where the message is none: fewer than two things with a quantity each."""
    if is_table(text):
        return [of_wanted(one) for one in read_text(text)]
    rows = [row for row in text.splitlines() if row.strip()]
    found = _rows(rows) if len(rows) > 1 else []
    if len(found) < 2:
        found = counted_in(text, entities)
    return _with_details(found, text, entities)[:MOST_LINES] if len(found) > 1 else []


def _rows(rows: Sequence[str]) -> list[Line]:
    return [line for line in map(_row, rows) if line]


def _row(row: str) -> Line | None:
    bullet = _BULLET.match(row)
    body = _TAIL.sub("", row[bullet.end() :] if bullet else row.strip())
    for pattern in (_LEADING, _TRAILING):
        found = pattern.match(body)
        if found and _is_thing(found["what"]):
            return _line(found["what"], _count(found["count"]), found["unit"])
    if bullet and _is_thing(body):
        return _line(body, None, None)
    return None


def _is_thing(what: str) -> bool:
    name = what.strip(" .,:;-")
    return bool(re.search(r"[A-Za-z]{2}", name)) and len(name) < 120 and not (_FIELD.match(name) or _MEASURE.match(name))


def of_wanted(wanted: Wanted) -> Line:
    """A line of a table or a file."""
    code = {"code": wanted.code} if wanted.code else {}
    return {**_line(wanted.text or wanted.code, number(wanted.quantity), wanted.unit or None), **code, "id": None}


def rows_in(text: str) -> int:
    """How many rows of a pasted list the text has."""
    if is_table(text):
        return len(read_text(text))
    return len(_rows([row for row in text.splitlines() if row.strip()]))


def _count(text: str) -> Any:
    return number(text[:-1]) * 1000 if text[-1] in "kK" else number(text)


def _line(what: str, quantity: Any, unit: str | None) -> Line:
    return {"product": _TAIL.sub("", what).strip(), "quantity": quantity or 1, "unit": unit.lower() if unit else None}


def counted_in(text: str, entities: Sequence[Entity]) -> list[Line]:
    """ "4 staplers, 2 boxes of staples and 10 pens": a line for every thing that is named with its number."""
    return [_of_pair(one) for one in pairs(text, entities) if _is_thing(str(one.thing["value"])) and _amount(one) is not None]


def _amount(pair: Pair) -> Any:
    return number(pair.amount.get("value"))


def _of_pair(pair: Pair) -> Line:
    unit = str(pair.unit["value"]) if pair.unit else None
    details = {str(one["entity"]): str(one["value"]) for one in pair.details}
    return {**_line(str(pair.thing["value"]), _amount(pair), unit), **details}


def _with_details(lines: list[Line], text: str, entities: Sequence[Entity]) -> list[Line]:
    """Colors and the like that were recognised inside a line's own words, and a clean product name where one was."""
    for line in lines:
        for entity in entities:
            typed = text[entity["start"] : entity["end"]] if entity.get("start") is not None else ""
            if (
                entity["entity"] in ("color", "size", "material", "brand")
                and typed
                and typed.lower() in line["product"].lower()
            ):
                line.setdefault(entity["entity"], str(entity["value"]))
        line.setdefault("id", None)
    return lines


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
    if _REMOVE.search(text):
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
    r"(?:make|change|set|update|double|triple|halve|remove|drop|delete) (?:it|that|this|them|those)\b|^\W*double\W*$",
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


def added(held: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """The list with more lines, of which the last is what "make it 12" now means."""
    before = [{name: value for name, value in line.items() if name != "touched"} for line in held]
    return [*before, *lines[:-1], {**lines[-1], "touched": True}][:MOST_LINES] if lines else before


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
