"""What a message means here and now: the classifier sees one sentence, this what was asked, shown and offered before. Pure.

A parse is Rasa's: {"text", "intent": {"name", "confidence"}, "intent_ranking", "entities"}. Where the thread says better, the
intent is replaced, so that rules and policies decide on what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation import (
    comparisons,
    counted,
    deciding,
    goods_questions,
    likeliest,
    other_languages,
    per_piece,
    plain_beside,
    references,
    selling,
    size_runs,
    spans,
    terms,
    waiting,
    wishes,
    withdrawing,
    words,
)
from bot.conversation.answering import answer
from bot.conversation.facts import AMOUNTS, NAMES_PRODUCT
from bot.conversation.followups import follow_up, put_on
from bot.conversation.moment import Moment, Slots, asked_for, waits_for_a_place
from bot.conversation.on_show import about_list, about_shown
from bot.conversation.ordered import about_open_order, about_order, with_order_number, with_request_number
from bot.conversation.places import with_city
from bot.conversation.policy_thread import about_terms
from bot.conversation.small_words import LOOSE, NUMBERED, small_word
from bot.conversation.things import bare_thing, by_its_things, picks_up

Entities = Sequence[Mapping[str, Any]]
_PLACE = frozenset(("zip", "city", "state"))
_COUNTS = frozenset(("quantity", "unit"))
_FACTS = AMOUNTS - {"product", "sku"}
_ASKED_OF_SUPPLIERS = frozenset("inform place_order skip nlu_fallback sourcing_request bulk_quote".split())
"""Intents that a question about the goods to be made ("can I get a sample first?") is often taken for."""
SHORT = 6
"""Words of a message that names another place and says nothing else."""
_SURE_ENOUGH = 0.12
"""Confidence at which a doubtful reading still counts when the message names a product."""


def in_context(parse: Mapping[str, Any], slots: Slots, form: str | None) -> dict[str, Any]:
    """The parse with the intent that the thread gives it; untouched where the thread says nothing."""
    text = str(parse.get("text") or "")
    parse = {**parse, "entities": _entities(parse, slots, form)}
    now = Moment(
        text=text,
        intent=str(parse["intent"].get("name") or "nlu_fallback"),
        entities=parse["entities"],
        slots=slots,
        form=form,
    )
    pressed = any(entity.get("start") == entity.get("end") for entity in now.entities)
    if pressed and parse["intent"].get("confidence") == 1.0:
        return dict(parse)  # a button says what it means
    if wishes.is_command(now.text):  # typed, and of some program: no one speaks like that
        return {**_read_as(parse, "nlu_fallback", ()), "intent_ranking": []}
    if decided := _by_words(now):
        return _read_as(parse, *decided)
    meant = _meant(now)
    if meant == "nlu_fallback":
        meant = _guessed(parse, now) or meant
    if meant in _ANSWERS and now.intent == meant and words.asks_something(now.text):
        meant = _next_likely(parse)
    return _read_as(parse, meant, now.entities)


_ANSWERS = ("affirm", "skip", "deny")
_LIKELY = 0.1
"""Confidence below which the next reading is none, and it is asked back."""


def _next_likely(parse: Mapping[str, Any]) -> str:
    """What a question most likely is that was taken for an answer: "and are you sure about the date" skips nothing."""
    for one in parse.get("intent_ranking") or []:
        other = one.get("name") not in (*_ANSWERS, "inform", "thank", "nlu_fallback")
        if other and float(one.get("confidence") or 0) >= _LIKELY:
            return str(one["name"])
    return "nlu_fallback"


def _read_as(parse: Mapping[str, Any], intent: str, entities: Entities) -> dict[str, Any]:
    return {**parse, "intent": {**parse["intent"], "name": intent}, "entities": list(entities)}


def _by_words(now: Moment) -> tuple[str, Entities] | None:
    """What words decide by themselves, whatever they were taken for: of waiting, of shelf or factory, of a request."""
    if waiting.answers(now):
        return "inform", waiting.without_hours(now.text, now.entities)
    if about_open_order(now):
        return "order_status", now.entities
    if waiting.wants_callback(now.text):
        return "cancel" if words.wants_cancelled(now.text) else "talk_to_human", now.entities
    if now.form is None and withdrawing.wants_withdrawn(now.text, now.slots):
        return "cancel", now.entities
    if selling.goes_on(now):
        return "sell_on_marketplace", now.entities
    if comparisons.asked(now.text, now.slots.get("compared")):
        return "price_check", comparisons.without_places(now.entities)
    if now.form and (decided := _taken_or_next(now)):
        return decided
    if now.form is None and terms.is_change(now.text, now.slots) and not {"product", "sku"} & now.named:
        return "request_status", now.entities
    if deciding.is_about_quotes(now.text, now.slots, now.entities, now.intent):
        quoted = deciding.without_ordinals(now.text, now.entities) if now.slots.get("quotes") else now.entities
        return "request_status", quoted
    return None


def _taken_or_next(now: Moment) -> tuple[str, Entities] | None:
    """Plain ones taken from the shelf in the middle of a request, or the question what comes next."""
    if not now.question and plain_beside.taken(now.text, bool(now.slots.get("about"))):
        return "place_order", [one for one in now.entities if one.get("entity") in _COUNTS]
    return ("product_info", now.entities) if terms.asks_next(now.text) else None


def _entities(parse: Mapping[str, Any], slots: Slots, form: str | None) -> Entities:
    """The entities as the sentence and the thread mean them."""
    text = str(parse.get("text") or "")
    found = spans.set_right(text, parse.get("entities") or [])
    if form or wishes.wants_made(text) or any(one.get("entity") == "customization" for one in found):
        found = size_runs.broken_down(text, found)
    if not form and (references.shown(slots.get("search")) or slots.get("items")):
        found = references.without_ordinal_days(text, found)
        size = likeliest.bare_size(text)
        found = [size] if size else found
    if form:
        found = put_on(text, found)
    elif "request_number" in asked_for(slots, form):
        found = with_request_number(text, found)
    elif not asked_for(slots, form):
        found = with_order_number(text, bare_thing(text, found), slots)
    return with_city(text, found) if _asks_where(parse, slots) else found


def _asks_where(parse: Mapping[str, Any], slots: Slots) -> bool:
    """Whether a place is what matters: shops are asked for, or an answer that was about a place may be followed by another."""
    asked = {"zip", "city"} & set(slots.get("asked") or [])
    return parse["intent"].get("name") == "store_locator" or bool(waits_for_a_place(slots) or asked)


def _another_place(now: Moment) -> str | None:
    """ "What about Springfield", after shops or days were told."""
    if not waits_for_a_place(now.slots) or now.form or len(now.text.split()) > SHORT:
        return None
    return "inform" if now.named and now.named <= _PLACE and now.intent in LOOSE else None


def _meant(now: Moment) -> str:
    found = (
        _of_policies(now) or about_order(now) or about_terms(now) or follow_up(now) or _another_place(now) or small_word(now)
    )
    found = found or about_list(now) or _of_goods(now) or about_shown(now)
    if not found and now.form is None:
        found = by_its_things(now)
    if not found and now.form:
        found = _asked_in_a_form(now)
    return found or answer(now) or now.intent


def _of_policies(now: Moment) -> str | None:
    """What the merchant's policies answer, whatever the words were taken for: matched prices, and what becomes of data."""
    if (
        wishes.speaks_of_exemption(now.text)
        and (now.intent in LOOSE | {"promotions"} or len(now.text.split()) <= SHORT)
        and not now.named & {"product", "quantity"}
    ):
        return "promotions" if wishes.discount_for(now.text) else "payment_options"
    if wishes.asks_papers(now.text) and ("product" in now.named or now.slots.get("product")):
        return "product_info"
    topic = wishes.policy_topic(now.text)
    if not topic or now.intent in ("complaint", "talk_to_human", "it_services"):
        return None
    return "promotions" if topic == "price_match" else "out_of_scope"


def _of_goods(now: Moment) -> str | None:
    """A clerk's question about goods that were shown or are named: it is about products, whatever it was taken for."""
    known = references.shown(now.slots.get("search")) or now.slots.get("about") or now.named & {"product", "sku"}
    if not known or (now.form and not now.question) or now.intent in ("talk_to_human", "complaint", "return_policy"):
        return None
    if picks_up(now):
        return "stock_check"
    on_show = len(references.shown(now.slots.get("search")))
    if not now.form and (goods_questions.which_costs(now.text, on_show) or per_piece.asked(now.text)):
        return "price_check"
    return "product_info" if goods_questions.asked(now.text) else None


def _asked_in_a_form(now: Moment) -> str | None:
    """A question about the request that is being written down, taken for something else."""
    if counted.offers_price(now.text):
        return "price_check"
    if now.intent in _OF_TIME and not now.named and _HOW_LONG.search(now.text):
        return "delivery_eta"
    if now.intent == "order_status" and now.question and not NUMBERED.search(now.text):
        return "request_status"
    if now.intent in _ASKED_OF_SUPPLIERS and not now.entities and now.text.rstrip().endswith("?"):
        return "product_info"
    return None


_OF_TIME = frozenset("request_status order_status product_info capabilities out_of_scope nlu_fallback inform".split())
_HOW_LONG = re.compile(
    r"\bhow (?:long|soon|fast|quick(?:ly)?|many (?:weeks|days|months))\b[^.!?]{0,40}\b(?:takes?|make|made|making|produc\w+|"
    r"ready|get|factory|factories|manufactur\w+|deliver\w*|here)\b|\b(?:lead|production|turn ?around) ?time\b",
    re.I,
)


def _says_little_else(now: Moment) -> bool:
    """Whether the entities are most of the message: "mid december"."""
    covered = sum((one.get("end") or 0) - (one.get("start") or 0) for one in now.entities)
    return 2 * covered >= len(now.text.strip())


def _guessed(parse: Mapping[str, Any], now: Moment) -> str | None:
    """A message that names a product is about products, even where the sentence was not recognised for sure."""
    if now.named and (now.named <= _PLACE or (now.named <= _FACTS and _says_little_else(now))):
        return "inform"
    ranking = [one for one in parse.get("intent_ranking") or [] if one.get("name") != "nlu_fallback"]
    top = ranking[0] if ranking else {}
    if other_languages.is_another_language(now.text) and "sku" not in now.named:
        return None
    likely = top.get("name") in NAMES_PRODUCT and float(top.get("confidence") or 0) >= _SURE_ENOUGH
    if {"product", "quantity"} <= now.named and _says_little_else(now) and now.form is None:
        return "place_order"
    if not likely or not {"product", "sku"} & now.named:
        return None
    guess = replace(now, intent=str(top["name"]))
    return (by_its_things(guess) if now.form is None else None) or guess.intent
