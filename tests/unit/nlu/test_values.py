"""Amounts, money, days and codes as people type them, on Tuesday 15 September 2026."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.nlu.values.find import values
from bot.nlu.values.span import Span

NOW = datetime.fromisoformat("2026-09-15T10:30:00-05:00")


def ascii_name(text: str) -> str:
    return ascii(text)[:12]


def found(text: str, kind: str) -> list[Span]:
    return [span for span in values(text, NOW) if span.type == kind]


def only(text: str, kind: str) -> Span:
    (span,) = found(text, kind)
    assert text[span.start : span.end] == span.text
    return span


@pytest.mark.parametrize(
    ("text", "typed", "value", "unit"),
    [
        ("2500pcs of mugs", "2500", 2500, "pcs"),
        ("1,200 ea", "1,200", 1200, "ea"),
        ("2.5k totes", "2.5k", 2500, None),
        ("10k units", "10k", 10000, "units"),
        ("2.000 piece please", "2.000", 2000, "piece"),
        ("three gross", "three", 3, "gross"),
        ("2 dozen", "2", 2, "dozen"),
        ("half a pallet", "half a", 0.5, "pallet"),
        ("a couple dozen", "a couple", 2, "dozen"),
        ("two and a half dozen", "two and a half", 2.5, "dozen"),
        ("3 and a half cases", "3 and a half", 3.5, "cases"),
        ("ten thousand", "ten thousand", 10000, None),
        ("twenty five boxes", "twenty five", 25, "boxes"),
        ("ten billion units", "ten billion", 10_000_000_000, "units"),
        ("-5 mugs", "-5", -5, None),
        ("0 keyboards", "0", 0, None),
    ],
)
def test_quantity_is_the_number_meant(text: str, typed: str, value: float, unit: str | None) -> None:
    quantity = only(text, "quantity")
    assert (quantity.text, quantity.value) == (typed, value)
    assert [span.text for span in found(text, "unit")] == ([unit] if unit else [])


@pytest.mark.parametrize(
    "text",
    ["about 800 pcs", "roughly 800 pcs", "~800 pcs", "a couple thousand", "a couple dozen", "800 pcs or so", "800-ish pcs"],
)
def test_rough_quantity_says_so(text: str) -> None:
    assert only(text, "quantity").approximate


def test_vague_quantity_has_no_value() -> None:
    quantity = only("a few hundred", "quantity")
    assert quantity.value is None
    assert quantity.approximate


def test_where_so_many_go_makes_no_range() -> None:
    assert only("ill take 6 to 30318", "quantity").value == 6
    assert only("ill take 6 to 30318", "zip").value == "30318"
    assert only("100 to 20000 boxes", "quantity").high == 20000


@pytest.mark.parametrize("text", ["50 to 75 boxes", "between 50 and 75 boxes", "50-75 boxes"])
def test_stated_range_is_kept(text: str) -> None:
    quantity = only(text, "quantity")
    assert (quantity.low, quantity.high) == (50, 75)


@pytest.mark.parametrize(
    "text", ["20% off", "for 40 people", "12 person tent", "a 5 page menu", "300 lb guy", "open 24/7", "order 5519023"]
)
def test_what_counts_something_else_is_no_sure_quantity(text: str) -> None:
    assert not [span for span in found(text, "quantity") if span.sure]


@pytest.mark.parametrize(
    ("text", "typed", "value", "role"),
    [
        ("toner under $80", "$80", 80.0, "max"),
        ("under twenty bucks", "twenty bucks", 20.0, "max"),
        ("mugs 8$ ea tops", "8$", 8.0, "max"),
        ("no more than 1,200 $ for all", "1,200 $", 1200.0, "max"),
        ("get me 5 $20 chairs", "$20", 20.0, "target"),
        ("$5 or less", "$5", 5.0, "max"),
        ("budget $4,500 total", "$4,500", 4500.0, "max"),
        ("anything over $100", "$100", 100.0, "min"),
        ("$1.75 apiece", "$1.75", 1.75, "target"),
        ("target 1.75 each", "1.75", 1.75, "target"),
        ("75 cents each", "75 cents", 0.75, "target"),
        ("$.75 each", "$.75", 0.75, "target"),
        ("they quoted me $189", "$189", 189.0, "quoted"),
        ("i paid 30 dollars last time", "30 dollars", 30.0, "quoted"),
        ("$2k", "$2k", 2000.0, "target"),
    ],
)
def test_money_has_an_amount_and_a_role(text: str, typed: str, value: float, role: str) -> None:
    money = only(text, "money")
    assert (money.text, money.value, money.role) == (typed, value, role)


def test_price_range_is_a_floor_and_a_ceiling() -> None:
    assert [(span.value, span.role) for span in found("chairs between $50 and $75", "money")] == [(50.0, "min"), (75.0, "max")]


@pytest.mark.parametrize(
    ("text", "typed", "day"),
    [
        ("by mid march", "mid march", "2027-03-15"),
        ("before oct 15", "oct 15", "2026-10-15"),
        ("by the 14th", "the 14th", "2026-10-14"),
        ("by the 20th", "the 20th", "2026-09-20"),
        ("in 3 weeks", "in 3 weeks", "2026-10-06"),
        ("next Tues", "next Tues", "2026-09-22"),
        ("friday", "friday", "2026-09-18"),
        ("end of day thursday", "end of day thursday", "2026-09-17"),
        ("by Thanksgiving", "Thanksgiving", "2026-11-26"),
        ("before xmas", "xmas", "2026-12-25"),
        ("tomorrow", "tomorrow", "2026-09-16"),
        ("by 12/24", "12/24", "2026-12-24"),
        ("nov 5 2027", "nov 5 2027", "2027-11-05"),
        ("end of the month", "end of the month", "2026-09-30"),
        ("by end of october", "end of october", "2026-10-31"),
        ("on 2026-10-01", "2026-10-01", "2026-10-01"),
        ("31 february", "31 february", None),
        ("1200 before homecoming", "homecoming", None),
    ],
)
def test_date_is_a_day(text: str, typed: str, day: str | None) -> None:
    date = only(text, "date")
    assert (date.text, date.value) == (typed, day)


@pytest.mark.parametrize(
    ("text", "kind", "typed", "value"),
    [
        ("ship to 60616-1234", "zip", "60616-1234", "60616-1234"),
        ("04101", "zip", "04101", "04101"),
        ("my zip is 10001", "zip", "10001", "10001"),
        ("savannah 31401", "zip", "31401", "31401"),
        ("the quantity is 40", "quantity", "40", 40),
        ("three of those", "quantity", "three", 3),
        ("a week from friday", "date", "a week from friday", "2026-09-25"),
        ("brother tn-2110", "sku", "tn-2110", "TN-2110"),
        ("6 HP 962XL", "sku", "962XL", "962XL"),
        ("item 24410988", "sku", "24410988", "24410988"),
        ("ord no 7734-1190-02", "order_number", "7734-1190-02", "7734-1190-02"),
        ("where is order B70461", "order_number", "B70461", "B70461"),
        ("status of RFQ-10382", "request_number", "RFQ-10382", "RFQ-10382"),
        ("my request number is 118204", "request_number", "118204", "118204"),
        ("mail Pat@Ledgerlane.example", "email", "Pat@Ledgerlane.example", "pat@ledgerlane.example"),
        ("call (512) 555-0164", "phone", "(512) 555-0164", "+15125550164"),
        ("letter 8.5 x 11", "size", "8.5 x 11", "8.5x11"),
        ("11oz mugs", "size", "11oz", "11oz"),
        ("legal size folders", "size", "legal size", "legal size"),
    ],
)
def test_codes_and_sizes(text: str, kind: str, typed: str, value: Any) -> None:
    span = only(text, kind)
    assert (span.text, span.value) == (typed, value)


@pytest.mark.parametrize("text", ["2500pcs", "10k", "11oz", "3rd", "b2b", "w9", "n95", "8.5x11", "net30", "K1A 0B1"])
def test_measures_and_chat_spelling_are_no_part_numbers(text: str) -> None:
    assert not found(text, "sku")


def test_round_number_of_goods_is_no_zip() -> None:
    assert [span.text for span in found("10000 bags to 10001", "zip")] == ["10001"]


@pytest.mark.parametrize(
    "text", ["", " ", "🦄🔥", "a" * 100_000, "1" * 100_000, "$" * 5_000, "1 " * 20_000, "\x00\x01", "‮123"], ids=ascii_name
)
def test_anything_is_read_in_a_moment(text: str) -> None:
    for span in values(text, NOW):
        assert text[span.start : span.end] == span.text
