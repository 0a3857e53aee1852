"""Where and when, as far as a message can be wrong about it: ZIPs that are none, days that do not exist."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from typing import Any

import zipcodes

from bot.conversation.facts import Heard, Learned
from bot.places import city_places, place_of

SHORTEST_CITY = 4
"""Letters of the shortest name of a city that is read without a capital."""

_CANADA = re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)\b", re.I)
_TO_WHERE = re.compile(
    r"^\W*(?:(?:and|or|what about|how about|ok|please|ship|deliver|send|mail|it|them|all|that)\s+)*(?:to|for|into)\s+"
    r"\d{3,9}\W*$",
    re.I,
)
_ZIP_WORD = re.compile(r"\b(?:zip|postal|post ?code|mailbox)\b", re.I)
_DIGITS = re.compile(r"(?<![\w$.,(-])(\d{1,9})(?![\w%]|[.,-]\d)")
_CITY_AFTER = re.compile(
    r"\b(?:(?:in|near|around|at|by|to|from|about|and)\s+)+(?:downtown\s+)?(?P<city>[a-z][a-z.'-]*(?:\s+[a-z.'-]+){0,3})", re.I
)
_MONTHS = {
    name.lower(): number for names in (calendar.month_name, calendar.month_abbr) for number, name in enumerate(names) if name
}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:/])", re.I)
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b", re.I)
_TIME = re.compile(
    rf"\b(?:{_MONTH}|mon|tue|tues|wed|thu|thur|fri|sat|sun|\w+day|tomorrow|tonight|asap|soon|"
    rf"days?|weeks?|months?|year|end of|early|mid|middle|late|spring|summer|fall|"
    r"autumn|winter|holidays?|christmas|xmas|thanksgiving|easter|halloween|new year|before|q[1-4])\b",
    re.I,
)


def with_city(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities, with a city that stands behind "in" or "near" where no place was recognised.

    "Stores in san francisco open now" names one. For messages alone that ask where something is: else "in mobile" and
    "and reading" would be cities.
    """
    found = None if {"zip", "city"} & {str(one.get("entity")) for one in entities} else _city_in(text)
    if found is None:
        return list(entities)
    start, end = found
    kept = [one for one in entities if not (one.get("end") and one["start"] < end and one["end"] > start)]
    return [*kept, {"entity": "city", "start": start, "end": end, "value": text[start:end], "text": text[start:end]}]


def _city_in(text: str) -> tuple[int, int] | None:
    """The span of the longest name of a city behind a preposition."""
    for found in _CITY_AFTER.finditer(text):
        words = list(re.finditer(r"\S+", found["city"]))
        for count in range(len(words), 0, -1):
            name = found["city"][: words[count - 1].end()].rstrip(".")
            if len(name) >= SHORTEST_CITY and city_places(name):
                return found.start("city"), found.start("city") + len(name)
    return None


_NUMBERED = ("order_status", "modify_order", "cancel_order", "invoice_billing", "request_status")
"""Intents whose numbers are no ZIPs."""


def learn_place(learned: Learned, heard: Heard, asked: Sequence[str]) -> Heard:
    """ZIP, city and state; refuses a Canadian postal code and a number that is no ZIP where one was meant.

    Returns the message without what turned out to be a place, so that it is not taken for something else as well.
    """
    for name in ("city", "state"):
        if heard.values(name):
            learned.facts[name] = str(heard.values(name)[0]["value"])
    code = _canadian(heard.text, asked)
    if code:
        learned.refuse("zip", code.group(), "zip_canada")
        return heard.without(*code.span())
    said = heard.values("zip")
    if said and heard.intent == "request_status" and "zip" not in asked and not _ZIP_WORD.search(heard.text):
        return heard  # "and 10001?" is the number of a request
    if said:
        _take(learned, str(_last_said(heard.text, said)["value"])[:5])
        return heard
    if "zip" in asked or _TO_WHERE.match(heard.text) or _ZIP_WORD.search(heard.text):
        return _number_for_a_zip(learned, heard, asked)
    return heard


_SET_RIGHT = re.compile(r"\b(?:sorry|no|not|wait|i mean(?:t)?|actually|correction|rather|oops|make that|should be)\b", re.I)


def _last_said(text: str, said: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of several ZIPs the first, unless a later one sets it right: "98101, sorry, 98109"."""
    meant = said[0]
    for one in said[1:]:
        between = text[meant.get("end") or 0 : one.get("start") or 0]
        corrects = _SET_RIGHT.search(between) and not re.search(r"\bnot\W*$", between, re.I)
        if corrects or re.search(r"\bnot\W*$", text[: meant.get("start") or 0], re.I):
            meant = one
    return meant


def _take(learned: Learned, value: str) -> None:
    if zipcodes.is_real(value):
        learned.facts["zip"] = value
    else:
        learned.refuse("zip", value, "zip_unknown")


def _canadian(text: str, asked: Sequence[str]) -> re.Match[str] | None:
    found = _CANADA.search(text)
    return found if found and (" " in found.group() or "zip" in asked or found.group() == text.strip()) else None


_OF_THEM = re.compile(r"\s+(?:of (?:them|those|these|it|each)|are|is (?:too|enough|plenty|fine))\b", re.I)


def another_city(learned: Learned, heard: Heard, held: Mapping[str, Any]) -> None:
    """ "We moved, 77002": the city that was told with an earlier ZIP is not where the new one is."""
    place = place_of(str(learned.facts.get("zip") or ""))
    if place is None or heard.values("city") or heard.values("state"):
        return
    city, state = str(held.get("city") or ""), str(held.get("state") or "")
    if city and city.lower() != place.city.lower() and not any(one.state == place.state for one in city_places(city)):
        learned.facts["city"] = None
    if state and place.state not in (state.upper(), *(one.state for one in city_places(city, state))):
        learned.facts["state"] = None


def _number_for_a_zip(learned: Learned, heard: Heard, asked: Sequence[str]) -> Heard:
    """Digits that answer "which ZIP?", whatever else they were taken for: five are one, any other count is refused."""
    for found in _DIGITS.finditer(heard.text):
        near_word = _ZIP_WORD.search(heard.text[max(0, found.start() - 16) : found.start()])
        alone = (
            ("zip" in asked or _TO_WHERE.match(heard.text))
            and "quantity" not in asked
            and not heard.values("unit")
            and len(heard.values("quantity")) < 2  # "5000 is too many, make it 2500"
            and not _OF_THEM.match(heard.text[found.end() :])
            and heard.intent not in _NUMBERED
        )
        if not (near_word or alone) or _is_other(heard, found):
            continue
        if len(found.group()) == 5:
            _take(learned, found.group())
        else:
            learned.refuse("zip", found.group(), "zip_digits")
        return heard.without(*found.span())
    return heard


def _is_other(heard: Heard, found: re.Match[str]) -> bool:
    """Whether the digits belong to a day, a price or a telephone number."""
    taken = ("date", "money", "phone", "email", "size")
    return any(one["start"] <= found.start() < one["end"] for name in taken for one in heard.values(name) if one.get("end"))


def impossible_day(text: str) -> str | None:
    """A day that no year has ("31 February"), as typed; None where there is none."""
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        for found in pattern.finditer(text):
            month, day = _MONTHS[found["month"].lower()], int(found["day"])
            if day < 1 or day > calendar.monthrange(2028, month)[1]:  # a leap year: 29 February exists in some
                return found.group()
    return None


def speaks_of_time(text: str) -> bool:
    return bool(_TIME.search(text)) or bool(re.search(r"\b\d{1,2}[/.-]\d{1,2}\b", text))
