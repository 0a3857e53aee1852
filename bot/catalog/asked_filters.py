"""Wishes beside the thing itself in a customer's words: only what is in stock, here by Friday."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil import parser

_STOCK = re.compile(
    r"\b(?:(?:that (?:is|are)|which (?:is|are)|only)\s+)?(?:in stock|available now|on hand|available today)\b", re.IGNORECASE
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT = "|".join(f"{day[:3]}(?:{day[3:]})?" for day in _DAYS)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_BY = re.compile(
    r"\b(?:(?:here|delivered|arriving|shipped|need(?:ed)?(?: it| them)?|get(?: it| them)?)\s+)?"
    r"(?:by|before|until|no later than)\s+"
    rf"(?P<day>today|tomorrow|(?:next\s+|this\s+)?(?:{_SHORT})|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{4}}-\d\d-\d\d"
    rf"|(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)(?![\w-])",
    re.IGNORECASE,
)
_SOON = re.compile(r"\b(?:delivered|here|arriving|for)\s+(?P<day>today|tomorrow)\b", re.IGNORECASE)


class Wishes(NamedTuple):
    """The words without the wishes; whether it must be in stock; the day by which it must arrive, where it is known."""

    text: str
    in_stock: bool = False
    by: date | None = None


def asked_filters(text: str, today: date | None = None) -> Wishes:
    """Takes "in stock" and "by Friday" out of a query; a day is worked out where `today` is given."""
    text, stocked = _STOCK.subn(" ", text)
    found = _BY.search(text) or _SOON.search(text)
    if found is None:
        return Wishes(text, bool(stocked))
    day = _day(found["day"].lower(), today) if today else None
    return Wishes(text[: found.start()] + " " + text[found.end() :], bool(stocked), day)


def _day(said: str, today: date) -> date | None:
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    weekday = next((number for number, day in enumerate(_DAYS) if said.split()[-1].startswith(day[:3])), None)
    if weekday is not None and not any(map(str.isdigit, said)):
        ahead = (weekday - today.weekday()) % 7 or 7
        return today + timedelta(days=ahead + 7 * (said.startswith("next ") and ahead < 7 - today.weekday()))
    try:
        found = parser.parse(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", said), default=datetime.combine(today, time())).date()
    except (ValueError, OverflowError):
        return None
    return found.replace(year=found.year + 1) if found < today and str(found.year) not in said else found
