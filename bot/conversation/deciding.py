"""Words about the quotes that were shown: to see them, accept one, ask for a sample, or make a counter-offer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import being_told, references
from bot.slips import mended

_QUOTES = re.compile(
    r"\b(?:show|see|compare|list|check|view|open|have|got|any|are there|where are|what about|read)\b.{0,20}"
    r"\bquot(?:e|es|ations?)\b|\bquot(?:e|es) (?:in|yet|so far|arrived|there)\b|"
    r"\bwhat (?:did|do|have) (?:the )?suppliers? (?:say|offer|quote)",
    re.I,
)
_ACCEPT = re.compile(r"\b(?:accept|take|choose|pick|go(?:ing)? (?:with|for)|award|book)\b(?! (?:a look|back))|\bdeal\b", re.I)
_SAMPLE = re.compile(r"\bsamples?\b", re.I)
_COUNTER = re.compile(
    r"\bcounter(?:[- ]?offer)?\b|(?<!you )\b(?:offer|propose|bid) (?!any\b|some\b|for\b).{0,60}?\d|"
    r"\boffer (?:them|him|her|it|number|the)\b|"
    r"\b(?:can|could|would|will) \w+(?: \w+){0,3} (?:do|make it|go|accept|take)\b(?: \w+){0,3}\W{1,3}\d|"
    r"\b(?:can|could|would|will) (?:they|he|she) (?:do|make it|go)\b|\bnegotiate\b|"
    r"\bask (?:\w+ ){0,3}(?:for|to do|if they)\b.{0,20}\d",
    re.I,
)
_TERMS = re.compile(
    r"\b(?:certif\w*|certs?|lead ?time|production|moq|minimums?|valid|deposit|payment|"
    r"tooling|incoterms?|terms|port|packing|details?)\b",
    re.I,
)
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:and |so |ok )?(?:what|whats|which|how|when|where|who|is|are|does|do|has|have|tell|more|show)\b", re.I
)
_ORDINAL_DAY = re.compile(r"^(?:the )?\d(?:st|nd|rd|th)$", re.I)
_PRICE = re.compile(r"(?<![\w.])\$?\s?(\d+(?:\.\d+)?|\.\d+)(?![\d%])")
_PLACE = re.compile(r"\b(?:number|no\.?|#|option|quote) ?\d\b", re.I)
_OF_QUOTES = re.compile(r"\b(?:quot(?:e|es)|offers?|suppliers?|factory)\b", re.I)
Shown = Mapping[str, Any]
"""The quotes on show: {"number": the request's, "rows": [{"supplier", "company", "revision"}, …]}, best first."""

_WORDS = ("sample", "samples", "accept", "counter", "offer", "quote", "quotes")
_OTHER_WORDS = frozenset("simple staple staples ample maple quite quota offers offed county except".split())
_SHORTEST = 5


def respelled(text: str) -> str:
    """The text with one slip in a word of deciding set right: "smaple"."""
    return mended(text, _WORDS, _SHORTEST, unless=_OTHER_WORDS)


def wants_quotes(text: str) -> bool:
    return bool(_QUOTES.search(respelled(text)))


def deed(text: str) -> str:
    """accept, sample or counter; "" for none of them."""
    text = respelled(text)
    for name, pattern in (("counter", _COUNTER), ("sample", _SAMPLE), ("accept", _ACCEPT)):
        if pattern.search(text):
            return name
    return ""


def price(text: str) -> str:
    """The price that a counter-offer names; "" for none. What tells the place of a quote ("number 2") is none."""
    found = _PRICE.search(_PLACE.sub("", text))
    return found[1] if found else ""


def offers(text: str, shown: Shown) -> list[tuple[Mapping[str, Any], str]]:
    """Several counter-offers in one message: "Alpha 1.05 and Beta 1.10"; none unless two at least have a name and a price."""
    rows: list[Mapping[str, Any]] = list(shown.get("rows") or [])
    named = sorted(((found.start(), row) for row in rows if (found := _named(row, text))), key=lambda one: one[0])
    ends = [start for start, _ in named[1:]] + [len(text)]
    made = [(row, price(text[start:end])) for (start, row), end in zip(named, ends[: len(named)], strict=True)]
    return made if len(made) > 1 and all(amount for _, amount in made) else []


def which(text: str, shown: Shown, entities: Sequence[Mapping[str, Any]] = ()) -> Mapping[str, Any] | None:
    """The quote that is meant, by its place, its company or because it is the only one; None where that is not clear."""
    rows: list[Mapping[str, Any]] = list(shown.get("rows") or [])
    places = references.read(text, entities).places
    if places:
        place = places[0]
        return rows[place - 1] if 0 < place <= len(rows) else rows[-1] if place < 0 and rows else None
    named = [row for row in rows if _named(row, text)]
    if len(named) == 1:
        return named[0]
    if re.search(r"\b(?:best|cheapest|top)\b", text, re.I) and rows:
        return rows[0]
    return rows[0] if len(rows) == 1 else None


def asks_about(text: str, shown: Shown, entities: Sequence[Mapping[str, Any]] = ()) -> Mapping[str, Any] | None:
    """The quote whose terms are asked for: "what certificates does Alpha have", "lead time of the second"; None for none."""
    named = [row for row in shown.get("rows") or [] if _named(row, text)]
    if deed(text) or not (_ASKS.search(text) or _TERMS.search(text)):
        return None
    return named[0] if len(named) == 1 else which(text, shown, entities) if _TERMS.search(text) and not named else None


def without_ordinals(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities of words about quotes: in them "the 2nd" is no day."""
    return [one for one in entities if one.get("entity") != "date" or not _ORDINAL_DAY.match(_typed(text, one))]


def _typed(text: str, one: Mapping[str, Any]) -> str:
    return text[one.get("start") or 0 : one.get("end") or 0].strip()


def _named(row: Mapping[str, Any], text: str) -> re.Match[str] | None:
    """Where the company is named, by the first word of its name."""
    first = next(iter(re.findall(r"[^\W\d_]{3,}", str(row["company"]))), "")
    return re.search(rf"\b{re.escape(first)}\b", text, re.I) if first else None


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
    if shown and not slots.get("search") and asks_about(text, shown, entities):
        return True
    if not shown or not deed(text) or any(one.get("entity") in ("product", "sku") for one in entities):
        return False
    return bool(_OF_QUOTES.search(text) or (not slots.get("search") and (which(text, shown) or deed(text) != "accept")))
