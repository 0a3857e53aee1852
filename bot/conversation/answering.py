"""A fact by itself: the answer to what was asked, or one more detail of the open request. Pure."""

from __future__ import annotations

import re

from bot.conversation.facts import AMOUNTS
from bot.conversation.moment import Moment

_FACTUAL = frozenset(
    "inform product_search bulk_quote place_order sourcing_request print_services nlu_fallback "
    "out_of_scope price_check modify_order "
    "delivery_eta store_locator stock_check product_info affirm deny greet request_status capabilities goodbye".split()
)
"""Intents that a bare fact is often taken for while a request is being written down."""
_NOT_A_FACT = frozenset(("talk_to_human", "complaint", "cancel", "cancel_order"))
"""Intents that even the very fact that was asked for does not overrule."""
LONGEST_FREE = 160
"""Characters of a message that may answer an open question in words that nobody foresaw."""


def answer(now: Moment) -> str | None:
    """ "inform" where the message is such a fact; None where it is something else."""
    if now.question or (not now.form and not now.asked):
        return None
    name = now.intent
    if name == "order_status" and not re.search(r"\border\b", now.text, re.I):
        name = "inform"  # "in 8 weeks" is about no order
    if now.form and name in _FACTUAL and AMOUNTS & now.named:
        return "inform"
    if now.form and name not in _NOT_A_FACT and _fills(now):
        return "inform"
    return "inform" if now.asked and name in _FACTUAL and (_fills(now) or _may_fill(now, name)) else None


def _fills(now: Moment) -> bool:
    return bool(now.named & {"money" if slot.endswith("_price") else slot for slot in now.asked})


def _may_fill(now: Moment, name: str) -> bool:
    """Whether nothing was recognised that answers the question, and the words may do so nevertheless."""
    if re.search(r"\d", now.text) and {"quantity", "zip", "date", "phone"} & set(now.asked):
        return True
    open_question = now.form and {"product", "customization", "material"} & set(now.asked)
    return bool(open_question) and name in ("nlu_fallback", "out_of_scope", "product_search") and len(now.text) < LONGEST_FREE
