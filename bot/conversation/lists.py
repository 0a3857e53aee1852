"""Lists and baskets: a pasted text becomes lines. How a word changes one of them: `bot.conversation.list_changes`. Pure.

A line is {"product", "quantity", "unit", "code", "color", "size", "id"}: what was said, and the catalog's product once it is
found; then also how "sure" that is, and the ids of "others" that may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalog.wanted import MOST_LINES, Wanted, is_table, read_text
from bot.conversation.amounts import number
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


def added(held: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """The list with more lines, of which the last is what "make it 12" now means."""
    before = [{name: value for name, value in line.items() if name != "touched"} for line in held]
    return [*before, *lines[:-1], {**lines[-1], "touched": True}][:MOST_LINES] if lines else before
