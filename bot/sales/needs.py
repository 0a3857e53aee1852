"""What a hand-off needs of a rep, and where it and the reps stand so that they find each other without a search.

A line is one (skill, language, territory), any part of it empty. A rep stands in every line that they can serve; a hand-off
stands in the lines of the steps that are open to it, narrow ones first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import msgspec

from bot.events import HandoffRequested
from bot.languages import code_of
from bot.places import place_of
from bot.sales.model import Rep

StepName = Literal["own", "last", "territory", "skill", "language", "english", "anyone"]

HOLD_SECONDS: dict[StepName, float] = {
    "own": 15, "last": 15, "territory": 20, "skill": 20, "language": 40, "english": 10, "anyone": 0,
}  # fmt: skip
"""How long a step is held for reps who are there and busy; a step that nobody serves is skipped at once. "english"
comes where another language is asked for. All of them together are 120 s: when nobody may be overtaken any more, every rep is
open to the customer."""
ANYONE = "*"
SOURCING_SEATS = 2
"""A sourcing negotiation takes as much of a rep as two chats."""
MOST_LINES = 400
"""Of one rep; each assignment moves the rep in all of them."""

_SKILLS = {
    "furniture": ("furniture", "chair", "desk", "table", "shelving", "cabinet"),
    "technology": ("technology", "computer", "laptop", "monitor", "printer", "it", "electronics"),
    "print": ("print", "copies", "promotional", "banner", "business card"),
    "sourcing": ("sourcing", "custom", "wholesale", "manufactur*", "factory"),
    "services": ("services", "service", "install*", "financing", "repair"),
    "selling": ("selling", "sell", "marketplace seller", "supplier"),
}
SKILLS = tuple(_SKILLS)
_OF_INTENT = {
    "sourcing_request": "sourcing",
    "request_status": "sourcing",
    "bulk_quote": "sourcing",
    "sell_on_marketplace": "selling",
    "print_services": "print",
    "it_services": "technology",
    "financing": "services",
}


class Needs(msgspec.Struct, frozen=True, omit_defaults=True):
    """`own` is the rep of the account, `last` the one spoken with in the last 72 hours; `weight` in seats; `deal` in USD, 0
    where unknown; `expires` when a quote in hand does; `urgent` why it comes back with priority, "" where it does not."""

    skill: str = ""
    language: str = "en"
    zip: str = ""
    state: str = ""
    own: str = ""
    last: str = ""
    weight: int = 1
    deal: int = 0
    intent: str = ""
    expires: datetime | None = None
    urgent: str = ""


class Step(NamedTuple):
    name: StepName
    lines: tuple[str, ...]
    hold_ms: int


def line(skill: str, language: str, territory: str) -> str:
    return f"{skill}/{language}/{territory}"


def steps_of(needs: Needs) -> list[Step]:
    """The steps in which a rep is looked for, in order; steps that ask for nothing are left out."""
    skill, language = _plain(needs.skill), _plain(needs.language) or "en"
    places = [place for place in (_zip_area(needs.zip), _state(needs.state)) if place]
    lines: dict[StepName, tuple[str, ...]] = {
        "own": (_person(needs.own),) if needs.own else (),
        "last": (_person(needs.last),) if needs.last and needs.last != needs.own else (),
        "territory": tuple(line(skill, language, place) for place in places),
        "skill": (line(skill, language, ""),) if skill else (),
        "language": (line("", language, ""),),
        "english": (line(skill, "en", ""),) if skill and language != "en" else (),
        "anyone": (ANYONE,),
    }
    return [Step(name, found, round(HOLD_SECONDS[name] * 1000)) for name, found in lines.items() if found]


def lines_of(rep: Rep) -> tuple[str, ...]:
    """Every line in which this rep is found, at most `MOST_LINES`."""
    return tuple(dict.fromkeys(_lines(rep)))[:MOST_LINES]


def _lines(rep: Rep) -> Iterator[str]:
    yield _person(rep.id)
    yield ANYONE
    skills = dict.fromkeys(skill_named(skill) for skill in rep.skills)
    places = [_zip_area(area) for area in rep.zips] if rep.zips else [_state(state) for state in rep.states]
    for place in ("", *places):  # territories last: where there are too many, some of those are left out
        for language in rep.languages:
            for skill in ("", *skills):
                yield line(skill, _plain(language), place)


def skill_named(text: str) -> str:
    """One of `SKILLS` for words such as "Custom manufacturing", otherwise the words themselves in lower case."""
    words = _plain(text)
    return next((skill for skill, signs in _SKILLS.items() if any(_says(words, sign) for sign in signs)), words)


def skill_for(intent: str, known: dict[str, Any]) -> str:
    """The skill that a hand-off asks for, by what it is about; "" where anybody will do."""
    if intent in _OF_INTENT:
        return _OF_INTENT[intent]
    named = " ".join(_text(known.get(name)) for name in ("category", "product", "looked_for", "customization"))
    skill = skill_named(named)
    return skill if skill in _SKILLS else ""


def needs_of(event: HandoffRequested, own: str = "", last: str = "") -> Needs:
    """What the hand-off asks for, read from its facts; `own` and `last` are reps that the caller knows of."""
    known = event.known
    zip_code = _text(known.get("zip"))
    place = place_of(zip_code) if zip_code else None
    skill = event.skill or skill_for(event.intent, known)
    own, last = ("", "") if event.skill else (own, last)
    return Needs(
        skill=skill,
        language=_language(known.get("language")),
        zip=place.zip if place else "",
        state=place.state if place else _text(known.get("state")),
        own=own,
        last=last,
        weight=SOURCING_SEATS if skill == "sourcing" else 1,
        deal=deal_of(known),
        intent=event.intent,
        urgent=event.urgent,
    )


def _language(known: object) -> str:
    """The code; English where there is none."""
    if isinstance(known, dict):
        known = known.get("value")
    return (code_of(known) if isinstance(known, str) else "") or "en"


def deal_of(known: dict[str, Any]) -> int:
    """USD that the deal may be worth: pieces times the price that was named; 0 where either is unknown."""
    quantity = _number(known.get("quantity"))
    price = next((found for name in ("target_price", "quoted_price", "max_price") if (found := _number(known.get(name)))), 0.0)
    return round(min(quantity * price, 1e9))


def _number(value: object) -> float:
    if isinstance(value, dict):
        value = value.get("value")
    try:
        number = float(value) if isinstance(value, int | float | str | Decimal) else 0.0
    except ValueError:
        return 0.0
    return number if 0 < number < 1e12 else 0.0


def _says(words: str, sign: str) -> bool:
    if " " in sign:
        return sign in words
    if sign.endswith("*"):
        return any(word.startswith(sign[:-1]) for word in words.split())
    return any(word in (sign, sign + "s") for word in words.split())


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("value")
    return value if isinstance(value, str) else ""


def _person(rep: str) -> str:
    return "rep:" + " ".join(rep.split())


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("/", " ").split())


def _zip_area(zip_code: str) -> str:
    return "z" + zip_code.strip()[:3] if zip_code.strip() else ""


def _state(state: str) -> str:
    return "s" + state.strip().upper() if state.strip() else ""
