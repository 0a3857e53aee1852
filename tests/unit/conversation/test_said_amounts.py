"""Amounts as people say them, and which thing each of them counts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import picks
from bot.conversation.lists import counted_in
from bot.conversation.spans import set_right


def marked(text: str, *spans: tuple[str, str, Any]) -> list[dict[str, Any]]:
    """Entities of (kind, typed, value), each found behind the one before it."""
    found: list[dict[str, Any]] = []
    at = 0
    for kind, typed, value in spans:
        start = text.index(typed, at)
        at = start + len(typed)
        found.append({"entity": kind, "start": start, "end": at, "value": value, "text": typed})
    return found


def told(text: str, *spans: tuple[str, str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        (str(one["entity"]), one["value"]) for one in set_right(text, marked(text, *spans)) if one["value"] is not None
    )


def test_half_a_dozen_is_six_beside_another_number() -> None:
    text = "9 of the first and half a dozen mugs"
    spans = (("quantity", "9", 9), ("quantity", "half a", 0.5), ("unit", "dozen", "dozen"), ("product", "mugs", "mugs"))
    assert told(text, *spans) == [("product", "mugs"), ("quantity", 6), ("quantity", 9)]


@pytest.mark.parametrize("said", ["a box of staples", "one box of staples", "another box of staples"])
def test_one_of_a_unit_counts_beside_other_amounts(said: str) -> None:
    text = f"4 mugs and {said}"
    spans = (("quantity", "4", 4), ("product", "mugs", "mugs"))
    assert {("quantity", 1), ("unit", "box"), ("product", "staples")} <= set(told(text, *spans))


@pytest.mark.parametrize("text", ["200 mugs, packed in a box of foam", "60 pens at the price of a case of paper"])
def test_what_something_comes_in_is_not_wanted_beside_it(text: str) -> None:
    number = text.split()[0]
    assert told(text, ("quantity", number, int(number))) == [("quantity", int(number))]


def test_what_no_trade_knows_is_no_thing() -> None:
    text = "2 sets of instructions"
    spans = (("quantity", "2", 2), ("unit", "sets", "sets"))
    assert told(text, *spans) == [("quantity", 2), ("unit", "sets")]


@pytest.mark.parametrize("setting", ["no wait 30", "sorry, make that 30", "actually 30 please", "no, 30 boxes"])
def test_the_amount_that_sets_right_takes_the_place_of_the_first(setting: str) -> None:
    text = f"20 boxes of pens, {setting}"
    spans = (("quantity", "20", 20), ("unit", "boxes", "boxes"), ("product", "pens", "pens"), ("quantity", "30", 30))
    assert told(text, *spans) == [("product", "pens"), ("quantity", 30), ("unit", "boxes")]


def test_a_correction_may_name_its_thing_again() -> None:
    text = "12 mugs, no wait, 15 mugs"
    spans = (("quantity", "12", 12), ("product", "mugs", "mugs"), ("quantity", "15", 15), ("product", "mugs", "mugs"))
    assert told(text, *spans) == [("product", "mugs"), ("quantity", 15)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("half dozen mugs", 6), ("a half dozen mugs", 6), ("half a gross of mugs", 72), ("lids and half a dozen mugs", 6)],
)
def test_half_a_dozen_in_other_words(text: str, value: int) -> None:
    assert told(text, ("product", "mugs", "mugs")) == [("product", "mugs"), ("quantity", value)]


def test_one_and_a_half_dozen_is_no_half() -> None:
    text = "one and a half dozen mugs"
    spans = (("quantity", "one and a half", 1.5), ("unit", "dozen", "dozen"))
    assert ("quantity", 1.5) in told(text, *spans)


@pytest.mark.parametrize(("text", "typed"), [("4x staplers", "4x"), ("#2 x 4", "2 x 4")])
def test_so_many_times_is_no_size(text: str, typed: str) -> None:
    assert ("quantity", 4) in told(text, ("size", typed, typed))


def test_a_thing_before_its_number_is_known_in_a_list_of_things() -> None:
    text = "staplers 4, envelopes 2 boxes"
    spans = (("product", "staplers", "staplers"), ("quantity", "4", 4), ("quantity", "2", 2), ("unit", "boxes", "boxes"))
    assert ("product", "envelopes") in told(text, *spans)


def test_a_correction_that_names_another_thing_is_left() -> None:
    text = "20 pens, no wait 30 mugs"
    spans = (("quantity", "20", 20), ("product", "pens", "pens"), ("quantity", "30", 30), ("product", "mugs", "mugs"))
    assert ("quantity", 20) in told(text, *spans)


def test_a_day_stays_a_day_where_nothing_is_counted_of_it() -> None:
    text = "deliver 10 mugs on the 3rd"
    assert ("date", "2026-10-03") in told(text, ("quantity", "10", 10), ("date", "the 3rd", "2026-10-03"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6 of the first and 2 boxes of the third", [(6, None, 1), (2, "boxes", 3)]),
        ("the first one, 6 and the last one x 2", [(6, None, 1), (2, None, -1)]),
        ("6 of the first and the second", [(6, None, 1), (6, None, 2)]),
        ("6 of the tall ones please", [(6, None, "tall")]),
        ("6 of the same", []),
        ("6 mugs", []),
    ],
)
def test_picks_have_their_own_numbers(text: str, found: list[tuple[Any, Any, Any]]) -> None:
    spans = [("quantity", word.strip(","), int(word.strip(","))) for word in text.split() if word.strip(",").isdigit()]
    read = picks.read(text, marked(text, *spans))
    assert [(one.quantity, one.unit, one.place or one.words) for one in read] == found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("mugs, 2 cases. lids, 4. straws, 1 case", [(2, "cases", "mugs"), (4, None, "lids"), (1, "case", "straws")]),
        ("2 cases mugs. lids, 4. straws 1 case", [(2, "cases", "mugs"), (4, None, "lids"), (1, "case", "straws")]),
        ("2 cases of mugs, 4 lids and 1 case straws", [(2, "cases", "mugs"), (4, None, "lids"), (1, "case", "straws")]),
        ("mugs for 2 teams, 4 lids", [(4, None, "lids")]),
    ],
)
def test_numbers_count_the_thing_they_stand_with(text: str, lines: list[tuple[Any, Any, str]]) -> None:
    known = {"cases": "unit", "case": "unit", "mugs": "product", "lids": "product", "straws": "product"}
    words = [word.strip(",.") for word in text.split()]
    spans = [("quantity", w, int(w)) if w.isdigit() else (known[w], w, w) for w in words if w.isdigit() or w in known]
    assert [(one["quantity"], one["unit"], one["product"]) for one in counted_in(text, marked(text, *spans))] == lines


def test_so_many_of_those_are_of_the_thing_before() -> None:
    text = "our toner ran out, 2 of those, and some chairs"
    found = counted_in(text, marked(text, ("product", "toner", "toner"), ("quantity", "2", 2), ("product", "chairs", "chairs")))
    assert [(line["product"], line["quantity"]) for line in found] == [("toner", 2)]
