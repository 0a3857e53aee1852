"""Questions that a clerk is asked about goods on show: side by side, what goes with it, what else there is. Pure."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["side_by_side", "goes_with", "instead", ""]

_SIDE_BY_SIDE = re.compile(
    r"\bcompar(?:e|ed|ing|ison)\b(?! (?:prices? with|to (?:other|another)))|\bside by side\b|"
    r"\bdifferen(?:ce|ces|t)\b.{0,20}\b(?:between|from (?:the|each)|are they|is there|do they)|"
    r"\bhow (?:do|does|are|is) .{1,40}\bdiffer|\bwhat(?:'?s| is) the diff(?:erence)?\b|"
    r"^\W*(?:the )?diff(?:erence)?s? (?:between|btwn|of)\b|"
    r"\bwhich (?:one |of (?:them|those|these|the \w+) )?(?:is|are|would be) (?:the )?(?:better|best|faster|bigger|stronger)\b|"
    r"\b(?:vs\.?|versus)\b",
    re.I,
)
_THING = r"(?:it|that|this|them|those|these|the \w+(?: (?:one|ones))?|(?:the )?(?:first|second|third|last)(?: one)?|one)"
_GOES_WITH = re.compile(
    rf"\b(?:go(?:es)?|works?|used?|sold|bought|fits?) (?:well )?(?:together )?with {_THING}\b|"
    rf"\b(?:do|would|will|should) (?:i|we) (?:also |else )?(?:need|want|have to get|get)\b.{{0,40}}"
    rf"\b(?:with|for|to use) {_THING}\b|"
    rf"\bneed (?:anything|something|to get anything) (?:else )?(?:with|for|to use) {_THING}\b|"
    r"\baccessor(?:y|ies)\b.{0,20}\b(?:for|with|are there|do you)|\bany accessor(?:y|ies)\b|"
    rf"\b(?:what|which) (?:\w+ ){{1,3}}(?:does|do|would|will) {_THING} (?:take|use|need)\b|"
    rf"\b(?:what|which) (?:\w+ ){{1,3}}(?:fits?|goes? (?:in|into|with)|works? (?:in|with)) {_THING}\b|"
    rf"\b(?:refills?|cartridges?|supplies|staples|toner|ink) for {_THING}\W*$",
    re.I,
)
_INSTEAD = re.compile(
    r"\balternatives?\b|\bsubstitutes?\b|\b(?:something|anything|any|others?|ones?|items?|products?) (?:\w+ )?similar\b|"
    r"\bsimilar (?:ones?|products?|items?|things?)\b|"
    r"\b(?:something|anything|what else|others?|more) (?:do you have |have you got )?(?:that(?:'s| is| are) )?like "
    r"(?:it|that|this|them|those|these|the \w+)\b|\bwhat (?:else )?(?:can|could|should) i (?:take|get|use|have) instead\b|"
    r"\bwhat (?:else )?(?:do you have|is there|have you got) instead\b",
    re.I,
)


def asked(text: str) -> Kind:
    """Which of these questions the words ask; "" for none."""
    if _SIDE_BY_SIDE.search(text):
        return "side_by_side"
    if _GOES_WITH.search(text):
        return "goes_with"
    return "instead" if _INSTEAD.search(text) else ""


_WHICH_COSTS = re.compile(
    r"\bwhich\b[^.!]{0,30}\b(?:"
    r"(?P<more>pricier|priciest|more expensive|most expensive|dearer|dearest|costs? (?:the )?(?:more|most))|"
    r"(?P<less>cheaper|cheapest|less expensive|least expensive|costs? (?:the )?(?:less|least)))\b",
    re.I,
)


def which_costs(text: str, shown: int) -> Literal["more", "less", ""]:
    """Which of so many things on show the words ask for by its price; the cheaper one is asked for among two or three."""
    found = _WHICH_COSTS.search(text)
    if not found or shown < 2:
        return ""
    return "more" if found["more"] else "less" if shown <= SIDES else ""


SIDES = 3
"""So many things are compared side by side."""

_TOLD = re.compile(
    r"^\W*(?:(?:can|could|would) (?:you|u) )?(?:please )?(?:tell|show|give) (?:me|us)\b(?! (?:if|whether|how|what|which))|"
    r"\b(?:more|all|some|any|further) (?:about|on|info\w*|details?)\b|\bdetails?\b|\bspecs?\b|\bspecifications?\b|"
    r"\bdata ?sheet\b|\bdescri(?:be|ption)\b|"
    r"^\W*what(?:'s| is| are)? (?:it|that|this|the (?:first|second|third|last)(?: one)?)\W*$|"
    r"^\W*(?:and )?(?:what|how) about\b",
    re.I,
)
_POINTING = re.compile(
    r"\b(?:the |that |this )?(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)(?: (?:one|two|three))?\b|"
    r"\b(?:number|option|#) ?\d\b|\b(?:this|that) one\b",
    re.I,
)


def wants_all(text: str) -> bool:
    """Whether the words want everything that is known of a thing, and ask nothing in particular."""
    return bool(_TOLD.search(text))


def without_pointing(text: str) -> str:
    """The question without the words that say of which product it is."""
    return " ".join(_POINTING.sub(" ", text).split())
