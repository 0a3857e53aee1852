"""Words about being told of one's requests: wanting it or not, and the answer to what a supplier has asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

_NEWS = r"(?:telling|notify\w*|messag\w*|updat\w*|alert\w*|ping\w*|remind\w*|news|notifications?|bother\w*|posting)"
_BETWEEN = r"(?:the |all |these |those |sending |me |with )*"
_OFF = re.compile(
    rf"\b(?:stop|quit|no more|turn off|switch off|mute|unsubscribe from|cut) {_BETWEEN}{_NEWS}\b|"
    r"\b(?:don'?t|do not|never) (?:tell|notify|message|update|alert|ping|remind) (?:me|us)\b(?! (?:how|what|why|which|that))|"
    rf"\b(?:turn|switch) (?:the |these |your )?{_NEWS} off\b|^\W*(?:mute|unsubscribe)\W*$",
    re.I,
)
_ON = re.compile(
    r"\b(?:tell|notify|message|update|alert|ping) (?:me|us) (?:again|as soon as)\b|"
    r"\bkeep (?:me|us) (?:posted|updated|informed)\b|\b(?:turn|switch) on (?:the |these |your )?"
    rf"{_NEWS}\b|\b(?:turn|switch) (?:the |these |your )?{_NEWS} (?:back )?on\b|\b(?:un-?mute|start telling me)\b",
    re.I,
)
_ANSWER = re.compile(
    r"^\W*(?:please )?(?:answer|reply(?: to)?|tell) (?:them|the suppliers?|the factor(?:y|ies)|it)\b[:,]?"
    r"(?: that| to)?\s+(?P<words>.+)$|^\W*(?:my |the )?(?:answer|reply)(?: is|:)\s*(?P<more>.+)$",
    re.I | re.S,
)
_NO_ANSWERS = frozenset("talk_to_human complaint cancel greet goodbye thank capabilities request_status".split())


def switch(text: str) -> Literal["on", "off", ""]:
    """Whether news are wanted from now on; "" where nothing is said about it."""
    if _OFF.search(text):
        return "off"
    return "on" if _ON.search(text) else ""


def answer_in(text: str, slots: Mapping[str, Any], intent: str = "") -> str:
    """The words for suppliers who asked something; "" for none. What follows their question is taken for the answer to it,
    unless it is a question itself or plainly meant for us (`intent`)."""
    if found := _ANSWER.match(text):
        return (found["words"] or found["more"]).strip()
    asked = (slots.get("pending") or {}).get("kind") == "answer"
    return text.strip() if asked and intent not in _NO_ANSWERS and not text.rstrip().endswith("?") else ""
