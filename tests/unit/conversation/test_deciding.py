"""Which words decide about quotes that were shown, and which are about something else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import deciding
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
        ("offer alpha 1.05", "counter", "S1"),
        ("counter offer to beta: $1.05", "counter", "S2"),
        ("can they do 1.10?", "counter", None),
        ("can the first one do 1.05?", "counter", "S1"),
        ("smaple from the 2nd pls", "sample", "S2"),
        ("acept the first qoute", "accept", "S1"),
        ("a simple one from beta", "", "S2"),
        ("accept it", "accept", None),
    ],
)
def test_a_deed_and_its_quote_are_read_from_words(text: str, name: str, supplier: str | None) -> None:
    found = which(text, SHOWN["quotes"])
    assert (deed(text), found and found["supplier"]) == (name, supplier)


@pytest.mark.parametrize("text", ["accept the first one", "sample from beta please", "can they do 1.10?", "any quotes yet?"])
def test_words_about_quotes_on_show(text: str) -> None:
    assert is_about_quotes(text, SHOWN)


@pytest.mark.parametrize(
    ("text", "supplier"),
    [
        ("whats the certificates of beta", "S2"),
        ("lead time of the second", "S2"),
        ("does alpha have an moq?", "S1"),
        ("accept alpha", None),
        ("how much are staplers", None),
    ],
)
def test_the_terms_of_a_quote_are_asked_for(text: str, supplier: str | None) -> None:
    found = deciding.asks_about(text, SHOWN["quotes"])
    assert (found and found["supplier"]) == supplier
    assert is_about_quotes(text, SHOWN) == (supplier is not None or text.startswith("accept"))


def test_in_words_about_quotes_the_second_is_no_day() -> None:
    text = "a sample from the 2nd by december 5"
    day = {"entity": "date", "value": "2026-12-02", "start": 14, "end": 21}
    other = {"entity": "date", "value": "2026-12-05", "start": 25, "end": 35}
    assert deciding.without_ordinals(text, [day, other]) == [other]


def test_goods_shown_since_are_meant_unless_quotes_are_spoken_of() -> None:
    since = {**SHOWN, "search": {"pages": [["A"]], "at": 0}}
    assert not is_about_quotes("take the first one", since)
    assert is_about_quotes("accept the first quote", since)


def test_an_order_of_goods_accepts_no_quote() -> None:
    assert not is_about_quotes("i'll take 3 staplers, the first one", SHOWN, [{"entity": "product", "value": "staplers"}])
    assert not is_about_quotes("accept the first one", {})


NAMED = {
    "number": "RFQ-1",
    "rows": [
        {"supplier": "S1", "company": "Alpha Bags Co., Ltd.", "revision": 1},
        {"supplier": "S2", "company": "Béta Bags S.A.", "revision": 1},
        {"supplier": "S3", "company": "Gamma Bags", "revision": 1},
    ],
}


@pytest.mark.parametrize(
    ("text", "supplier", "price"),
    [
        ("offer Alpha 1.05", "S1", "1.05"),
        ("Can gamma do $0.98?", "S3", "0.98"),
        ("propose 1.10 to alpha", "S1", "1.10"),
        ("ask Alpha Bags for .95 a piece", "S1", ".95"),
        ("counter offer to number 2: 1.20", "S2", "1.20"),
        ("would béta go to 1.07", "S2", "1.07"),
    ],
)
def test_a_counter_offer_goes_to_the_one_that_is_named(text: str, supplier: str, price: str) -> None:
    assert deciding.deed(text) == "counter"
    row = deciding.which(text, NAMED)
    assert row
    assert (row["supplier"], deciding.price(text)) == (supplier, price)
    assert deciding.offers(text, NAMED) == []


@pytest.mark.parametrize("text", ["what do you offer under $20", "10% off", "do you offer any for 2 dollars"])
def test_no_counter_offer(text: str) -> None:
    assert deciding.deed(text) != "counter"


def test_several_counter_offers_in_one_message() -> None:
    made = deciding.offers("offer Alpha 1.05 and gamma 1.10", NAMED)
    assert [(row["supplier"], price) for row, price in made] == [("S1", "1.05"), ("S3", "1.10")]
