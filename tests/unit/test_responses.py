"""What the bot may say, swept as a whole: other words each time, and no promise that does not come from data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation import service

DOMAIN = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text())
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
PARTS = ("utter_piece_", "utter_fact_", "utter_detail_", "utter_reading_", "utter_channel_")
"""Parts of sentences, titles of buttons, and what a messenger itself says: none of them is an answer by itself."""
WORDINGS = [(name, one["text"]) for name, wordings in RESPONSES.items() for one in wordings if "text" in one]
EXAMPLES = {"utter_channel_help"}
"""Answers that list how one may ask, without quotation marks."""

NAMED_HERE = re.compile(
    r"[$€£]|\d+ ?%|\b\d+ (?:days?|weeks?|hours?|minutes?)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|"
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d",
    re.I,
)
PROMISED = re.compile(
    r"\bguarante|\bI promise\b(?! (?:a|to look))|\bfree (?:shipping|delivery)|\bwe'?ll (?:match|beat)|\bI(?:'ll| will) "
    r"(?:give|get) you (?:a )?(?:discount|deal|\d)|\bspecial price\b|\bwill (?:arrive|be there|be delivered)\b|"
    r"\bright away\b|"
    r"\bwithin (?:minutes|an? (?:hour|day))\b",
    re.I,
)
REFUSED = re.compile(r"can't guarantee|guarantee isn't", re.I)
HUMAN = re.compile(r"\b(?:I'm|I am) (?:a |an )?(?:human|person|real|people)\b|\bas a (?:person|human)\b", re.I)
INSIDE = re.compile(r"utter_|action_|\bintent\b|\bslot\b|\bRasa\b|traceback|exception|\bNLU\b", re.I)


@pytest.mark.parametrize("name", [name for name in RESPONSES if not name.startswith(PARTS)])
def test_nothing_has_to_be_said_twice_in_the_same_words(name: str) -> None:
    always = [one["text"] for one in RESPONSES[name] if "condition" not in one]
    again = [one["text"] for one in RESPONSES[name] if "condition" in one]
    assert len(set(always)) > 1, f"{name} can only be said in one way"
    assert len(set(again)) == len(again)


@pytest.mark.parametrize(("name", "text"), WORDINGS)
def test_no_wording_names_a_price_a_share_or_a_day_of_its_own(name: str, text: str) -> None:
    said = re.sub(r"\{[^}]*\}", "", text)
    said = re.sub(r'"[^"]*"', "", said)  # how one may ask: nobody's price or day
    if name in EXAMPLES:
        said = re.sub(r"•[^\n]*", "", said)
    saving = name == "utter_price_next_break"  # the share comes from the price list
    assert not NAMED_HERE.search(said.replace("%", "") if saving else said), f"{name} says {text!r}"


@pytest.mark.parametrize(("name", "text"), WORDINGS)
def test_no_wording_promises_claims_to_be_a_person_or_shows_its_inside(name: str, text: str) -> None:
    assert not PROMISED.search(REFUSED.sub("", text)), f"{name} promises: {text!r}"
    assert not HUMAN.search(text), f"{name} claims: {text!r}"
    assert not INSIDE.search(text), f"{name} shows: {text!r}"


def test_every_answer_to_who_it_is_says_that_it_is_a_program() -> None:
    for one in RESPONSES["utter_bot_challenge"]:
        assert re.search(r"\b(?:program|software|bot|assistant)\b", one["text"])
        assert one["buttons"], "and offers a person"


def test_what_the_conversation_itself_says_is_there() -> None:
    for name in (service.FAILED, service.BUTTON_EXPIRED, service.BLOCKED):
        assert RESPONSES.get(name), f"{name} would be said as nothing at all"
