"""Lists and baskets: a pasted text becomes lines, and a word changes one of them. Pure.

A line is {"product", "quantity", "unit", "color", "size", "id"}: what was said, and the catalog's product once it is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import references
from bot.conversation.amounts import number, relative
from bot.conversation.names import words_shared

MOST_LINES = 100
Entity = Mapping[str, Any]
Line = dict[str, Any]

_BULLET = re.compile(r"^\s*(?:[-*•·–—]+|\d{1,2}[.)](?=\s)|\[[ x]?\])\s*")
_UNITS = (
    "boxes|box|bxs?|packs?|pks?|cases?|cs|reams?|rms?|cartons?|ctns?|bottles?|rolls?|sets?|"
    "pairs?|prs?|dozens?|doz|dz|bags?|bundles?|sleeves?|pallets?|tubes?|pads?|units?|pcs|pieces|"
    "ea|each|gross"
)
_LEADING = re.compile(
    rf"^(?:qty:?\s*)?(?P<count>\d[\d,]*(?:\.\d+)?k?)\s*(?:x\s+)?(?:(?P<unit>{_UNITS})\b\.?(?:\s+of)?)?\s*(?P<what>.+)$", re.I
)
_TRAILING = re.compile(
    rf"^(?P<what>.+?)[\s,:;–-]+(?:x|qty:?|quantity:?)?\s*(?P<count>\d[\d,]*)\s*(?P<unit>{_UNITS})?\.?$", re.I
)
_TAIL = re.compile(r"[\s,;.]+$")
_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|take (?:off|out)|without|leave out|skip|don'?t need|no more|cancel|forget) (?:the |those |any )?",
    re.I,
)


def lines_in(text: str, entities: Sequence[Entity]) -> list[Line]:
    """The lines of a list; [] where the message is none: fewer than two things with a quantity each."""
    rows = [row for row in text.splitlines() if row.strip()]
    found = _rows(rows) if len(rows) > 1 else []
    if len(found) < 2:
        found = _pairs(text, entities)
    return _with_details(found, text, entities)[:MOST_LINES] if len(found) > 1 else []


def _rows(rows: Sequence[str]) -> list[Line]:
    return [line for line in map(_row, rows) if line]


def _row(row: str) -> Line | None:
    bullet = _BULLET.match(row)
    body = _TAIL.sub("", row[bullet.end() :] if bullet else row.strip())
    for pattern in (_LEADING, _TRAILING):
        found = pattern.match(body)
        if found and re.search(r"[A-Za-z]{2}", found["what"]) and len(found["what"]) < 120:
            return _line(found["what"], _count(found["count"]), found["unit"])
    if bullet and re.search(r"[A-Za-z]{2}", body) and len(body) < 120:
        return _line(body, None, None)
    return None


def _count(text: str) -> Any:
    return number(text[:-1]) * 1000 if text[-1] in "kK" else number(text)


def _line(what: str, quantity: Any, unit: str | None) -> Line:
    return {"product": _TAIL.sub("", what).strip(), "quantity": quantity or 1, "unit": unit.lower() if unit else None}


def _pairs(text: str, entities: Sequence[Entity]) -> list[Line]:
    """ "4 staplers, 2 boxes of staples and 10 pens": every quantity with the product that follows it."""
    marked = sorted((entity for entity in entities if entity.get("start") is not None), key=lambda entity: entity["start"])
    found: list[Line] = []
    for position, entity in enumerate(marked):
        if entity["entity"] != "quantity" or number(entity.get("value")) is None:
            continue
        after = []
        for later in marked[position + 1 :]:
            if later["entity"] == "quantity":
                break
            after.append(later)
        product = next((later for later in after if later["entity"] in ("product", "sku")), None)
        unit = next((later for later in after if later["entity"] == "unit"), None)
        if product is not None:
            line = _line(str(product["value"]), number(entity["value"]), str(unit["value"]) if unit else None)
            found.append(
                {
                    **line,
                    **{
                        later["entity"]: str(later["value"])
                        for later in after
                        if later["entity"] in ("color", "size", "material", "brand")
                    },
                }
            )
    return found


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
    meant = _meant(held, text)
    if meant is None:
        meant = _pointed_at(held, text, entities)
    if meant is None:
        return None
    if _REMOVE.search(text):
        return [line for place, line in enumerate(held) if place != meant]
    quantity = next(
        (number(entity["value"]) for entity in entities if entity["entity"] == "quantity" and number(entity.get("value"))), None
    )
    if quantity is None:
        quantity = relative(text, held[meant]["quantity"])
    if quantity is None:
        bare = re.findall(r"(?<![\w.#])\d[\d,]*(?![\w.])", text)
        quantity = number(bare[0]) if len(bare) == 1 else None
    if quantity is None or quantity < 1:
        return None
    return [{**line, "quantity": quantity} if place == meant else line for place, line in enumerate(held)]


def _meant(held: Sequence[Line], text: str) -> int | None:
    """The one line that the message names; None where it names none or several."""
    said = list(re.findall(r"[A-Za-z]{3,}", text.lower()))
    found = [place for place, line in enumerate(held) if any(words_shared(_head(line["product"]), word) for word in said)]
    if len(found) != 1:
        found = [place for place, line in enumerate(held) if str(line["product"]).lower() in text.lower()]
    return found[0] if len(found) == 1 else None


_IT = re.compile(
    r"^\W*(?:(?:ok|no|actually|sorry|wait|and|please)[ ,]+)*"
    r"(?:make|change|set|update|double|triple|halve|remove|drop|delete) (?:it|that|this|them|those)\b",
    re.I,
)
_SHORT = {"cs": "case", "bx": "box", "boxe": "box", "pk": "pack", "rm": "ream", "ctn": "carton", "dz": "dozen", "doz": "dozen",
          "pr": "pair", "batche": "batch"}  # fmt: skip


def _pointed_at(held: Sequence[Line], text: str, entities: Sequence[Entity]) -> int | None:
    """The line that "remove the second", "make it 5 cases" mean: by its place, by its unit, or because there is but one."""
    if any(entity["entity"] in ("product", "sku", "zip", "date") for entity in entities):
        return None
    places = references.read(text, entities).places if _REMOVE.search(text) else ()
    if len(places) == 1 and -1 <= places[0] <= len(held):
        return len(held) - 1 if places[0] == -1 else places[0] - 1
    if not _IT.search(text):
        return None
    units = {_unit(str(entity["value"])) for entity in entities if entity["entity"] == "unit"}
    counted = [place for place, line in enumerate(held) if units and _unit(str(line.get("unit") or "")) in units]
    if len(counted) == 1:
        return counted[0]
    return 0 if len(held) == 1 else None


def _unit(name: str) -> str:
    bare = name.lower().rstrip(".").removesuffix("s") if len(name) > 2 else name.lower()
    return _SHORT.get(bare, bare)


def _head(product: str) -> str:
    """The words of a line's name without what follows a comma or "with"."""
    return re.split(r",| with | w/ |\(| for ", str(product), maxsplit=1)[0]


def added(held: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    return [*held, *lines][:MOST_LINES]
