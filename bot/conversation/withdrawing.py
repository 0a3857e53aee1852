"""Words by which a customer takes back a sourcing request that was sent. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.names import shares_a_word

_WITHDRAW = re.compile(
    r"\b(?:cancel|withdraw|retract|revoke|call off|take back|pull(?= (?:the|my|our|that|this) (?:\w+ ){0,3}(?:request|rfq)))\b|"
    r"\b(?:call|take|pull) (?:the |my |our |that |this )?(?:\w+ )?(?:request|rfq|it|them) (?:off|back)\b",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:requests?|rfqs?)\b(?! (?:for|to see|to talk to) (?:a |an |the )?"
    r"(?:\w+ )?(?:person|rep\w*|human|call|callback|agent))",
    re.I,
)
_POINTS = re.compile(
    r"\b(?:it|that|this|them|those)(?: all| again| please| pls| now| then)*\W*$|"
    r"\b(?:the|my|our|that|this|whole|last|first|second|third) (?:[\w-]+ ){0,3}(?:ones?|thing)\b",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:orders?|subscription|purchase|account|invoice|shipment|delivery|(?:phone |the |that |my )calls?|call-?backs?|"
    r"appointment|line|"
    r"person|rep|representative|human|agent|chat|list|cart|basket)\b|#|\bOR-\d",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|hey|hi)[ ,]+)*(?:what if|what happens|how (?:do|can|late)|until when|is it possible)\b", re.I
)


def wants_withdrawn(text: str, slots: Mapping[str, Any]) -> bool:
    """Whether the message takes back a request that was sent: it names one, points at it, or names its goods."""
    sent = slots.get("confirmed") or slots.get("request_number")
    if not isinstance(sent, str) or not _WITHDRAW.search(text) or _ASKS.search(text):
        return False
    if _REQUEST.search(text):
        return True
    if _OTHER.search(text) or slots.get("items"):
        return False
    goods = " ".join(str(slots.get(name) or "") for name in ("product", "color", "material"))
    return bool(_POINTS.search(text)) or shares_a_word(text, goods)
