"""Prices that a customer names inside the words for the thing: "black toner under $80"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_AMOUNT = r"(?:\$\s*(?P<{0}a>\d[\d,]*(?:\.\d+)?)|(?P<{0}b>\d[\d,]*(?:\.\d+)?)\s*(?:dollars|bucks|usd)\b)"
_HIGHEST = re.compile(
    r"\b(?:under|below|less than|cheaper than|no more than|not over|up to|at most|max(?:imum)?)\s*(?:of\s+)?"
    + _AMOUNT.format("h"),
    re.IGNORECASE,
)
# "under 100", where nothing is said of what there are 100
_BARE = re.compile(
    r"\b(?:under|below|less than|cheaper than)\s+(\d[\d,]*(?:\.\d\d)?)"
    r"(?=\s*(?:$|[,;.!?](?:\s|$)|(?:for|please|with|in|by|and|each|a piece)\b))",
    re.IGNORECASE,
)
_LOWEST = re.compile(r"\b(?:over|above|more than|at least|from|min(?:imum)?)\s*(?:of\s+)?" + _AMOUNT.format("l"), re.IGNORECASE)
_ANY = re.compile(_AMOUNT.format("x"), re.IGNORECASE)


class Asked(NamedTuple):
    """The words without the amounts, and the bounds in USD that they named."""

    text: str
    lowest: Decimal | None
    highest: Decimal | None


def asked_prices(text: str) -> Asked:
    """Takes amounts of dollars out of a query; one without "under" or "over" before it bounds nothing."""
    if "$" not in text and not any(letter.isdigit() for letter in text):
        return Asked(text, None, None)
    text, highest = _taken(_HIGHEST, text)
    if highest is None:
        text, highest = _taken(_BARE, text)
    text, lowest = _taken(_LOWEST, text)
    return Asked(_ANY.sub(" ", text), lowest, highest)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, Decimal | None]:
    found = pattern.search(text)
    if found is None:
        return text, None
    amount = next(value for value in found.groups() if value)
    return pattern.sub(" ", text), Decimal(amount.replace(",", ""))
