"""Words about the terms of a request: the incoterm, whether a sample is wanted first, and how often the goods are. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.facts import Heard

_INCOTERM = re.compile(r"\b(EXW|FCA|FAS|FOB|CFR|CPT|CIF|CIP|DAP|DPU|DDP)\b|\b(ex[- ]works)\b|\b(free on board)\b", re.I)
_NO_SAMPLE = re.compile(
    r"\b(?:no|without(?: a| the)?|skip(?: the| that)?|don'?t (?:need|want|send|make)(?: a| the)?|"
    r"(?:leave|drop|cut)(?: out)?(?: the)?|not? need a|forget(?: about)? the) samples?\b",
    re.I,
)
_SAMPLE = re.compile(
    r"\b(?:with|want|need|like|add|send|include|get|see)\b(?: \w+){0,3} samples?\b|\bsamples? (?:first|please|before)\b", re.I
)

_REPEATS = re.compile(
    r"\b(?:bi-?weekly|weekly|monthly|quarterly|yearly|annually|"
    r"every (?:other |single |couple of |few |\d+ )?(?:week|month|quarter|year)s?|"
    r"each (?:week|month|quarter|year)|(?:once|twice|\d+ times) an? (?:week|month|quarter|year)|"
    r"(?:standing|recurring|repeat(?:ing)?) order)\b"
    r"(?! (?:planners?|calendars?|pads?|ads?|deals?|specials?|sales?|payments?|invoic\w+|bill\w*|statements?|reports?))",
    re.I,
)

_ASKS = re.compile(r"^\W*(?:what|why|how|which|who|when|where|is|are|was|does|do|did)\b", re.I)
_CHANGES = re.compile(
    r"\b(?:make|change|switch|use|quoted?|instead|rather|please|pls|plz|want|prefer|terms?|go|do|ship|better|ask|need|put)\b",
    re.I,
)
SHORT, LONGEST = 4, 200  # words of "FOB then"; characters
_NEXT = re.compile(
    r"\bwhat happens (?:next|then|now|after|if|when|once)\b|\bwhat(?:'s| is|s) next\b|"
    r"\b(?:is|are) (?:it|this|that|they) binding\b|\b(?:am|are) (?:i|we) (?:then )?(?:committed|bound|locked in|obligated)\b|"
    r"\bdo (?:i|we) have to (?:buy|order|pay|accept)\b|"
    r"\bhow (?:long|soon|fast|quick(?:ly)?)\b.{0,30}\b(?:quotes?|hear back|suppliers?|repl(?:y|ies)|answers?)\b|"
    r"\bhow many suppliers\b|\b(?:does|is) (?:it|this|that|asking) (?:cost|free|for free)\b",
    re.I,
)


def asks_next(text: str) -> bool:
    """Whether it is asked what comes of a request: who answers, when, and what it binds to."""
    return bool(_NEXT.search(text))


def incoterm_in(text: str) -> str:
    """The incoterm that is named, "" for none."""
    found = _INCOTERM.search(text)
    if not found:
        return ""
    return found[1].upper() if found[1] else "EXW" if found[2] else "FOB"


def sample_in(text: str) -> bool | None:
    """Whether a sample is wanted; None where nothing is said about it."""
    if _NO_SAMPLE.search(text):
        return False
    return True if _SAMPLE.search(text) else None


def repeats_in(text: str) -> str:
    """How often the goods will be needed, as typed: "monthly"; "" where nothing is said about it."""
    found = _REPEATS.search(text)
    return found[0] if found else ""


def without_repeats(heard: Heard) -> Heard:
    """The message without days and amounts that only say how often: "every 3 months" is no deadline."""
    found = _REPEATS.search(heard.text)
    return heard.without(*found.span()) if found else heard


def is_change(text: str, slots: Mapping[str, Any]) -> bool:
    """Whether the message wants other terms for a request that is out. Where quotes are on show, a sample is one of theirs."""
    if not slots.get("request_number") or _ASKS.search(text) or len(text) > LONGEST:
        return False
    if incoterm_in(text):
        return bool(_CHANGES.search(text)) or len(text.split()) <= SHORT
    return sample_in(text) is False or (sample_in(text) is True and not slots.get("quotes"))


_WISHED = re.compile(r"^\W*(?:(?:and|also|but|ok)\W+)*(?:can|could|may|might) (?:we|i|you|u)\b(?! (?:tell|explain))", re.I)


def said(text: str) -> bool:
    """Whether anything is said about the terms, and nothing is asked; "can we get a sample first?" is a wish."""
    if _WISHED.search(text) and sample_in(text) is not None and "," not in text:
        return True
    said_some = incoterm_in(text) or repeats_in(text) or sample_in(text) is not None
    return not text.rstrip().endswith("?") and bool(said_some)
