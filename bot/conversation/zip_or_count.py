"""A number that was said where a ZIP was asked for: a ZIP, a mistyped one, or how many are wanted. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import zipcodes

from bot.conversation import words
from bot.conversation.facts import Heard

_LONE = re.compile(r"(?<![\w$.,/(-])(?P<count>\d{1,3}(?:,\d{3})+|\d+) ?(?P<thousand>k\b)?(?![\w%]|[.,/-]\d)", re.I)
_COUNTS = re.compile(
    r"\b(?:mean|meant|make (?:it|that|them)|go(?:ing)? (?:with|w|for)|wants?|needs?|order|get|take|gimme|give me|instead|"
    r"actually|rather|change (?:it|that)|only|just|lets do|let's do)\b",
    re.I,
)
_PLACED = re.compile(r"\b(?:zip|zip code|postal code|post ?code|to|in|into|near|at|is|it'?s)\W+$", re.I)
_NO_COUNT = ("date", "money", "phone", "email", "size", "max_price", "state")


def instead_of_a_zip(heard: Heard, held: Mapping[str, Any], asked: Sequence[str]) -> int | None:
    """The number that was said where a ZIP was asked for, and that is none: "no, I meant 8000", "make it 10k", "and 2500?".

    None where it may be a ZIP, a mistyped one, or a day, a price and the like.
    """
    found = list(_LONE.finditer(heard.text))
    if "zip" not in asked or not held.get("quantity") or len(found) != 1 or any(map(heard.values, _NO_COUNT)):
        return None
    one = found[0]
    plain = one["count"].isdigit() and not one["thousand"]
    speaks = _COUNTS.search(heard.text) or words.is_question(heard.text)
    if plain and (not speaks or _PLACED.search(heard.text[: one.start()]) or _is_zip(one["count"])):
        return None
    return int(one["count"].replace(",", "")) * (1000 if one["thousand"] else 1)


def _is_zip(digits: str) -> bool:
    return len(digits) == 5 and zipcodes.is_real(digits)
