"""Questions about which of several costs less."""

from __future__ import annotations

import pytest

from bot.conversation import per_piece, references


@pytest.mark.parametrize(
    ("text", "by_piece"),
    [
        ("which tape is cheapest per yard", True),
        ("per sheet whats the lowest", True),
        ("is the box or the case the better deal", True),
        ("so which one is cheaper?", False),
        ("which of these is less expensive", False),
    ],
)
def test_a_comparison_of_prices_is_seen(text: str, by_piece: bool) -> None:
    assert per_piece.asked(text)
    assert per_piece.by_piece(text) is by_piece


@pytest.mark.parametrize(
    "text", ["something cheaper", "the cheapest printer", "price per box", "which is the cheapest", "20 per day"]
)
def test_other_words_compare_nothing(text: str) -> None:
    assert not per_piece.asked(text)


def test_the_first_of_those_on_show_is_no_day_but_a_day_stays_one() -> None:
    day = {"entity": "date", "value": "2026-10-01"}
    of = "6 of the 1st"
    by = "need it by the 1st"
    assert references.without_ordinal_days(of, [{**day, "start": 5, "end": len(of)}]) == []
    assert references.without_ordinal_days(by, [{**day, "start": 11, "end": len(by)}])
