"""Who the customer is and how to reach them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.facts import Heard, Learned

_NAME = re.compile(
    r"\b(?:[Mm]y name(?:'s| is)|[Tt]his is|[Ii]t's|[Nn]ame:?) (?P<one>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b|"
    r"\b(?:[Ii]'?m|[Ii] am|[Tt]his is) (?P<two>[A-Z][a-z]+(?: [A-Z][a-z]+)?),? (?=(?:from|with|at|of|over at|calling)\b)"
)
_WORD = r"[A-Z][\w&'.]*"
_KINDS = (
    r"(?:Inc|LLC|Ltd|Co|Corp|Company|Group|Studios?|Partners|Associates|Dental|Clinic|School|Academy|Bakery|Brewing|"
    r"Coffee|Realty|Law|Foods|Farms?|Church|Hotel|Inn|Salon|Gym|Garage|Books)"
)
_COMPANY = re.compile(
    rf"\b(?:[Cc]ompany(?: name)?(?:'s| is|:)) ?(?P<named>{_WORD}(?: {_WORD}){{0,4}})|"
    rf"\b(?:[Ww]e(?:'re| are)|[Ff]rom|[Ww]ith|[Aa]t|[Oo]f|[Hh]ere is) (?P<kind>(?:(?:{_WORD}|&|and) ){{1,4}}{_KINDS}\b\.?)"
)
_OF_THINGS = frozenset(("product", "brand", "color", "material", "size", "customization", "city", "sku"))


def name_in(text: str) -> tuple[str, int, int] | None:
    """The customer's name with its place in the text."""
    return _found(_NAME.search(text))


def company_in(text: str) -> tuple[str, int, int] | None:
    """The customer's company with its place in the text."""
    return _found(_COMPANY.search(text))


def _found(match: re.Match[str] | None) -> tuple[str, int, int] | None:
    if not match:
        return None
    group = next(name for name, value in match.groupdict().items() if value)
    return match[group].rstrip("."), *match.span(group)


def outside_names(text: str, entities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The entities without things that are only part of a name: "Blue Heron Brewing Co" is neither blue nor a brew."""
    spans = [found[1:] for found in (name_in(text), company_in(text)) if found]
    return [
        dict(one)
        for one in entities
        if one.get("entity") not in _OF_THINGS
        or not any((one.get("start") or 0) >= start and 0 < (one.get("end") or 0) <= end for start, end in spans)
    ]


def learn_contact(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    for name in ("email", "phone"):
        if heard.values(name):
            learned.facts[name] = str(heard.values(name)[0]["value"])
    if "email" in asked and "@" in heard.text and not heard.values("email"):
        learned.refuse("email", heard.text, "email")
    for name, found in (("name", name_in(heard.text)), ("company", company_in(heard.text))):
        if found:
            learned.facts[name] = found[0]
