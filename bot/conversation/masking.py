"""Personal data out of a message: what is learned from must not tell who wrote it. Pure.

    "im Ann at 312-555-0199, order 88213" → "im [name] at [phone], order [number]"

Every mask has a stand-in, with which a masked message reads like one that a person would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import phonenumbers

from bot.conversation.contact import company_in, name_in

STAND_INS = {
    "[name]": "Sam",
    "[company]": "our company",
    "[email]": "someone@company.example",
    "[phone]": "(212) 555-0123",
    "[card]": "my card",
    "[number]": "48213377",
    "[address]": "12 Main Street",
    "[link]": "our website",
}
_BY_ENTITY = {"email": "[email]", "phone": "[phone]", "order_number": "[number]", "request_number": "[number]"}
_BY_FACT = {**_BY_ENTITY, "name": "[name]", "company": "[company]"}
SHORTEST_FACT = 2
"""Characters of a held fact below which it is not looked for in the text."""

_EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w@])@\w{3,}", re.I)
_LONG_NUMBER = re.compile(r"(?<![\w.,$])\d(?:[ -]?\d){11,18}(?!\w)")
_NUMBER = re.compile(
    r"\b(?:RFQ|PO|SO|INV|ORD|ACCT|REF|ORDER|ACCOUNT|INVOICE)[-# :]{0,3}#?\d[\w-]{2,}|(?<![\w.,$-])#?\d{6,}(?![\w%]|[.,]\d)",
    re.I,
)
_STREETS = (
    r"street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|terrace|ter|parkway|pkwy|"
    r"highway|hwy|"
    r"circle|cir|square|sq|trail|trl|plaza|loop|route|rte"
)
_ADDRESS = re.compile(
    rf"\b(?:p\.?\s?o\.?\s?box\s+\d+|\d{{1,6}}\s+(?:[nsew]\.?\s+)?(?:[\w.'’]+\s+){{1,3}}?(?:{_STREETS})\b\.?)"
    r"(?:,?\s*(?:apt|apartment|suite|ste|unit|floor|fl|#)\.?\s*[\w-]+)?"
    r"(?:,?\s+[a-z .]{2,30},?\s+[a-z]{2}\.?,?\s+\d{5}(?:-\d{4})?)?",
    re.I,
)
_SIGNED = re.compile(
    r"(?i:thanks|thank you|thx|regards|cheers|best|sincerely|yours)(?: again| so much| very much)?\s*[,!.\n-]+\s*"
    r"(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\W*$"
)
_CALLED = re.compile(
    r"\b(?:my name is|my name's|name is|name:|attn:?|attention|ask for|speak (?:to|with)|talk (?:to|with)|call me|contact) "
    r"(?P<name>(?!(?:a|an|the|some|any|your|you|somebody|someone|anyone|me|us|when|if|at|on|by|support|sales|human|person)\b)"
    r"[a-z]+(?: [A-Z][a-z]+)?)\b|\b(?:mr|mrs|ms|dr|miss)\.? (?P<title>[A-Z][a-z]+)\b",
    re.I,
)

Span = tuple[int, int, str]


def masked(text: str, entities: Sequence[Mapping[str, Any]] = (), known: Mapping[str, Any] | None = None) -> str:
    """The text with a mask for each piece of personal data: found in it, named by its entities, or held as a known fact."""
    spans = sorted(
        [*_by_entities(entities), *_by_facts(text, known or {}), *_by_looks(text)], key=lambda one: (one[0], -one[1])
    )
    parts, at = [], 0
    for start, end, mask in spans:
        if start < at:  # inside what is masked already
            continue
        parts += [text[at:start], mask]
        at = end
    return "".join([*parts, text[at:]])


def natural(text: str) -> str:
    """A masked text with stand-ins, on one line and without brackets, which mark entities in a file of examples."""
    for mask, words in STAND_INS.items():
        text = text.replace(mask, words)
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _by_entities(entities: Sequence[Mapping[str, Any]]) -> Iterator[Span]:
    for one in entities:
        if (mask := _BY_ENTITY.get(str(one.get("entity")))) and one.get("end"):
            yield one["start"], one["end"], mask


def _by_facts(text: str, known: Mapping[str, Any]) -> Iterator[Span]:
    for name, mask in _BY_FACT.items():
        for value in (str(known.get(name) or ""), *(str(known.get(name) or "").split() if name == "name" else ())):
            if len(value) >= SHORTEST_FACT:
                for found in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.I):
                    yield *found.span(), mask


def _by_looks(text: str) -> Iterator[Span]:
    for pattern, mask in ((_EMAIL, "[email]"), (_LINK, "[link]"), (_ADDRESS, "[address]"), (_NUMBER, "[number]")):
        for found in pattern.finditer(text):
            yield *found.span(), mask
    for found in _LONG_NUMBER.finditer(text):
        yield *found.span(), "[card]" if _is_card(found.group()) else "[number]"
    for match in phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.POSSIBLE):
        if len(re.sub(r"\D", "", match.raw_string)) >= 10:
            yield match.start, match.end, "[phone]"
    for found in _CALLED.finditer(text):
        group = "name" if found["name"] else "title"
        yield *found.span(group), "[name]"
    for signed in _SIGNED.finditer(text):
        yield *signed.span("name"), "[name]"
    for span, mask in ((name_in(text), "[name]"), (company_in(text), "[company]")):
        if span:
            yield span[1], span[2], mask


def _is_card(text: str) -> bool:
    """Whether the digits pass the check of card numbers: https://en.wikipedia.org/wiki/Luhn_algorithm"""
    digits = [int(sign) for sign in text if sign.isdigit()][::-1]
    return sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)) % 10 == 0
