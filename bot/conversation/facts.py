"""From entities to facts: the one place that decides what of a message is remembered, what is corrected, what is refused.

Facts are slots by name; their values are JSON. A date is held as {"value": ISO day or None, "text": as typed}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.catalog.colors import colors_in
from bot.conversation import amounts, likeliest, places, references, words

GOODS = (
    "product", "quantity", "unit", "material", "color", "size", "customization", "brand", "sku",
    "target_price", "max_price", "min_price", "quoted_price", "date",
)  # fmt: skip
"""Facts about the thing that is wanted; another thing starts them anew."""
PERSON = ("zip", "city", "state", "email", "phone", "name", "company")
"""Facts about the customer; they hold for everything."""
NUMBERS = ("order_number", "request_number")
FACTS = (*GOODS, *PERSON, *NUMBERS)

CATALOG = frozenset(("product_search", "product_info", "price_check", "stock_check", "place_order", "bulk_quote"))
"""Intents whose product is looked for on the shelf."""
_NARROWS = re.compile(
    r"^\W*(?:only|just|same)\b|\b(?:make|build|produce|manufacture|get|have|print|do|customize) (?:them|those|these|it|that)\b",
    re.I,
)
NAMES_PRODUCT = CATALOG | {"sourcing_request", "print_services", "sell_on_marketplace"}
_ROLES = {"target": "target_price", "max": "max_price", "min": "min_price", "quoted": "quoted_price"}
_JOINED = {"material": ", ", "color": ", ", "size": ", ", "customization": ", "}
_NAME = re.compile(r"\b(?:[Mm]y name(?:'s| is)|[Tt]his is|[Ii]t's|[Nn]ame:?) ((?:[A-Z][a-z]+)(?: [A-Z][a-z]+)?)\b")
_COMPANY = re.compile(
    r"\b(?:[Cc]ompany(?: name)?(?:'s| is|:)|[Ww]e(?:'re| are) (?=(?:[A-Z]\w+ ?)+(?:Inc|LLC|Ltd|"
    r"Co)\b)) ?((?:[A-Z][\w&'.]*)(?: [A-Z][\w&'.]*){0,4})"
)


@dataclass(frozen=True)
class Heard:
    """One message as it was understood. Entities are dicts with entity, start, end, value, text, role."""

    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]]
    now: datetime

    def without(self, start: int, end: int) -> Heard:
        """The same without the entities that touch this stretch of the text."""
        kept = [one for one in self.entities if (one.get("start") or 0) >= end or (one.get("end") or 0) <= start]
        return Heard(self.text, self.intent, kept, self.now)

    def values(self, name: str) -> list[Mapping[str, Any]]:
        return [entity for entity in self.entities if entity.get("entity") == name]


@dataclass(frozen=True)
class Refusal:
    """Something that was said for a slot and not taken; `why` names the response that says so."""

    slot: str
    value: str
    why: str


@dataclass
class Learned:
    """What a message changes. A fact set to None is forgotten."""

    facts: dict[str, Any] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, slot: str, value: Any, why: str) -> None:
        self.refused.append(Refusal(slot, str(value).strip(), why))


def learn(heard: Heard, held: Mapping[str, Any], asked: Sequence[str] = (), form: str | None = None) -> Learned:
    """What this message changes in what is held. `asked` are the slots that the last reply asked for."""
    learned = Learned()
    if amounts.swapped(heard.text, held.get("quantity")) is None:
        heard = places.learn_place(learned, heard, asked)
    in_between = form is not None and heard.intent in CATALOG
    if not in_between:
        heard = _taken_back(learned, heard, held)
        _another_thing(learned, heard, held, asked, form)
        _product(learned, heard, held, asked)
        _described(learned, heard)
        amounts.learn_quantity(learned, heard, held, asked)
        _prices(learned, heard, asked)
        _when(learned, heard, asked)
    _contact(learned, heard, asked)
    if not in_between:
        _plain_answer(learned, heard, asked)
    return learned


_BACK = re.compile(
    r"\b(?:forget|drop|remove|skip|without|leave (?:off|out)|never ?mind|scrap|don'?t need|no longer need) (?:about )?"
    r"(?:the|any|our|that|a) (?P<what>logo|print(?:ing)?|engraving|embroidery|custom\w*|colou?r|size|material|deadline|date|"
    r"budget|price limit|target price|brand)\b",
    re.I,
)
_CALLED = {"color": "color", "colour": "color", "size": "size", "material": "material", "deadline": "date", "date": "date",
           "budget": "max_price", "price limit": "max_price", "target price": "target_price", "brand": "brand"}  # fmt: skip


def _taken_back(learned: Learned, heard: Heard, held: Mapping[str, Any]) -> Heard:
    """ "forget the logo": the fact goes, and the words that named it give none."""
    found = _BACK.search(heard.text)
    if not found:
        return heard
    name = _CALLED.get(found["what"].lower(), "customization")
    if held.get(name) is not None:
        learned.facts.update({name: None, "skipped": [*(held.get("skipped") or []), name]})
    return heard.without(*found.span())


def _another_thing(learned: Learned, heard: Heard, held: Mapping[str, Any], asked: Sequence[str], form: str | None) -> None:
    """A new product starts the facts about goods anew; so does a new request after one was sent."""
    named = heard.values("product") or heard.values("sku")
    begins = heard.intent == "sourcing_request" and form is None
    sent = begins and (bool(held.get("confirmed")) or words.wants_another(heard.text))
    if sent:
        learned.facts["confirmed"] = None
    other = named and form is None and heard.intent in NAMES_PRODUCT and not (_same_thing(heard, held) or _narrows(heard))
    if sent or other:
        learned.facts.update({name: None for name in GOODS if held.get(name) is not None})
        if held.get("skipped"):
            learned.facts["skipped"] = None


def _narrows(heard: Heard) -> bool:
    """ "same but in black", "only HP", "could somebody build them": about what is already looked for."""
    return not heard.values("sku") and bool(_NARROWS.search(heard.text))


def _same_thing(heard: Heard, held: Mapping[str, Any]) -> bool:
    before = f"{held.get('product') or ''} {held.get('sku') or ''}".lower()
    now = [str(entity["value"]).lower() for name in ("product", "sku") for entity in heard.values(name)]
    if not before.strip():
        return heard.intent == "sourcing_request" or not (held.get("brand") or held.get("color"))
    return any(words_shared(before, named) for named in now)


def _says_no_more(now: str, before: str) -> bool:
    """ "the bags" says no more than "canvas tote bags" did."""
    return set(_singular(now)) <= set(_singular(before))


def words_shared(one: str, other: str) -> bool:
    """Whether two names of things share their last word or one contains the other, plural or not."""
    first, second = (_singular(name) for name in (one, other))
    return bool(first and second) and (
        " ".join(second) in " ".join(first) or " ".join(first) in " ".join(second) or first[-1] == second[-1]
    )


def _singular(name: str) -> list[str]:
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in re.findall(r"[a-z0-9]+", name.lower())
    ]


def _product(learned: Learned, heard: Heard, held: Mapping[str, Any], asked: Sequence[str]) -> None:
    named = heard.values("product")
    if not named:
        return
    first = likeliest.product(heard.text, named)
    free = not held.get("product") or "product" in asked or heard.intent in NAMES_PRODUCT or words.is_correction(heard.text)
    if not free or first is None or (held.get("product") and heard.intent == "sourcing_request" and _narrows(heard)):
        return
    if held.get("product") and "product" not in learned.facts and _says_no_more(first, str(held["product"])):
        return
    learned.facts["product"] = first
    color, _, rest = first.partition(" ")
    if rest and not heard.values("color") and colors_in(color):
        learned.facts.update(product=rest, color=color)


def _described(learned: Learned, heard: Heard) -> None:
    for name in ("material", "color", "size", "customization", "brand", "sku"):
        said = [
            one
            for one in heard.values(name)
            if not amounts.negated(heard.text, one) and likeliest.can_be(name, str(one["value"]))
        ]
        if said:
            values = list(dict.fromkeys(likeliest.trimmed(str(entity["value"])) for entity in said))
            learned.facts[name] = _JOINED[name].join(values) if name in _JOINED else values[0]
    for name in NUMBERS:
        numbers = [str(one["value"]) for one in heard.values(name) if likeliest.can_be(name, str(one["value"]))]
        if numbers:
            learned.facts[name] = numbers[0]


def _prices(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    for entity in heard.values("money"):
        value = amounts.number(entity.get("value"))
        if value is None or amounts.negated(heard.text, entity):
            continue
        wished = {"target_price", "max_price"} & set(asked) or heard.intent == "sourcing_request"
        role = likeliest.role(heard.text, entity) or ("target" if wished else "max")
        if value <= 0:
            learned.refuse(_ROLES[role], entity.get("text") or value, "price_low")
        else:
            learned.facts[_ROLES[role]] = value


def _when(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    wrong = places.impossible_day(heard.text)
    if wrong:
        learned.refuse("date", wrong, "date_impossible")
        return
    for entity in likeliest.date(heard.text, heard.values("date")):
        day = str(entity.get("value") or "")
        text = str(entity.get("text") or heard.text[entity.get("start") or 0 : entity.get("end") or None])
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            if day < heard.now.date().isoformat():
                learned.refuse("date", text, "date_past")
                continue
            learned.facts["date"] = {"value": day, "text": text}
        elif places.speaks_of_time(text) and ("date" in asked or heard.intent in ("sourcing_request", "inform")):
            learned.facts["date"] = {"value": None, "text": text}
        else:
            continue
        return
    if "date" in asked and not learned.facts and not learned.refused and places.speaks_of_time(heard.text):
        learned.facts["date"] = {"value": None, "text": heard.text.strip()}


def _contact(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    for name in ("email", "phone"):
        if heard.values(name):
            learned.facts[name] = str(heard.values(name)[0]["value"])
    if "email" in asked and "@" in heard.text and not heard.values("email"):
        learned.refuse("email", heard.text, "email")
    for name, pattern in (("name", _NAME), ("company", _COMPANY)):
        found = pattern.search(heard.text)
        if found:
            learned.facts[name] = found.group(1)


_TEXTS = ("product", "customization", "material", "color", "size", "name", "company")
_ANSWERS = frozenset(("inform", "nlu_fallback", "out_of_scope", "product_search", "print_services", "sourcing_request"))
LONGEST_ANSWER = 160


def _plain_answer(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    """The whole message as the answer to an open question, where nothing in it was recognised ("the sheep on one side")."""
    open_slot = next((slot for slot in asked if slot in _TEXTS), None)
    text = heard.text.strip().strip(".! ")
    free = not learned.facts and not learned.refused and heard.intent in _ANSWERS
    if open_slot and free and 0 < len(text) <= LONGEST_ANSWER and _says_something(text):
        learned.facts[open_slot] = text


def _says_something(text: str) -> bool:
    """Whether a text can be an answer: no question, no yes or no, nothing about a list on show, no emoji alone."""
    other = (
        words.is_another_script(text)
        or words.is_question(text)
        or words.is_yes(text)
        or words.is_no(text)
        or words.wants_stop(text)
    )
    return bool(re.search(r"[^\W\d_]{2}|\dx\d", text)) and not other and not references.read(text).points
