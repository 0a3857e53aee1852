from __future__ import annotations

import pytest

from bot.conversation.masking import STAND_INS, masked, natural
from tests.unit.conversation.heard import entity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ann.lee+shop@acme.example please", "write to [email] please"),
        ("call me at (312) 555-0199 or 312.555.0188", "call me at [phone] or [phone]"),
        ("where is order 8821344", "where is [number]"),
        ("PO-77123 and RFQ-10382", "[number] and [number]"),
        ("my card is 4111 1111 1111 1111", "my card is [card]"),
        ("ship to 42 Elm Street, Apt 3, Dayton, OH 45402 by may", "ship to [address] by may"),
        ("po box 812 is fine", "[address] is fine"),
        ("Hi, my name is Dolores Haze, need pens", "Hi, my name is [name], need pens"),
        ("attn Ruth", "attn [name]"),
        ("is Mr. Okafor there", "is Mr. [name] there"),
        ("need 40 pens\nThanks, Marcy", "need 40 pens\nThanks, [name]"),
        ("I'm Kevin from Blue Heron Brewing Co", "I'm [name] from [company]"),
        ("see https://acme.example/a?b=c", "see [link]"),
    ],
)
def test_personal_data_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "500 blue pens, 8.5x11 paper and 1,200 cups under $1,250.50",
        "do you have TN-2110 toner",
        "i need to speak to someone",
        "2 cases of copy paper by March 15",
        "10k tote bags at 60616",
    ],
)
def test_what_teaches_stays(text: str) -> None:
    assert masked(text) == text


def test_what_was_understood_or_held_is_masked_wherever_it_stands() -> None:
    text = "tell dana that ab-99 is late"
    marked = [entity(text, "order_number", "ab-99")]
    assert masked(text, marked, {"name": "Dana Ruiz", "phone": None}) == "tell [name] that [number] is late"


def test_a_masked_text_becomes_a_line_that_marks_no_entities() -> None:
    said = natural("i'm [name],\n order [number] [x](product)")
    assert said == f"i'm {STAND_INS['[name]']}, order {STAND_INS['[number]']} (x)(product)"


@pytest.mark.parametrize("text", ["", "[", "@", "\x00", "1" * 4000, "🙂" * 1000, "a@b" * 500])
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(natural(masked(text)), str)
