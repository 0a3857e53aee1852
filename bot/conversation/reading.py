"""What a message means here and now: the classifier sees one sentence, this what was asked, shown and offered before. Pure.

A parse is Rasa's: {"text", "intent": {"name", "confidence"}, "intent_ranking", "entities"}. Where the thread says better, the
intent is replaced, so that rules and policies decide on what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation import comparisons, deciding, goods_questions, references, spans, terms, waiting, wishes, words
from bot.conversation.answering import answer
from bot.conversation.facts import AMOUNTS, NAMES_PRODUCT
from bot.conversation.moment import Moment, Slots, asked_for
from bot.conversation.on_show import about_list, about_shown
from bot.conversation.places import with_city
from bot.conversation.small_words import LOOSE, NUMBERED, small_word
from bot.conversation.things import bare_thing, by_its_things

_PLACE = frozenset(("zip", "city", "state"))
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
        return {**parse, "intent": {**parse["intent"], "name": "nlu_fallback"}, "intent_ranking": [], "entities": []}
    if waiting.answers(now):
        return {**parse, "intent": {**parse["intent"], "name": "inform"}}
    if waiting.wants_callback(now.text):
        name = "cancel" if words.wants_cancelled(now.text) else "talk_to_human"
        return {**parse, "intent": {**parse["intent"], "name": name}}
    if comparisons.asked(now.text, now.slots.get("compared")):
        named = comparisons.without_places(now.entities)
        return {**parse, "intent": {**parse["intent"], "name": "price_check"}, "entities": named}
    if now.form and terms.asks_next(now.text):
        return {**parse, "intent": {**parse["intent"], "name": "product_info"}}
    if now.form is None and terms.is_change(now.text, now.slots) and not {"product", "sku"} & now.named:
        return {**parse, "intent": {**parse["intent"], "name": "request_status"}}
    if deciding.is_about_quotes(now.text, now.slots, now.entities, now.intent):
        named = deciding.without_ordinals(now.text, now.entities) if now.slots.get("quotes") else list(now.entities)
        return {**parse, "intent": {**parse["intent"], "name": "request_status"}, "entities": named}
    meant = _meant(now)
    if meant == "nlu_fallback":
        meant = _guessed(parse, now) or meant
    return dict(parse) if meant == now.intent else {**parse, "intent": {**parse["intent"], "name": meant}}


def _entities(parse: Mapping[str, Any], slots: Slots, form: str | None) -> list[Mapping[str, Any]]:
    """The entities as the sentence and the thread mean them."""
    text = str(parse.get("text") or "")
    found = spans.set_right(text, parse.get("entities") or [])
    if form is None and not asked_for(slots, form):
        found = bare_thing(text, found)
    return with_city(text, found) if _asks_where(parse, slots) else found


_WHERE = frozenset(("stores", "delivery"))


def _asks_where(parse: Mapping[str, Any], slots: Slots) -> bool:
    """Whether a place is what matters: shops are asked for, or an answer that was about a place may be followed by another."""
    asked = parse["intent"].get("name") == "store_locator" or _was_where(slots)
    return asked or bool({"zip", "city"} & set(slots.get("asked") or []))


def _was_where(slots: Slots) -> bool:
    pending = slots.get("pending") or {}
    return pending.get("kind") in _WHERE or pending.get("where") in _WHERE


def _another_place(now: Moment) -> str | None:
    """ "What about Springfield", after shops or days were told."""
    follows = _was_where(now.slots) and now.form is None
    return "inform" if follows and now.named and now.named <= _PLACE and now.intent in LOOSE and _is_short(now) else None


def _is_short(now: Moment) -> bool:
    return len(now.text.split()) <= SHORT


def _meant(now: Moment) -> str:
    found = _of_policies(now) or _another_place(now) or small_word(now) or about_list(now) or _of_goods(now) or about_shown(now)
    if not found and now.form is None:
        found = by_its_things(now)
    if not found and now.form:
        found = _asked_in_a_form(now)
    return found or answer(now) or now.intent


def _of_policies(now: Moment) -> str | None:
    """What the merchant's policies answer, whatever the words were taken for: matched prices, and what becomes of data."""
    topic = wishes.policy_topic(now.text)
    if not topic or now.intent in ("complaint", "talk_to_human", "it_services"):
        return None
    return "promotions" if topic == "price_match" else "out_of_scope"


def _of_goods(now: Moment) -> str | None:
    """A clerk's question about goods that were shown or are named: it is about products, whatever it was taken for."""
    known = references.shown(now.slots.get("search")) or now.slots.get("about") or now.named & {"product", "sku"}
    if not known or (now.form and not now.question) or now.intent in ("talk_to_human", "complaint", "return_policy"):
        return None
    return "product_info" if goods_questions.asked(now.text) else None


def _asked_in_a_form(now: Moment) -> str | None:
    """A question about the request that is being written down, taken for something else."""
    if now.intent == "order_status" and now.question and not NUMBERED.search(now.text):
        return "request_status"
    if now.intent in _ASKED_OF_SUPPLIERS and not now.entities and now.text.rstrip().endswith("?"):
        return "product_info"
    return None


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
    likely = top.get("name") in NAMES_PRODUCT and float(top.get("confidence") or 0) >= _SURE_ENOUGH
    if {"product", "quantity"} <= now.named and _says_little_else(now) and now.form is None:
        return "place_order"
    if not likely or not {"product", "sku"} & now.named:
        return None
    guess = replace(now, intent=str(top["name"]))
    return (by_its_things(guess) if now.form is None else None) or guess.intent
