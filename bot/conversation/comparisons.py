"""Words about shelf or factory: the comparison, and how its numbers come about. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_BOTH = re.compile(
    r"\b(?:shelf (?:or|vs\.?|versus|and|with|to) (?:the |a )?factory|factory (?:or|vs\.?|versus|and|with|to) (?:the |your )?"
    r"shelf|"
    r"stock (?:or|vs\.?|versus|against) (?:the |a )?factory|"
    r"(?:cheaper|less|better|save money|worth it|pay off) .{0,25}\b(?:from|at|in|through|by|with) (?:a |the )?factor(?:y|ies)|"
    r"(?:factory|made to order) (?:be )?(?:cheaper|worth it)|"
    r"(?:factory|factories) .{0,20}\bcheaper|"
    r"from (?:which|what|how many) .{0,30}\bfactory\b|break[- ]?even)\b",
    re.I,
)
_WORKED_OUT = re.compile(
    r"\bhow (?:is|are|was|were) (?:this|that|it|these|those|the (?:price|number|figure|cost)s?) "
    r"(?:worked out|calculated|computed|made up|put together)\b|"
    r"\bhow (?:do|did|does|would) (?:you|u|it|that) (?:get|come|arrive|calculate|work|figure)\b.{0,15}\b(?:to|at|up with|out|"
    r"that|this|it)\b|"
    r"\bwhere (?:do|does|did) (?:that|this|these|those|the) ?(?:numbers?|prices?|figures?|costs?)? ?come from\b|"
    r"\b(?:break|split) (?:that|it|this|the (?:price|cost)) (?:down|up)\b|\b(?:cost|price) breakdown\b|"
    r"\b(?:show|see|explain) (?:me )?(?:the |your )?(?:calculation|math|maths|breakdown|numbers behind)\b|"
    r"\bwhat(?:'s| is) in (?:that|the) (?:price|number|cost)\b",
    re.I,
)
WORKED_OUT = "worked_out"
BOTH = "shelf_or_factory"


def asked(text: str, told: Mapping[str, Any] | None) -> str:
    """`BOTH`, `WORKED_OUT` (only where a comparison was told), or "" where the words ask for neither."""
    if told and _WORKED_OUT.search(text):
        return WORKED_OUT
    return BOTH if _BOTH.search(text) else ""


_PLACES = re.compile(r"^(?:the |a )?(?:shelf|shelves|factory|factories|stock|factory shelf|shelf factory)$", re.I)


def without_places(entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities of such a question: in it shelf and factory are no products."""
    return [one for one in entities if one.get("entity") != "product" or not _PLACES.match(str(one.get("value")).strip())]
