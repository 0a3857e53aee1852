"""Which words decide about quotes that were shown, and which are about something else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.deciding import deed, is_about_quotes, which

ROWS = [{"supplier": "S1", "company": "Alpha Works", "revision": 1}, {"supplier": "S2", "company": "Beta Bags", "revision": 2}]
SHOWN: dict[str, Any] = {"quotes": {"number": "RFQ-10001", "rows": ROWS}, "request_number": "RFQ-10001"}


@pytest.mark.parametrize(
    ("text", "name", "supplier"),
    [
        ("accept the first one", "accept", "S1"),
        ("let's go with beta", "accept", "S2"),
        ("take the cheapest quote", "accept", "S1"),
        ("can i get a sample from the second", "sample", "S2"),
        ("offer alpha 1.05", "", "S1"),
        ("counter offer to beta: $1.05", "counter", "S2"),
        ("can they do 1.10?", "counter", None),
        ("accept it", "accept", None),
    ],
)
def test_a_deed_and_its_quote_are_read_from_words(text: str, name: str, supplier: str | None) -> None:
    found = which(text, SHOWN["quotes"])
    assert (deed(text), found and found["supplier"]) == (name, supplier)


@pytest.mark.parametrize("text", ["accept the first one", "sample from beta please", "can they do 1.10?", "any quotes yet?"])
def test_words_about_quotes_on_show(text: str) -> None:
    assert is_about_quotes(text, SHOWN)


def test_goods_shown_since_are_meant_unless_quotes_are_spoken_of() -> None:
    since = {**SHOWN, "search": {"pages": [["A"]], "at": 0}}
    assert not is_about_quotes("take the first one", since)
    assert is_about_quotes("accept the first quote", since)


def test_an_order_of_goods_accepts_no_quote() -> None:
    assert not is_about_quotes("i'll take 3 staplers, the first one", SHOWN, [{"entity": "product", "value": "staplers"}])
    assert not is_about_quotes("accept the first one", {})
