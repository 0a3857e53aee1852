"""Words about shelf or factory: the comparison, and how its numbers come about. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.number_words import NUMBER, value_of

_BOTH = re.compile(
    r"\b(?:shelf (?:or|vs\.?|versus|and|with|to) (?:the |a )?factory|factory (?:or|vs\.?|versus|and|with|to) (?:the |your )?"
    r"shelf|"
    r"stock (?:or|vs\.?|versus|against) (?:the |a )?factory|"
    r"(?:cheaper|less|better|save money|worth it|pay off) .{0,25}\b(?:from|at|in|through|by|with) (?:a |the )?factor(?:y|ies)|"
    r"(?:factory|made to order) (?:be )?(?:cheaper|worth it)|"
    r"(?:factory|factories) .{0,20}\bcheaper|"
    r"compare .{0,20}\b(?:shelf|stock)|"
    r"compared? (?:it |that |this |them )?(?:to|with|against) (?:buying |ordering |getting |just )*(?:the )?"
    r"(?:blanks?|plain|stocked)|"
    r"from (?:which|what|how many) .{0,30}\bfactory\b|break[- ]?even)\b",
    re.I,
)
_WORKED_OUT = re.compile(
    r"\bhow (?:is|are|was|were) (?:this|that|it|these|those|the (?:price|number|figure|cost)s?) "
    r"(?:worked out|calculated|computed|made up|put together)\b|"
    r"\bhow (?:do|did|does|would) (?:you|u|it|that) (?:get|come|arrive|calculate|work|figure)\b.{0,15}"
    r"(?:\b(?:that|this|it|these|those|the (?:price|number|figure|cost|total)s?)\b|\bout\W*$|\d)|"
    r"\bwhere (?:do|does|did) (?:that|this|these|those|the) ?(?:numbers?|prices?|figures?|costs?)? ?come from\b|"
    r"\b(?:break|split) (?:that|it|this|the (?:price|cost)) (?:down|up)\b|\b(?:cost|price) breakdown\b|"
    r"\b(?:show|see|explain) (?:me )?(?:the |your )?(?:calculation|math|maths|breakdown|numbers behind)\b|"
    r"\bwhat(?:'s| is) in (?:that|the) (?:price|number|cost)\b",
    re.I,
)
_COSTS = re.compile(
    r"\b(?:where|why|how|what'?s?|explain|show)\b.{0,45}\b(?:dut(?:y|ies)|tariffs?|freight|customs|tooling|broker(?:age)?|"
    r"harbor fee|landed|insurance|trucking)\b",
    re.I,
)
_BRIDGE = re.compile(
    r"\bbridg(?:e|es|ed|ing)\b|"
    r"\b(?:some|few|part|half|rest|remainder)\b.{0,40}\b(?:shelf|stock|now)\b.{0,40}\b(?:rest|others?|later|factory)\b",
    re.I,
)
_WHAT_IF = re.compile(r"^\W*(?:and |but |ok |so )?(?:what|wat|wht) if\b", re.I)
_LASTS = re.compile(
    rf"(?<!\bat )(?<!\bthe )(?<!\bin )(?<!\bour )(?<!\bmy )\blasts?\b(?: \w+){{0,3}} (?P<count>{NUMBER}) ?"
    rf"(?P<unit>day|week|month|year)s?\b",
    re.I,
)
LONGEST_DAYS = 36_500  # beyond a hundred years it makes no difference
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
WORKED_OUT = "worked_out"
BOTH = "shelf_or_factory"
BRIDGE = "bridge_order"


def asked(text: str, told: Mapping[str, Any] | None) -> str:
    """`BOTH`, or where a comparison was told `WORKED_OUT` and `BRIDGE`; "" where the words ask for none of them."""
    if told and (_BRIDGE.search(text) or lasts_days(text)):
        return BRIDGE
    if told and (_WORKED_OUT.search(text) or _COSTS.search(text)):
        return WORKED_OUT
    return BOTH if _BOTH.search(text) or (told and _WHAT_IF.search(text)) else ""


def lasts_days(text: str) -> int | None:
    """For how many days a need is said to last ("that lasts us about 6 months"); None where nothing is said."""
    found = _LASTS.search(text)
    if not found:
        return None
    return min(value_of(found["count"]) * _DAYS[found["unit"].lower()], LONGEST_DAYS) or None


_PLACES = re.compile(r"^(?:the |a )?(?:shelf|shelves|factory|factories|stock|factory shelf|shelf factory)$", re.I)


def without_places(entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities of such a question: in it shelf and factory are no products."""
    return [one for one in entities if one.get("entity") != "product" or not _PLACES.match(str(one.get("value")).strip())]
