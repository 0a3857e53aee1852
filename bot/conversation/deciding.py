"""Words about the quotes that were shown: to see them, accept one, ask for a sample, or make a counter-offer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import being_told, references

_QUOTES = re.compile(
    r"\b(?:show|see|compare|list|check|view|open|have|got|any|are there|where are|what about|read)\b.{0,20}"
    r"\bquot(?:e|es|ations?)\b|\bquot(?:e|es) (?:in|yet|so far|arrived|there)\b|"
    r"\bwhat (?:did|do|have) (?:the )?suppliers? (?:say|offer|quote)",
    re.I,
)
_ACCEPT = re.compile(r"\b(?:accept|take|choose|pick|go(?:ing)? (?:with|for)|award|book)\b(?! (?:a look|back))|\bdeal\b", re.I)
_SAMPLE = re.compile(r"\bsamples?\b", re.I)
_COUNTER = re.compile(
    r"\bcounter(?:[- ]?offer)?\b|\boffer (?:them|him|her|it|number|the)\b|"
    r"\b(?:can|could|would|will) (?:they|he|she) (?:do|make it|go)\b|\bnegotiate\b|"
    r"\bask (?:them|him|her)?.{0,20}\b(?:for|to do|if they)\b.{0,20}\d",
    re.I,
)
_OF_QUOTES = re.compile(r"\b(?:quot(?:e|es)|offers?|suppliers?|factory)\b", re.I)
Shown = Mapping[str, Any]
"""The quotes on show: {"number": the request's, "rows": [{"supplier", "company", "revision"}, …]}, best first."""


def wants_quotes(text: str) -> bool:
    return bool(_QUOTES.search(text))


def deed(text: str) -> str:
    """accept, sample or counter; "" for none of them."""
    for name, pattern in (("counter", _COUNTER), ("sample", _SAMPLE), ("accept", _ACCEPT)):
        if pattern.search(text):
            return name
    return ""


def which(text: str, shown: Shown, entities: Sequence[Mapping[str, Any]] = ()) -> Mapping[str, Any] | None:
    """The quote that is meant, by its place, its company or because it is the only one; None where that is not clear."""
    rows: list[Mapping[str, Any]] = list(shown.get("rows") or [])
    places = references.read(text, entities).places
    if places:
        place = places[0]
        return rows[place - 1] if 0 < place <= len(rows) else rows[-1] if place < 0 and rows else None
    said = set(re.findall(r"[a-z]{3,}", text.lower()))
    named = [row for row in rows if _first(row) in said]
    if len(named) == 1:
        return named[0]
    if re.search(r"\b(?:best|cheapest|top)\b", text, re.I) and rows:
        return rows[0]
    return rows[0] if len(rows) == 1 else None


def _first(row: Mapping[str, Any]) -> str:
    return next(iter(re.findall(r"[a-z]{3,}", str(row["company"]).lower())), "")


def is_about_quotes(text: str, slots: Mapping[str, Any], entities: Sequence[Mapping[str, Any]] = (), intent: str = "") -> bool:
    """Whether a message is about quotes: once a request is out, and for deeds once its quotes were shown.

    Where goods of the catalog have been shown since, "the first one" is one of those, unless quotes are spoken of.
    """
    if (slots.get("pending") or {}).get("kind") == "counter" and re.search(r"\d", text):
        return True
    if slots.get("request_number") and (
        wants_quotes(text) or being_told.switch(text) or being_told.answer_in(text, slots, intent)
    ):
        return True
    shown = slots.get("quotes")
    if not shown or not deed(text) or any(one.get("entity") in ("product", "sku") for one in entities):
        return False
    return bool(_OF_QUOTES.search(text) or (not slots.get("search") and (which(text, shown) or deed(text) != "accept")))
