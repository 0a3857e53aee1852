"""Shorthand of phones in whole words."""

from __future__ import annotations

import pytest

from bot.nlu.shorthand import MEANT, written_out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pls get it here b4 fri", "please get it here before fri"),
        ("u open tmrw? thx", "you open tomorrow? thanks"),
        ("THX", "thanks"),
        ("CAN U HELP", "CAN you HELP"),
        ("500 mugs w/ our logo", "500 mugs with our logo"),
        ("cups w/lids", "cups with lids"),
        ("bags w/o handles", "bags without handles"),
        ("$$ for 40 chairs", "price for 40 chairs"),
        ("idk, whatcha think", "i don't know, what do you think"),
    ],
)
def test_shorthand_is_written_out(typed: str, meant: str) -> None:
    assert written_out(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A&R Supply",
        "type-u plugs",
        "u.s. flags",
        "#r 12",
        "$5 each",
        "r/c cars",
        "ok",
        "dont",
        "whats left",
        "bc-20e",
        "gifts for RN week",
        "the letter R",
    ],
)
def test_what_is_no_shorthand_stays(text: str) -> None:
    assert written_out(text) == text


def test_every_abbreviation_is_found_and_none_leads_to_another() -> None:
    assert all(written_out(typed) == meant for typed, meant in MEANT.items())
    assert all(written_out(meant) == meant for meant in MEANT.values())
