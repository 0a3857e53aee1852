"""A fact by itself: the answer to what was asked, or one more detail of the open request. Pure."""

from __future__ import annotations

import re

from bot.conversation import words
from bot.conversation.facts import AMOUNTS
from bot.conversation.moment import Moment
from bot.conversation.names import words_shared

_FACTUAL = frozenset(
    "inform product_search bulk_quote place_order sourcing_request print_services nlu_fallback "
    "out_of_scope price_check modify_order "
    "delivery_eta store_locator stock_check product_info affirm deny greet request_status capabilities goodbye".split()
)
"""Intents that a bare fact is often taken for while a request is being written down."""
_NOT_A_FACT = frozenset(("talk_to_human", "complaint", "cancel", "cancel_order"))
"""Intents that even the very fact that was asked for does not overrule."""
_ANOTHER_WISH = re.compile(
    r"\b(?:also|as well|too|another|plus|add|throw in|get me|order|(?:i|we)(?: also)? (?:need|want)|(?:i|"
    r"we)'d(?: also)? like)\b",
    re.I,
)
LONGEST_FREE = 160
"""Characters of a message that may answer an open question in words that nobody foresaw."""


def answer(now: Moment) -> str | None:
    """ "inform" where the message is such a fact; None where it is something else."""
    if now.question or (not now.form and not now.asked):
        return None
    if now.form and _is_another_wish(now):
        return "place_order"
    name = now.intent
    if name == "order_status" and not re.search(r"\border\b", now.text, re.I):
        name = "inform"  # "in 8 weeks" is about no order
    if now.form and name in _FACTUAL and AMOUNTS & now.named:
        return "inform"
    if now.form and (name not in _NOT_A_FACT or _is_reached(now)) and _fills(now):
        return "inform"
    return "inform" if now.asked and name in _FACTUAL and (_fills(now) or _may_fill(now, name)) else None


def _is_another_wish(now: Moment) -> bool:
    """ "also I need 20 boxes of envelopes", while a request for lanyards is being written down."""
    held = str(now.slots.get("product") or "")
    if not held or "product" in now.asked or not {"product", "quantity"} <= now.named or words.is_correction(now.text):
        return False
    named = [str(one.get("value")) for one in now.entities if one.get("entity") == "product"]
    return bool(_ANOTHER_WISH.search(now.text)) and not any(words_shared(name, held) for name in named)


def _fills(now: Moment) -> bool:
    return bool(now.named & {"money" if slot.endswith("_price") else slot for slot in now.asked})


def _is_reached(now: Moment) -> bool:
    """ "call me at 312-555-0148", where the request asks how to reach the customer: that wants no person now."""
    return now.intent == "talk_to_human" and bool({"phone", "email"} & now.named)


_OF_PLACES = frozenset(("store_locator", "delivery_eta", "stock_check"))


def _unmarked(now: Moment) -> str:
    """The text without its ZIPs and days: "the nearest store to 60614" is no answer to how many."""
    text = now.text
    for one in now.entities:
        if one.get("entity") in ("zip", "date") and one.get("end"):
            text = text[: one["start"]] + " " * (one["end"] - one["start"]) + text[one["end"] :]
    return text


def _may_fill(now: Moment, name: str) -> bool:
    """Whether nothing was recognised that answers the question, and the words may do so nevertheless."""
    if re.search(r"\d", _unmarked(now) if name in _OF_PLACES else now.text) and {"quantity", "zip", "date", "phone"} & set(
        now.asked
    ):
        return True
    open_question = now.form and {"product", "customization", "material"} & set(now.asked)
    return bool(open_question) and name in ("nlu_fallback", "out_of_scope", "product_search") and len(now.text) < LONGEST_FREE
