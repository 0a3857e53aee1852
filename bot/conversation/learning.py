"""From entities to facts: the one place that decides what of a message is remembered, what is corrected, what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import (
    amounts,
    contact,
    foreign_days,
    goods,
    likeliest,
    other_languages,
    places,
    references,
    size_runs,
    terms,
    wishes,
    words,
)
from bot.conversation.facts import CATALOG, Heard, Learned
from bot.conversation.zip_or_count import instead_of_a_zip

_ROLES = {"target": "target_price", "max": "max_price", "min": "min_price", "quoted": "quoted_price"}
_TEXTS = ("product", "customization", "material", "color", "size", "name", "company")
_DESCRIBES = ("customization", "material", "color", "size", "brand")
"""What is not read in another language; the thing, numbers and days are."""
_ANSWERS = frozenset(("inform", "nlu_fallback", "out_of_scope", "product_search", "print_services", "sourcing_request"))
LONGEST_ANSWER = 160
_SUPPOSES = re.compile(r"\b(?:if|suppos(?:e|ing))\b", re.I)
"""A comparison "if we need them by dec 10" is for that day alone; the day that is held stays."""


def learn(heard: Heard, held: Mapping[str, Any], asked: Sequence[str] = (), form: str | None = None) -> Learned:
    """What this message changes in what is held. `asked` are the slots that the last reply asked for."""
    learned, heard = Learned(), terms.without_repeats(amounts.counted_sizes(amounts.without_shares(heard)))
    if run := size_runs.recounted(heard.text, str(held.get("size") or "")):
        learned.facts.update(size=run[0], quantity=(held.get("quantity") or 0) + run[1])
        places.learn_place(learned, heard, ())
        _when(learned, heard, asked)
        contact.learn_contact(learned, heard, asked)
        return learned
    if other_languages.is_another_language(heard.text):
        heard = _foreign(heard)
    counts = amounts.set_right(heard, held, asked) or instead_of_a_zip(heard, held, asked)
    if counts is None:
        heard = places.learn_place(learned, heard, asked)
    places.another_city(learned, heard, held)
    in_between = form is not None and heard.intent in CATALOG and not _sets_right(heard)
    if not in_between:
        heard = goods.taken_back(learned, heard, held)
        goods.another_thing(learned, heard, held, asked, form)
        if heard.intent == "sourcing_request":
            heard = goods.of_the_first(heard)
        goods.learn_product(learned, heard, held, asked)
        goods.learn_description(learned, heard, held)
        amounts.learn_quantity(learned, heard, held, asked)
        _prices(learned, heard, asked, form)
        if not (held.get("date") and heard.intent == "price_check" and _SUPPOSES.search(heard.text)):
            _when(learned, heard, asked)
    elif heard.intent == "price_check":
        _prices(learned, heard, asked, form)  # "is 14 each doable"
    contact.learn_contact(learned, heard, asked)
    if not in_between:
        _plain_answer(learned, heard, asked)
    return learned


_LOGO = re.compile(r"\blogo\b", re.I)


def _foreign(heard: Heard) -> Heard:
    """A message in another language: the thing, numbers, days, and a logo, which is called so in most."""
    kept = [one for one in heard.entities if one.get("entity") not in _DESCRIBES]
    if logo := _LOGO.search(heard.text):
        start, end = logo.span()
        kept.append({"entity": "customization", "start": start, "end": end, "value": "logo", "text": logo[0]})
    return Heard(heard.text, heard.intent, kept, heard.now)


_INSTEAD = re.compile(r"\b(?:instead|actually|make (?:it|that)|change (?:it|that)|correction|i meant?|rather)\b", re.I)


def _sets_right(heard: Heard) -> bool:
    """ "1,500 instead, same price per piece?" asks about the open request, and changes it."""
    return bool(_INSTEAD.search(heard.text) and heard.values("quantity")) and not (
        heard.values("product") or heard.values("sku")
    )


_FOREIGN = re.compile(
    r"(?:[€£¥₹]|\b(?:eur|gbp|cad|aud|jpy|cny|mxn) ?)\d[\d.,]*|"
    r"\b\d[\d.,]* ?(?:[€£¥₹]|(?:eur|euros?|gbp|cad|aud|yen|yuan|rupees|pesos)\b)",
    re.I,
)
"""An amount in the money of another country."""


def _prices(learned: Learned, heard: Heard, asked: Sequence[str], form: str | None) -> None:
    foreign = _FOREIGN.search(heard.text)
    if foreign:
        learned.refuse("max_price", foreign[0].rstrip(".,"), "currency")
        heard = heard.without(*foreign.span())
    for entity in heard.values("money"):
        value = amounts.number(entity.get("value"))
        if value is None or amounts.negated(heard.text, entity):
            continue
        wished = {"target_price", "max_price"} & set(asked) or heard.intent == "sourcing_request"
        role = likeliest.role(heard.text, entity) or ("target" if wished else "max")
        if role != "quoted" and value > 0 and amounts.is_total(heard, entity, form):
            learned.facts["budget"] = value
        elif value <= 0:
            learned.refuse(_ROLES[role], entity.get("text") or value, "price_low")
        else:
            learned.facts[_ROLES[role]] = value


_PAST = re.compile(r"^\W*(?:yesterday|last (?:week|month|year|\w+day)|.{1,12} ago)\W*$", re.I)


def _when(learned: Learned, heard: Heard, asked: Sequence[str]) -> None:
    wrong = places.impossible_day(heard.text)
    past = _PAST.match(heard.text) if heard.intent == "inform" else None
    if wrong or past:
        learned.refuse("date", wrong or heard.text, "date_impossible" if wrong else "date_past")
        return
    for entity in likeliest.date(heard.text, heard.values("date")):
        day = str(entity.get("value") or "")
        text = str(entity.get("text") or heard.text[entity.get("start") or 0 : entity.get("end") or None])
        day = foreign_days.day(text, heard.now.date()) or day
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
        other_languages.is_another_script(text)
        or other_languages.asked_for(text)
        or wishes.pries(text)
        or wishes.is_command(text)
        or words.is_question(text)
        or words.is_yes(text)
        or words.is_no(text)
        or words.wants_stop(text)
    )
    return bool(re.search(r"[^\W\d_]{2}|\dx\d", text)) and not other and not references.read(text).points
