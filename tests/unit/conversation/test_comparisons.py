"""Words that ask for shelf or factory, and what is behind its numbers."""

from __future__ import annotations

import pytest

from bot.conversation.comparisons import BOTH, BRIDGE, WORKED_OUT, asked, lasts_days

TOLD = {"figures": []}


@pytest.mark.parametrize(
    "text",
    ["is it cheaper from a factory", "shelf or factory?", "compare shelf and factory", "would a factory be cheaper",
     "what's the break-even"],
)  # fmt: skip
def test_words_that_ask_for_the_comparison(text: str) -> None:
    assert asked(text, None) == BOTH


@pytest.mark.parametrize(
    "text",
    ["how do you get to that", "how is this worked out?", "where does that number come from", "break that down for me",
     "how did you come up with that price", "show me the calculation", "where does the duty number come from",
     "why is freight so much"],
)  # fmt: skip
def test_words_that_ask_what_is_behind_a_number_that_was_told(text: str) -> None:
    assert asked(text, TOLD) == WORKED_OUT
    assert asked(text, None) == ""


@pytest.mark.parametrize(
    "text",
    ["whats the bridge order thing", "can i get some from stock now and the rest later", "thatd last us about 6 months"],
)  # fmt: skip
def test_words_about_the_bridge_order(text: str) -> None:
    assert asked(text, TOLD) == BRIDGE
    assert asked(text, None) == ""


@pytest.mark.parametrize(
    ("text", "days"),
    [("lasts us 6 weeks", 42), ("they last a year", 365), ("itd last us four months", 120), ("at last 3 days", None)],
)
def test_how_long_a_need_lasts_is_read(text: str, days: int | None) -> None:
    assert lasts_days(text) == days


@pytest.mark.parametrize(
    "text", ["how do you get to the shop", "where do the mugs come from", "from the factory please", "cheaper"]
)
def test_other_words_ask_for_neither(text: str) -> None:
    assert asked(text, None) == asked(text, TOLD) == ""
