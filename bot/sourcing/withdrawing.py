"""Which of one's own requests a customer wants to take back. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.names import shares_a_word
from bot.sourcing import states
from bot.sourcing.request import Request

_LAST = re.compile(r"\b(?:last|latest|newest|most recent|second one)\b", re.I)
_FIRST = re.compile(r"\b(?:first|oldest|earlier|earliest) (?:one|request|rfq)\b", re.I)


def withdrawable(request: Request) -> bool:
    """Whether its state lets the customer take it back."""
    return "cancelled" in states.NEXT[request.state]


def meant(text: str, requests: Sequence[Request]) -> list[Request]:
    """Those that the words may mean, oldest first, of what can be taken back: the one that they describe best, or all alike."""
    found = [one for one in requests if withdrawable(one)]
    if _LAST.search(text) or _FIRST.search(text):
        return found[-1:] if _LAST.search(text) else found[:1]
    scores = [_described(text, one) for one in found]
    return [one for one, score in zip(found, scores, strict=True) if score == max(scores)]


def _described(text: str, request: Request) -> int:
    """How many words of the message describe this request."""
    fields = request.fields
    told = [
        fields.product,
        fields.color,
        fields.material,
        fields.customization,
        fields.city,
        fields.zip,
        f"{fields.quantity:f}",
    ]
    said = " ".join(filter(None, told))
    return sum(shares_a_word(word, said) for word in set(re.findall(r"\w+", text.lower())))
