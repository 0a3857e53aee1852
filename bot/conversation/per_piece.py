"""Questions about which of several is cheaper: by the piece ("cheapest per sheet"), or of those on show. Pure."""

from __future__ import annotations

import re

from bot.conversation.said_amounts import UNITS

_LESS = (
    r"(?:cheap(?:er|est)?|less(?: expensive)?|least expensive|lowest|best (?:deal|value|price|buy)|"
    r"better (?:deal|value|price|buy))"
)
_PACK = rf"(?:{UNITS})"
_A_PIECE = rf"\b(?:per|by the)\s+(?!{_PACK}\b)[a-z]+\b"
_EACH = r"\b(?:per (?:piece|unit)|a ?piece|each)\b"
_PER = re.compile(
    rf"\b{_LESS}\b.{{0,30}}?{_A_PIECE}|{_A_PIECE}.{{0,30}}?\b{_LESS}\b|\b{_LESS}\b.{{0,15}}?{_EACH}",
    re.I,
)
_PACKS = re.compile(rf"\bthe (?P<one>{_PACK})\s+(?:or|vs\.?|versus)\s+(?:the )?(?P<other>{_PACK})\b", re.I)
_WHICH = re.compile(
    r"^\W*(?:(?:and|so|ok|well|hm+)\W+)*(?:w?h?ich|which|what)(?:'s| one| 1| of (?:them|those|these|the (?:two|three)))?"
    rf"(?:'s| is| are| comes out| works out)?(?: the)? {_LESS}\W*$",
    re.I,
)


def asked(text: str) -> bool:
    """Whether it is asked which of several costs less, by the piece or as it is sold."""
    return bool(by_piece(text) or (_WHICH.match(text) and not re.search(r"cheapest|lowest|least", text, re.I)))


def by_piece(text: str) -> bool:
    """ "What paper is cheapest per sheet", "is the case or the ream the better deal"."""
    return bool(_PER.search(text) or (packs(text) and re.search(rf"\b{_LESS}\b", text, re.I)))


def packs(text: str) -> tuple[str, ...]:
    """The two packs that are compared: "the case or the ream"."""
    found = _PACKS.search(text)
    return (found["one"].lower(), found["other"].lower()) if found else ()
