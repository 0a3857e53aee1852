"""What a message means here and now: the classifier sees one sentence, this what was asked, shown and offered before. Pure.

A parse is Rasa's: {"text", "intent": {"name", "confidence"}, "intent_ranking", "entities"}. Where the thread says better, the
intent is replaced, so that rules and policies decide on what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import lists, references, words
from bot.conversation.facts import CATALOG, NAMES_PRODUCT
from bot.conversation.references import Reference

FORM = "sourcing_request"
ASKS = {"material": ["material", "color", "size"], "email": ["email", "phone"], "confirmed": ["confirm"]}
"""What a question of the form asks for, where it asks for more than its slot."""

_YES_OR_NO = ("handoff", "restart", "order", "sourcing", "change", "only_one")
"""What is pending where a plain yes or no is expected."""
_LOOSE = frozenset(
    "inform skip nlu_fallback out_of_scope product_search product_info price_check stock_check "
    "affirm deny place_order bulk_quote cancel "
    "greet capabilities modify_order request_status goodbye".split()
)
"""Intents that words about what is on show may overrule."""
_FACTUAL = frozenset(
    "inform product_search bulk_quote place_order sourcing_request print_services nlu_fallback "
    "out_of_scope price_check modify_order "
    "delivery_eta store_locator stock_check product_info affirm deny greet request_status capabilities goodbye".split()
)
"""Intents that a bare fact is often taken for while a request is being written down."""
_NOT_A_FACT = frozenset(("talk_to_human", "complaint", "cancel", "cancel_order"))
"""Intents that even the very fact that was asked for does not overrule."""
_PRICE = re.compile(
    r"\b(?:how much|price[sd]?|cost|costs|what (?:would|is|are|do|does)|total|come to|run me|for \d+)\b|\$", re.I
)
_STOCK = re.compile(r"\b(?:in stock|stock|available|availability|have (?:it|that|them)|near|on hand|left)\b", re.I)
_ORDER = re.compile(r"\b(?:order|buy|add|take|get me|give me|i'?ll have|purchase|put)\b", re.I)
_LIST_CHANGE = re.compile(
    r"\b(?:make|change|remove|delete|drop|take (?:off|out)|leave out|update|set|instead|only|just|without|"
    r"double|triple|half|halve)\b|\d",
    re.I,
)
_PLACE = frozenset(("zip", "city", "state"))
_PRINTED = re.compile(
    r"\b(?:print\w*|cop(?:y|ies)|business cards?|banners?|flyers?|brochures?|posters?|signs?|laminat\w*|bind\w*|scan\w*|"
    r"letterheads?|stickers?|decals?|postcards?|menus?|invitations?|blueprints?)\b",
    re.I,
)
_NUMBERED = re.compile(r"\b(?:order(?:ed)?|po|package|parcel|shipment|tracking|purchase)\b|\d{4}", re.I)
"""Words of who speaks of an order that there is already."""
_RETURN = re.compile(r"\b(?:returns?|returning|send (?:it|them|this) back|refund(?:ed)?|money back)\b", re.I)
_ASKED_OF_SUPPLIERS = frozenset("inform place_order skip nlu_fallback sourcing_request bulk_quote".split())
"""Intents that a question about the goods to be made ("can I get a sample first?") is often taken for."""
_PAYLOAD = re.compile(r"^\s*/?\w+\s*\{.*\}\s*$", re.S)
LONGEST_CHANGE = 100
LONGEST_YES = 60
"""Characters of a message that may be a yes or a no."""
_SURE_ENOUGH = 0.12
"""Confidence at which a doubtful reading still counts when the message names a product."""
_AMOUNTS = frozenset(
    (
        "quantity",
        "money",
        "zip",
        "date",
        "email",
        "phone",
        "material",
        "color",
        "size",
        "customization",
        "unit",
        "city",
        "state",
        "product",
        "sku",
        "brand",
    )
)


def in_context(parse: Mapping[str, Any], slots: Mapping[str, Any], form: str | None) -> dict[str, Any]:
    """The parse with the intent that the thread gives it; untouched where the thread says nothing."""
    text = str(parse.get("text") or "")
    name = str(parse["intent"].get("name") or "nlu_fallback")
    entities: Sequence[Mapping[str, Any]] = parse.get("entities") or []
    if any(entity.get("start") == entity.get("end") for entity in entities) and parse["intent"].get("confidence") == 1.0:
        return dict(parse)  # a button says what it means
    if _PAYLOAD.match(text):  # a command of some bot, typed: no one speaks like that
        return {**parse, "intent": {**parse["intent"], "name": "nlu_fallback"}, "entities": []}
    meant = _meant(text, name, entities, slots, form)
    if meant == "nlu_fallback":
        meant = _by_its_things(parse, entities) or meant
        if meant == "place_order" and _asks_what_there_is(text, entities):
            meant = "product_search"
    if meant == "nlu_fallback" and entities and {str(one.get("entity")) for one in entities} <= _PLACE:
        meant = "inform"
    if meant == name:
        return dict(parse)
    return {**parse, "intent": {**parse["intent"], "name": meant}}


def _by_its_things(parse: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> str | None:
    """A message that names a product is about products, even where the sentence was not recognised for sure."""
    if not {"product", "sku"} & {str(entity.get("entity")) for entity in entities}:
        return None
    ranking = [one for one in parse.get("intent_ranking") or [] if one.get("name") != "nlu_fallback"]
    top = ranking[0] if ranking else {}
    return str(top["name"]) if top.get("name") in NAMES_PRODUCT and float(top.get("confidence") or 0) >= _SURE_ENOUGH else None


def asked_for(slots: Mapping[str, Any], form: str | None) -> list[str]:
    """The slots that the bot's last words asked for."""
    requested = slots.get("requested_slot")
    if form and requested:
        return ASKS.get(requested, [requested])
    return list(slots.get("asked") or [])


def openers(slots: Mapping[str, Any], form: str | None) -> frozenset[str]:
    """Which of yes, no and stop would mean something by themselves, before more is said."""
    return frozenset((*(("affirm", "deny") if awaits_yes_or_no(slots, form) else ()), *(("cancel",) if form else ())))


def awaits_yes_or_no(slots: Mapping[str, Any], form: str | None) -> bool:
    """Whether a plain yes or no would answer what the bot said last."""
    return (slots.get("pending") or {}).get("kind") in _YES_OR_NO or "confirm" in asked_for(slots, form)


def _meant(text: str, name: str, entities: Sequence[Mapping[str, Any]], slots: Mapping[str, Any], form: str | None) -> str:
    asked = asked_for(slots, form)
    small = _small_word(text, name, entities, slots, form, asked)
    if small:
        return small
    reference = references.read(text, entities)
    basket = _list(text, name, entities, slots, form, reference)
    if basket:
        return basket
    fact = form and not words.is_question(text) and any(entity.get("entity") in _AMOUNTS for entity in entities)
    if references.shown(slots.get("search")) and not fact:
        shown = _about_shown(text, name, entities, reference)
        if shown:
            return shown
    if form is None and (better := _without_a_form(text, name, entities, slots, asked, reference)):
        return better
    if form and name == "order_status" and words.is_question(text) and not _NUMBERED.search(text):
        return "request_status"
    if form and name in _ASKED_OF_SUPPLIERS and not entities and text.rstrip().endswith("?"):
        return "product_info"
    return _answer(text, name, entities, form, asked) or name


def _without_a_form(
    text: str,
    name: str,
    entities: Sequence[Mapping[str, Any]],
    slots: Mapping[str, Any],
    asked: Sequence[str],
    reference: Reference,
) -> str | None:
    """What the things that a message names say about its intent, where no request is being written down."""
    named = {str(one.get("entity")) for one in entities}
    if not asked and name not in {*CATALOG, FORM} and _is_a_thing(text, entities):
        return "product_search"
    if name in ("bulk_quote", "place_order") and _is_custom_made(entities):
        return FORM
    if name == "place_order" and _asks_what_there_is(text, entities):
        return "product_search"
    if name == "print_services" and _is_no_print_job(text, entities):
        return "place_order" if "quantity" in named else "product_search"
    if name in _LOOSE and words.is_no(text) and not (entities or reference.points or words.is_question(text)):
        return "deny"
    if name in ("affirm", "thank", "greet", "deny") and "product" in named and "quantity" in named:
        return "place_order"
    if name == "order_status" and (slots.get("about") or slots.get("items")) and not _NUMBERED.search(text):
        return "delivery_eta"
    if name in ("cancel_order", "modify_order") and _RETURN.search(text):
        return "return_policy"
    if name == "inform" and not asked and {"product", "sku"} & named:
        return name if slots.get("product") else "product_search"
    return None


def _small_word(
    text: str,
    name: str,
    entities: Sequence[Mapping[str, Any]],
    slots: Mapping[str, Any],
    form: str | None,
    asked: Sequence[str],
) -> str | None:
    """Thumbs, "restart", "where were we", "forget it", and yes or no to a question that wants one."""
    waiting = awaits_yes_or_no(slots, form)
    if not words.has_words(text):
        answer = "affirm" if words.is_yes(text) else "deny" if words.is_no(text) else None
        return answer if answer and waiting else "nlu_fallback"
    if words.is_another_script(text):
        return "nlu_fallback"
    if words.wants_restart(text) or words.wants_recall(text):
        return "inform"
    if form is None and (began := _about_requests(text, entities)):
        return began
    if form and asked and "confirm" not in asked and _refuses_to_say(text, name):
        return "skip"
    if name == "cancel_order" and words.wants_stop(text) and not _NUMBERED.search(text):
        return "cancel"
    if words.wants_stop(text) and name not in ("cancel_order", "complaint", "talk_to_human", "return_policy"):
        return "cancel" if form or name in _LOOSE else None
    return _yes_or_no(text) if waiting and name in _LOOSE | {"thank"} else None


def _about_requests(text: str, entities: Sequence[Mapping[str, Any]]) -> str | None:
    """ "another request", "cancel RFQ-10382"."""
    if words.wants_another(text):
        return FORM
    numbered = any(one.get("entity") == "request_number" for one in entities)
    return "cancel" if numbered and words.wants_cancelled(text) else None


def _yes_or_no(text: str) -> str | None:
    if len(text) >= LONGEST_YES:
        return None
    if words.is_yes(text):
        return "affirm"
    return "deny" if words.is_no(text) and not re.search(r"\d", text) else None


def _refuses_to_say(text: str, name: str) -> bool:
    """ "no logo", "no email please": no answer to the question, and none is wanted."""
    few = len(re.findall(r"\w+", text)) <= 4
    return few and words.is_no(text) and not re.search(r"\d|@", text) and name not in ("complaint", "cancel", "cancel_order")


def _list(
    text: str,
    name: str,
    entities: Sequence[Mapping[str, Any]],
    slots: Mapping[str, Any],
    form: str | None,
    reference: Reference,
) -> str | None:
    items = slots.get("items") or []
    if (
        form is None
        and len(lists.lines_in(text, entities)) > 1
        and name not in ("place_order", "bulk_quote", "sourcing_request")
    ):
        return "bulk_quote"
    may_change = items and form is None and name != "talk_to_human" and len(text) < LONGEST_CHANGE
    if may_change and _LIST_CHANGE.search(text) and lists.changed(items, text, entities) is not None:
        return "bulk_quote"
    if items and form is None and name in _LOOSE:
        if name in ("modify_order", "nlu_fallback") and {"product", "sku"} & {str(entity.get("entity")) for entity in entities}:
            return "place_order"
        if reference.all and _PRICE.search(text):
            return "price_check"
    return None


def _about_shown(text: str, name: str, entities: Sequence[Mapping[str, Any]], reference: Reference) -> str | None:
    """A message that points at the list on show."""
    if name not in _LOOSE or (name == "goodbye" and not reference.places):
        return None
    if reference.more or reference.back:
        return "product_search"
    if reference.cheaper and name not in ("deny", "goodbye"):
        return "product_search"
    named = {str(entity.get("entity")) for entity in entities}
    if reference.places:
        return _asked_of_one(text, name)
    if reference.only or (reference.same and named & {"color", "size", "material", "brand"}):
        return "product_search"
    return None


def _asked_of_one(text: str, name: str) -> str:
    if name in ("price_check", "stock_check", "product_info", "place_order", "bulk_quote"):
        return name
    if _STOCK.search(text):
        return "stock_check"
    if _PRICE.search(text):
        return "price_check"
    return "place_order" if _ORDER.search(text) else "product_info"


def _is_no_print_job(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """A thing from the shelf that was only taken for a print job: nothing is printed, and nothing put on it."""
    named = {one.get("entity") for one in entities}
    return "product" in named and "customization" not in named and not _PRINTED.search(text)


def _is_custom_made(entities: Sequence[Mapping[str, Any]]) -> bool:
    """One product with something put on it: the shelf has none of those."""
    named = [one.get("entity") for one in entities]
    return named.count("product") == 1 and "customization" in named


def _asks_what_there_is(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """ "stapler refills?" orders nothing yet."""
    counted = any(one.get("entity") == "quantity" for one in entities)
    return text.rstrip().endswith("?") and not counted and not _ORDER.search(text)


def _is_a_thing(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the message is the name of a thing and nothing else: "staple remover", "blue gel pens"."""
    named = [
        one
        for one in entities
        if one.get("entity") in ("product", "sku", "brand", "color", "size", "material") and one.get("end")
    ]
    rest = [
        letter
        for place, letter in enumerate(text)
        if letter.isalnum() and not any(one["start"] <= place < one["end"] for one in named)
    ]
    return any(one["entity"] in ("product", "sku") for one in named) and not rest


def _fills(asked: Sequence[str], entities: Sequence[Mapping[str, Any]]) -> bool:
    given = {str(entity.get("entity")) for entity in entities}
    return bool(given & {"money" if slot.endswith("_price") else slot for slot in asked})


def _answer(text: str, name: str, entities: Sequence[Mapping[str, Any]], form: str | None, asked: Sequence[str]) -> str | None:
    """A fact by itself: the answer to what was asked, or one more detail of the open request."""
    given = {str(entity.get("entity")) for entity in entities} & _AMOUNTS
    question = words.is_question(text)
    if name == "order_status" and not re.search(r"\border\b", text, re.I):
        name = "inform"  # "in 8 weeks" is about no order
    if form and name in _FACTUAL and given and not question:
        return "inform"
    if form and not question and name not in _NOT_A_FACT and _fills(asked, entities):
        return "inform"
    if asked and not question and name in _FACTUAL:
        if _fills(asked, entities) or (re.search(r"\d", text) and {"quantity", "zip", "date", "phone"} & set(asked)):
            return "inform"
        free = (
            form
            and {"product", "customization", "material"} & set(asked)
            and name in ("nlu_fallback", "out_of_scope", "product_search")
        )
        if free and len(text) < 160:
            return "inform"
    return None
