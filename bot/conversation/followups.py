"""Short messages that only what was said before explains: "and alaska?" after terms of delivery, "are you sure about the date",
"i changed my mind, printed" in the middle of a request. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import references
from bot.conversation.facts import AMOUNTS
from bot.conversation.moment import Moment, waits_for_a_place

Entity = Mapping[str, Any]

SHORT = 8  # words
_PUT_ON = re.compile(
    r"\b(?:(?:screen|digitally|laser|pad)[- ])?(?:printed|engraved|embroidered|etched|stitched|embossed|debossed|stamped)\b",
    re.I,
)
_NOT_ON = re.compile(r"\b(?:not|no|never|isn'?t|un|without|don'?t (?:want|need)(?: it| them)?)[\s-]*$", re.I)
_SURE = re.compile(
    r"\b(?:are|r) (?:you|u|ya) (?:really |quite |absolutely )?(?:sure|certain|positive)\b|\b(?:is|will) (?:that|it|this) "
    r"(?:really |definitely )?(?:for sure|certain|firm|be on time)\b|^\W*(?:for sure|really|for real)\W*$",
    re.I,
)
_REALISTIC = re.compile(
    r"\b(?:is|are|was|am i|would|will|does) (?:that|this|it|my|our|i|the|they|"
    r"\$?\d[\d.]* (?:each|apiece|a piece|ea))\b[^.!]{0,30}\b(?:realistic|doable|feasible|"
    r"possible|reasonable|too low|too (?:cheap|little)|enough|work)\b|^\W*(?:realistic|doable|feasible)\W*$",
    re.I,
)
_OF_THOSE = re.compile(
    r"^\W*(?:\d[\d,]* |(?:\d[\d,]* )?(?:dozen|gross|case|box|pack|carton)(?:e?s)? )of (?:them|those|these|that|it)"
    r"\W*(?:please|pls|thanks)?\W*$",
    re.I,
)
_LEAST = re.compile(
    r"\b(?:what'?s?|is there|whats|do you have|how (?:big|high) is)\b.{0,15}\b(?:minimum|moq|min order|"
    r"smallest (?:order|quantity))\b|"
    r"^\W*(?:minimum|moq)\W*$",
    re.I,
)
_OTHER_MIND = re.compile(r"\bchanged (?:my|our) minds?\b(?P<rest>.*)", re.I | re.S)
_NUMBER = re.compile(
    r"\b(?:what'?s|what is|whats|wats|got|have|give me|is there)\b[^.?!]{0,20}\b(?:toll[- ]free|number to call|"
    r"(?:the|your|a|ur) (?:phone |direct )?(?:number|extension|line))\b",
    re.I,
)
_OTHER_NUMBER = re.compile(
    r"\b(?:order|request|item|model|part|tracking|account|invoice|rfq|po|store|shop|case|serial|sku|minimum|largest|smallest|"
    r"max\w*|min\w*|number of)\b",
    re.I,
)


def put_on(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """ "Printed", said by itself while a request is written down: what goes on the goods."""
    found = _PUT_ON.search(text)
    if not found or len(text.split()) > SHORT or _NOT_ON.search(text[: found.start()]):
        return list(entities)
    if any(one.get("entity") in ("customization", "product") for one in entities):
        return list(entities)
    start, end = found.span()
    return [*entities, {"entity": "customization", "start": start, "end": end, "value": found[0], "text": found[0]}]


def asks_phone(text: str) -> bool:
    """Whether somebody wants a number to call: "whats the number"."""
    return bool(_NUMBER.search(text)) and not _OTHER_NUMBER.search(text)


_BUDGET = re.compile(
    r"\b(?:are|is|am|do|does|will|would|still|did|how)\b[^.!?]{0,40}\b(?:under|over|within|in|inside|on|below|above|fits?|meets?|"
    r"exceeds?|blow\w*|against|left (?:of|in))\b[^.!?]{0,20}\bbudget\b|"
    r"^\W*(?:still )?(?:under|over|within|in|below|above) (?:the |our |my )?budget\W*$",
    re.I,
)


def asks_of_budget(text: str) -> bool:
    """Whether it is asked how what was told lies to the budget: "are we still under budget"."""
    return bool(_BUDGET.search(text))


def asks_if_realistic(text: str) -> bool:
    """Whether it is asked if a price that was named can be met."""
    return bool(_REALISTIC.search(text))


_PIECES_ASKED = re.compile(
    r"\bhow (?:many|much)\b[^.?!]{0,40}\b(?:is|are|makes?|would|does) (?:that|it|this|those|they|\d|a (?:gross|dozen))|"
    r"\bhow many (?:\w+ ){0,3}(?:in|to) (?:a|one|\d+|that|the) ?(?:gross|dozen)?\b",
    re.I,
)


def asks_pieces(text: str) -> bool:
    """Whether it is asked how many pieces an amount is: "how many glasses is that"."""
    return bool(_PIECES_ASKED.search(text))


_PACKS_ASKED = re.compile(
    r"^\W*(?:(?:so|and|ok|then|hm+|wait|but|in total)\W+)*how many "
    r"(?:boxes|cases|packs?|packages|reams|cartons|bags|rolls|bundles|sets|bottles|of them|of those)"
    r"(?: (?:is|are|was|would|do|does|should|will|did) (?:that|it|this|they|those|i|we|you)(?: \w+){0,3}|"
    r" (?:total|in total|altogether))?"
    r"\W*$",
    re.I,
)


def asks_packs(text: str) -> bool:
    """Whether it is asked how many packs the number that was said comes to: "so how many boxes is that"."""
    return bool(_PACKS_ASKED.match(text))


def asks_minimum(text: str) -> bool:
    """Whether the least number is asked for that is made."""
    return bool(_LEAST.search(text))


def asks_if_sure(text: str) -> bool:
    """Whether what was told is doubted: "and are you sure about the date"."""
    return bool(_SURE.search(text))


def follow_up(now: Moment) -> str | None:
    """The intent that what was asked, shown or told before gives a short message; None where it gives none."""
    if len(now.text.split()) > SHORT or now.intent in ("complaint", "cancel_order"):
        return None
    if asks_phone(now.text) and now.intent in ("talk_to_human", "nlu_fallback", "out_of_scope", "inform", "capabilities"):
        return "talk_to_human"
    if now.form and _puts_otherwise(now):
        return "inform"
    if _counts_packs(now) or (now.form and not now.named and asks_minimum(now.text)):
        return "product_info"
    priced = now.slots.get("max_price") or now.slots.get("target_price")
    if priced and now.slots.get("compared") and not now.named and asks_if_realistic(now.text):
        return "product_info"
    if now.named <= {"money"} and asks_of_budget(now.text) and (now.slots.get("compared") or now.slots.get("items")):
        return "price_check"
    if _takes_of_those(now):
        return "place_order"
    return "delivery_eta" if now.form is None and (_asks_when_there(now) or _of_the_day_told(now)) else None


def _of_the_day_told(now: Moment) -> bool:
    """ "Are you sure", "and alaska?", after a day of delivery."""
    return waits_for_a_place(now.slots) == "delivery" and (asks_if_sure(now.text) or now.named == {"state"})


_WHEN_THERE = re.compile(
    r"^\W*(?:(?:and|so|ok|then|please)\W+)*(?:"
    r"when (?:would|will|can|could|do|does|might) (?:they|it|that|this|those|these|everything|all(?: of (?:it|that|them))?) "
    r"(?:be|get|arrive|come|land|show up)\b|"
    r"(?:can you |could you |do you |you )?(?:ship|deliver|send)(?: (?:it|them|that|this|those|everything))? to\b)",
    re.I,
)


def _asks_when_there(now: Moment) -> bool:
    """ "When would they be in 60614", "ship to 60614", of goods that are talked about."""
    known = now.slots.get("items") or now.slots.get("about") or references.shown(now.slots.get("search"))
    taken = now.intent in ("stock_check", "inform", "product_info", "nlu_fallback", "out_of_scope")
    return bool(known) and taken and now.named <= {"zip", "city", "state", "date"} and bool(_WHEN_THERE.match(now.text))


def _counts_packs(now: Moment) -> bool:
    """ "So how many boxes is that", of the list or of what is on show."""
    counted = now.slots.get("items") or (now.slots.get("quantity") and references.shown(now.slots.get("search")))
    return now.form is None and bool(counted) and asks_packs(now.text)


def _takes_of_those(now: Moment) -> bool:
    """ "Dozen of those", of what is on show."""
    on_show = now.form is None and references.shown(now.slots.get("search"))
    return bool(on_show) and not now.question and now.named <= {"quantity", "unit"} and bool(_OF_THOSE.match(now.text))


_INSTEAD = re.compile(r"^\W*(?:(?:ok|no|hm+|actually|so|and)\W+)*(?:how|what) about [\w' -]{2,40} instead\W*$", re.I)


def _puts_otherwise(now: Moment) -> bool:
    """ "I changed my mind, printed", "how about mugs instead": what follows is another answer, and nothing is given up."""
    if "product" in now.named and _INSTEAD.match(now.text):
        return True
    other = _OTHER_MIND.search(now.text)
    rest = other["rest"] if other else ""
    return bool(other) and bool(AMOUNTS & now.named) and any(_in_rest(one, len(now.text) - len(rest)) for one in now.entities)


def _in_rest(entity: Entity, start: int) -> bool:
    return bool(entity.get("end")) and int(entity.get("start") or 0) >= start
