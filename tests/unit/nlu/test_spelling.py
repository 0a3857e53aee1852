"""Slips are repaired, and what is right is left alone."""

from __future__ import annotations

import pytest

from bot.embeddings import encoder
from bot.nlu.spelling import Speller

EXAMPLES = ["cancel my order", "track my order please", "thank you", "thank you so much", "thank you all", "printed mattress"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.of(EXAMPLES, encoder().vocabulary())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cancle my ordr", "cancel my order"),
        ("plese cancel", "please cancel"),
        ("thankyou", "thank you"),
        ("mattres", "mattress"),
        ("delivry", "delivery"),
    ],
)
def test_slips_are_repaired(speller: Speller, typed: str, meant: str) -> None:
    assert speller.repair(typed) == meant


@pytest.mark.parametrize(
    "text", ["TN-2110 and 60616", "Cancel my Order", "techs", "qzxjkv", "שלום", "", "don't", "🦄", "e" * 5000]
)
def test_right_words_codes_and_riddles_stay(speller: Speller, text: str) -> None:
    assert speller.repair(text) == text


def test_own_words_come_before_others() -> None:
    assert Speller({"toner": 3}, ["tower", "tuner"]).repair("tnner") == "toner"
