"""The thread of somebody who would sell: goods that they make, and what we keep of a sale. Pure."""

from __future__ import annotations

import re

from bot.conversation import words
from bot.conversation.moment import Moment

GOODS = "selling"
"""The key of what is pending under which the goods are noted that a would-be seller named."""
_MAKES = re.compile(
    r"\b(?:i|we|our (?:factory|company|shop))(?:'re| are| also| mostly| mainly| only)* "
    r"(?:make|sell|produce|manufacture|import|distribute|carry|supply|offer|build|do|making|selling|producing)\b(?P<what>.*)",
    re.I | re.S,
)
_SHARE = re.compile(
    r"\b(?:your (?:cut|share|fees?|take|margin|commission)|commissions?|percent(?:age)?|referral fee)\b|"
    r"\b(?:how much|what) (?:do|would|will) (?:you|u) (?:guys )?(?:take|keep|charge)\b",
    re.I,
)
_WISHES = re.compile(r"\b(?:need|want to (?:buy|order)|looking for|buy|order|where)\b", re.I)
_OTHER = frozenset(("talk_to_human", "complaint", "cancel", "order_status", "bulk_quote"))


def goes_on(now: Moment) -> bool:
    """Whether the message is about selling still, where it was asked how the seller can be reached."""
    if now.form or not is_pending(now) or {"email", "phone", "quantity"} & now.named or now.intent in _OTHER:
        return False
    return asks_share(now.text) or makes(now)


def asks_share(text: str) -> bool:
    """Whether it is asked what the merchant keeps of a sale: "whats your cut"."""
    return bool(_SHARE.search(text))


def is_pending(now: Moment) -> bool:
    return GOODS in (now.slots.get("pending") or {})


def makes(now: Moment) -> bool:
    """Whether it names goods that the seller has: "we make bubble wrap", "candles too"."""
    if now.question or _WISHES.search(now.text):
        return False
    return "product" in now.named or bool(_MAKES.search(now.text))


def goods_in(text: str) -> str:
    """The goods as the words behind "we make" name them; "" where nothing does."""
    found = _MAKES.search(text)
    return found["what"].strip(" .!,") if found and words.has_words(found["what"]) else ""
