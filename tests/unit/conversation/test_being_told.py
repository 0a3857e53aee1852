"""Words about being told of requests, and answers to what suppliers ask."""

from __future__ import annotations

import pytest

from bot.conversation.being_told import answer_in, switch


@pytest.mark.parametrize(
    "text",
    ["stop telling me", "Please stop notifying me about quotes", "no more updates please", "turn off notifications",
     "don't message me about this", "stop sending me updates", "mute", "turn the notifications off"],
)  # fmt: skip
def test_news_are_switched_off(text: str) -> None:
    assert switch(text) == "off"


@pytest.mark.parametrize("text", ["tell me again", "keep me posted", "turn on notifications", "switch the updates back on"])
def test_and_on_again(text: str) -> None:
    assert switch(text) == "on"


@pytest.mark.parametrize(
    "text", ["stop", "cancel it", "don't tell me that is all", "tell me when it arrives", "any updates?", "what's the news"]
)
def test_other_words_switch_nothing(text: str) -> None:
    assert switch(text) == ""


def test_what_follows_a_question_is_its_answer() -> None:
    asked = {"pending": {"kind": "answer", "number": "RFQ-1"}}
    assert answer_in("yes, 12 oz with a lining", asked, "affirm") == "yes, 12 oz with a lining"
    assert answer_in("what does 12 oz mean?", asked) == ""
    assert answer_in("get me a person", asked, "talk_to_human") == ""
    assert answer_in("12 oz", {}) == ""
    assert answer_in("tell them it's 12 oz", {}) == "it's 12 oz"
