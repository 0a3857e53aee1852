"""Messages of few words that decide: thumbs, stop, start over, where were we, yes and no. Pure."""

from __future__ import annotations

import re

from bot.conversation import list_changes, manners, other_languages, waiting, wishes, words
from bot.conversation.goods import names_taken_back
from bot.conversation.moment import FORM, Moment

_PERSON = re.compile(
    r"^\W*(?:(?:a|an|the|get|real|live|human) )*(?:human|person|agent|rep|representative|operator)(?: (?:please|pls|"
    r"now))?[\s.!]*$",
    re.I,
)
ORDER_REQUEST = re.compile(r"\bOR-\d{5,}\b", re.I)
"""The number of an order request."""
_WHEN = re.compile(r"^\W*(?:(?:ok|and|so|but|by|until|then)\W+)*(?:when|how (?:soon|long|fast))\W*$", re.I)
LONGEST_YES = 60
"""Characters of a message that may be a yes or a no."""
LOOSE = frozenset(
    "inform skip nlu_fallback out_of_scope product_search product_info price_check stock_check "
    "affirm deny place_order bulk_quote cancel "
    "greet capabilities modify_order request_status goodbye".split()
)
"""Intents that words about what is on show, and a plain yes or no, may overrule."""
NUMBERED = re.compile(r"\b(?:order(?:ed)?|po|package|parcel|shipment|tracking|purchase)\b|\d{4}", re.I)
"""Words of who speaks of an order that there is already."""


def small_word(now: Moment) -> str | None:
    """The intent of a message that is one of them; None where it is none, and the classifier's word stands."""
    if not words.has_words(now.text):
        answer = "affirm" if words.is_yes(now.text) else "deny" if words.is_no(now.text) else None
        return answer if answer and now.waits else "nlu_fallback"
    if now.waits and other_languages.agrees(now.text):
        return "affirm"
    if other_languages.wants_person(now.text):
        return "talk_to_human"
    if other_languages.is_another_script(now.text) or other_languages.is_another_language(now.text):
        return "nlu_fallback"
    return _not_ours(now) or _of_the_talk(now) or _of_a_question(now) or _stop(now) or _yes_or_no(now)


def _not_ours(now: Moment) -> str | None:
    """What the bot does not give: its insides, a guarantee, a price of one's own."""
    tells_goods = now.named & {"product", "sku", "quantity"} and other_languages.turns_to_english(now.text)
    if wishes.pries(now.text) or (other_languages.asked_for(now.text) and now.intent in LOOSE and not tells_goods):
        return "out_of_scope"
    if manners.is_lone_insult(now.text):
        return "complaint"
    if wishes.wants_guarantee(now.text) and now.intent in ("affirm", "deny", "inform", "nlu_fallback", "out_of_scope", "thank"):
        return "delivery_eta"
    if wishes.wants_discount(now.text) and now.intent in LOOSE | {"promotions", "sourcing_request"}:
        return "promotions"
    return None


def _of_the_talk(now: Moment) -> str | None:
    """ "start over", "where were we", and words about requests."""
    if _PERSON.match(now.text):
        return "talk_to_human"
    if waiting.declines_person(now.text) or waiting.leaves_the_person(now):
        return "cancel" if now.form is None else "deny"
    if now.intent in LOOSE | {"sourcing_request"} and wishes.wants_person(now.text):
        return "talk_to_human"
    if words.wants_restart(now.text) or words.wants_recall(now.text):
        return "inform"
    return _about_order_request(now) or (_about_requests(now) if now.form is None else None)


def _of_a_question(now: Moment) -> str | None:
    """What only the question before it explains: digits for a request's number, a fact taken back, a refusal to say."""
    if "request_number" in now.asked and re.search(r"\d{3}", now.text) and not {"product", "quantity"} & now.named:
        return "request_status"
    if (back := names_taken_back(now.text)) and back not in now.asked and now.slots.get(back) is not None:
        return "inform"
    if _WHEN.match(now.text) and (now.form or now.slots.get("about") or now.slots.get("items")):
        return "delivery_eta"
    return "skip" if now.form and now.asked and "confirm" not in now.asked and _refuses_to_say(now) else None


def _stop(now: Moment) -> str | None:
    if not words.wants_stop(now.text):
        return "inform" if now.form and words.keeps(now.text) else None
    if now.intent == "cancel_order":
        of_order = NUMBERED.search(now.text) or (now.slots.get("order_number") and not (now.form or now.slots.get("items")))
        return None if of_order else "cancel"
    if now.intent in ("complaint", "talk_to_human", "return_policy"):
        return None
    return "cancel" if now.form or now.intent in LOOSE else None


def _about_order_request(now: Moment) -> str | None:
    """ "where's OR-10001": the order request of that number."""
    if not ORDER_REQUEST.search(now.text) or now.intent in ("complaint", "talk_to_human", "modify_order"):
        return None
    return "cancel_order" if words.wants_cancelled(now.text) else "order_status"


def _about_requests(now: Moment) -> str | None:
    """ "another request", "cancel RFQ-10382", "let's finish it" of one that was left off."""
    if words.wants_another(now.text) or _once_more(now):
        return FORM
    left_off = now.slots.get("put") and now.slots.get("product") and not now.waits
    if left_off and now.intent in LOOSE | {FORM} and words.wants_on(now.text):
        return FORM
    if now.slots.get("product") and now.intent in LOOSE and wishes.wants_them_made(now.text) and not now.slots.get("confirmed"):
        return FORM
    return "cancel" if "request_number" in now.named and words.wants_cancelled(now.text) else None


def _once_more(now: Moment) -> bool:
    """ "Same thing again but in black", after a request went out: that one stays as it is, and a second one begins."""
    fits = now.intent in LOOSE | {FORM} and not now.question
    return bool(fits and now.slots.get("confirmed") and now.slots.get("product")) and words.wants_again(now.text)


def _yes_or_no(now: Moment) -> str | None:
    if not now.waits or now.intent not in LOOSE | {"thank"} or len(now.text) >= LONGEST_YES:
        return None
    if words.is_yes(now.text):
        return "affirm"
    if not words.is_no(now.text) or re.search(r"\d", now.text) or _changes_list(now):
        return None
    return "deny"


def _changes_list(now: Moment) -> bool:
    """ "No wait, remove the second one", where it is asked whether to pass the list on."""
    items = now.slots.get("items") if now.form is None else None
    return (
        bool(items)
        and list_changes.may_change(now.text)
        and list_changes.changed(items or [], now.text, now.entities) is not None
    )


def _refuses_to_say(now: Moment) -> bool:
    """ "no logo", "no email please": no answer to the question, and none is wanted."""
    few = len(re.findall(r"\w+", now.text)) <= 4 and "product" not in now.named  # "nope, back to totes" names another thing
    said_no = words.is_no(now.text) and not re.search(r"\d|@", now.text)
    return few and said_no and now.intent not in ("complaint", "cancel", "cancel_order")
