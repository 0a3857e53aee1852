"""Slips are repaired, and what is right is left alone."""

from __future__ import annotations

import pytest

from bot.embeddings import vocabulary
from bot.nlu.spelling import Speller

EXAMPLES = ["cancel my order", "track my order please", "thank you", "thank you so much", "thank you all", "printed mattress"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.of(EXAMPLES, vocabulary())


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
    "text",
    [
        "TN-2110 and 60616",
        "the SOF",
        "twine, jugs and phishing",
        "Cancel my Order",
        "techs",
        "qzxjkv",
        "שלום",
        "",
        "don't",
        "🦄",
        "e" * 5000,
    ],
)
def test_right_words_codes_and_riddles_stay(speller: Speller, text: str) -> None:
    assert speller.repair(text) == text


def test_own_words_come_before_others() -> None:
    assert Speller({"toner": 3}, ["tower", "tuner"]).repair("tnner") == "toner"


def test_the_words_beside_it_decide_what_is_meant() -> None:
    speller = Speller.of(["pay now", "pay now", "spy on me", "spy on me"] + ["pay", "spy"] * 30, [])
    assert speller.repair("psy now") == "pay now"
    assert speller.repair("psy on me") == "spy on me"


def test_the_likelier_slip_is_the_one_that_was_made() -> None:
    assert Speller({"very": 9, "bury": 9}, []).repair("bery") == "very", "v lies beside b, u far from e"


def test_a_slip_among_our_own_examples_is_no_word() -> None:
    assert Speller({"cancel": 90, "canel": 1}, []).repair("canel") == "cancel"
