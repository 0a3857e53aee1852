"""One thing of a list for another: "swap the pencils for mechanical ones", "replace line 2 with 3 boxes of tape". Pure."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from bot.catalog.colors import colors_in
from bot.conversation.amounts import number
from bot.conversation.said_amounts import UNITS

Line = dict[str, Any]

_SWAP = re.compile(
    r"\b(?:swap|replace|exchange|substitute|trade|switch|change)\s+(?:out\s+)?(?P<old>[^\d\n].{0,60}?)\s+"
    r"(?:for|with|to|by|into)\s+(?:(?:the|some|an?|your|those)\s+)?(?P<new>[^\n]{2,60}?)(?:\s+(?:please|instead))*\W*$",
    re.I,
)
_COUNTED = re.compile(rf"^(?P<count>\d[\d,]*)\s*(?:(?P<unit>{UNITS})\b\.?(?:\s+of)?)?\s*(?P<what>.*)$", re.I)
_ONES = re.compile(r"\s*\bones?$", re.I)


class Swap(NamedTuple):
    """`old` names the line that goes, `new` what comes instead, both as they were said."""

    old: str
    new: str


def read(text: str) -> Swap | None:
    """What is to be taken for what; None where the words swap nothing, or only change a number."""
    found = _SWAP.search(text)
    if not found or re.fullmatch(rf"\d[\d,]*\s*(?:{UNITS})?", found["new"], re.I):
        return None
    return Swap(found["old"], found["new"])


def swapped(line: Line, new: str) -> Line:
    """The line for the other thing: as many of it, unless another number is said; its product is to be found anew."""
    counted = _COUNTED.match(new)
    amount = {"quantity": number(counted["count"]), "unit": counted["unit"] and counted["unit"].lower()} if counted else {}
    name = (counted["what"] if counted else new).strip()
    colors = colors_in(name)
    name = " ".join(word for word in name.split() if not colors_in(word))
    if _ONES.search(name) or not name:
        name = f"{_ONES.sub('', name)} {_noun(str(line['product']))}".strip()
    other = {"product": name, "color": next(iter(colors), None), "size": None, "material": None, "brand": None}
    found_anew: Line = {"id": None, "picked": False, "open": False, "near": False, "part": False, "others": [], "touched": True}
    return {**{key: value for key, value in line.items() if key != "code"}, **other, **amount, **found_anew}


def _noun(product: str) -> str:
    """The word that says what a line is of: "mechanical ones" for "#2 pencils, yellow" are mechanical pencils."""
    words: list[str] = re.findall(r"[A-Za-z][\w-]*", re.split(r",|\bwith\b|\(|\bfor\b", product, maxsplit=1)[0])
    return words[-1] if words else product
