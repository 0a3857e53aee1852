"""Spans that the words around them set right."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.spans import set_right
from bot.conversation.things import things_named


def span(kind: str, text: str, typed: str, value: Any = None) -> dict[str, Any]:
    start = text.index(typed)
    return {"entity": kind, "start": start, "end": start + len(typed), "value": value or typed, "text": typed}


@pytest.mark.parametrize(
    ("text", "value"),
    [("a dozen and a half notebooks", 18), ("2 dozen and a half pens", 30), ("a gross and a half of pencils", 216)],
)
def test_and_a_half_is_added(text: str, value: int) -> None:
    found = set_right(text, [span("quantity", text, "a half", 0.5)])
    assert [(one["entity"], one["value"]) for one in found] == [("quantity", value)]


def test_the_second_of_not_this_but_that_is_meant() -> None:
    text = "not notebooks, canvas bags instead"
    found = set_right(text, [span("product", text, "notebooks"), span("material", text, "canvas")])
    assert {(one["entity"], one["value"]) for one in found} == {("material", "canvas"), ("product", "bags")}


def test_what_stands_behind_a_material_is_the_thing() -> None:
    text = "any wooden crates?"
    found = set_right(text, [span("material", text, "wooden")])
    assert ("product", "wooden crates") in [(one["entity"], one["value"]) for one in found]


@pytest.mark.parametrize("text", ["cotton please", "the cotton ones", "cotton"])
def test_a_material_alone_names_no_thing(text: str) -> None:
    assert [one["entity"] for one in set_right(text, [span("material", text, "cotton")])] == ["material"]


def test_the_count_of_places_counts_no_goods() -> None:
    text = "compare the first two"
    assert set_right(text, [span("quantity", text, "two", 2)]) == []


@pytest.mark.parametrize(
    ("text", "brand", "number", "model"),
    [
        ("toner for LJ 1160", "LJ", "1160", "LJ 1160"),
        ("ink for my Canon 240", "Canon", "240", "Canon 240"),
        ("drum for a brother HL 2240 printer", "brother", "2240", "HL 2240"),
    ],
)
@pytest.mark.parametrize("kind", ["quantity", "sku"])
def test_a_number_behind_a_maker_or_its_series_is_a_model(text: str, brand: str, number: str, model: str, kind: str) -> None:
    found = set_right(text, [span("brand", text, brand), span(kind, text, number, 1)])
    assert ("sku", model) in [(one["entity"], one["value"]) for one in found]
    assert "quantity" not in [one["entity"] for one in found]


@pytest.mark.parametrize("text", ["Canon 240 boxes", "a quote for 240 pens", "pens for Dell, 240 of them"])
def test_a_number_that_counts_is_no_model(text: str) -> None:
    assert "quantity" in [one["entity"] for one in set_right(text, [span("quantity", text, "240", 240)])]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("our logo has two crossed rifles", "two"),
        ("the design shows 3 stars and a ship", "3"),
        ("it's a crest with 13 stars", "13"),
        ("a drawing of two hands", "two"),
    ],
)
def test_what_a_picture_shows_is_neither_counted_nor_wanted(text: str, count: str) -> None:
    thing = text.partition(count)[2].split()[0]
    found = [span("quantity", text, count, 2), span("product", text, thing)]
    assert set_right(text, found) == []


@pytest.mark.parametrize(
    "text", ["our logo has two rifles, we need 500", "500 patches, the logo shows a ship", "a logo with 500 pieces"]
)
def test_a_number_of_goods_beside_a_picture_counts(text: str) -> None:
    marked = [span("quantity", text, "500", 500)]
    assert set_right(text, marked) == marked


@pytest.mark.parametrize(
    ("text", "thing", "number", "unit", "size"),
    [
        ("do you have a stapler for 40 sheets", "stapler", "40", "sheets", "40-sheet"),
        ("100 sheet stapler", "stapler", "100", "sheet", "100-sheet"),
        ("binder for 500 pages", "binder", "500", "pages", "500-sheet"),
        ("64 GB thumb drive", "thumb drive", "64", "GB", "64 GB"),
    ],
)
def test_a_number_that_says_what_a_thing_is_counts_nothing(text: str, thing: str, number: str, unit: str, size: str) -> None:
    marked = [span("product", text, thing), span("quantity", text, number, float(number)), span("unit", text, unit)]
    found = {one["entity"]: one["value"] for one in set_right(text, marked)}
    assert found == {"product": thing, "size": size}


def test_a_thing_that_nothing_marked_is_known_by_its_name() -> None:
    text = "punch for 30 sheets"
    found = set_right(text, [span("quantity", text, "30", 30), span("unit", text, "sheets")])
    assert [(one["entity"], one["value"]) for one in found] == [("size", "30-sheet")]


@pytest.mark.parametrize("text", ["paper for 500 sheets", "500 sheets of copy paper", "how much for 500 sheets"])
def test_sheets_of_paper_are_counted(text: str) -> None:
    marked = [span("quantity", text, "500", 500), span("unit", text, "sheets")]
    named = "copy paper" if "copy" in text else "paper" if "paper" in text else ""
    marked += [span("product", text, named)] if named else []
    assert set_right(text, marked) == marked


def test_a_size_inside_a_longer_one_stays() -> None:
    text = "sticky notes 3 x 5 inch"
    marked = [span("product", text, "sticky notes"), span("size", text, "3 x 5 inch")]
    assert set_right(text, marked) == marked


@pytest.mark.parametrize(
    ("text", "unit"), [("a case of copy paper", "case"), ("how much is a gross of pencils", "gross"), ("a dozen pens", "dozen")]
)
def test_a_case_of_something_is_one(text: str, unit: str) -> None:
    found = set_right(text, [span("unit", text, unit)])
    assert [one["value"] for one in found if one["entity"] == "quantity"] == [1]


@pytest.mark.parametrize(("text", "unit"), [("what does it cost per case", "case"), ("a box for shoes", "box")])
def test_a_unit_without_a_number_is_no_amount(text: str, unit: str) -> None:
    assert len(set_right(text, [span("unit", text, unit)])) == 1


def test_the_number_of_things_counts_no_goods() -> None:
    text = "3 things: cups, napkins and lids"
    marked = [span("quantity", text, "3", 3), *(span("product", text, name) for name in ("cups", "napkins", "lids"))]
    assert "quantity" not in {one["entity"] for one in set_right(text, marked)}
    counted = "3 boxes of cups"
    assert "quantity" in {one["entity"] for one in set_right(counted, [span("quantity", counted, "3", 3)])}


def named(text: str, *marked: tuple[str, str]) -> list[str]:
    return [one["text"] for one in things_named(text, [span(kind, text, typed) for kind, typed in marked])]


def test_things_named_side_by_side() -> None:
    text = "need ink, blue toner and paper envelopes"
    assert named(
        text, ("product", "ink"), ("color", "blue"), ("product", "toner"), ("material", "paper"), ("product", "envelopes")
    ) == [
        "ink",
        "toner",
        "paper envelopes",
    ]
    assert named("labels for envelopes", ("product", "labels"), ("product", "envelopes")) == []
    assert named("labels", ("product", "labels")) == []
    assert named("my kid had the phone. staples?", ("product", "phone"), ("product", "staples")) == []


@pytest.mark.parametrize(
    ("text", "marked", "things"),
    [
        ("sticky notes, manila folders and packing tape", ("sticky notes", "packing tape"), 3),
        ("sticky notes, manila folders and packing tape", ("sticky notes",), 3),
        ("pens, stapler", ("pens",), 2),
        ("sticky notes, thanks", ("sticky notes",), 0),
        ("anything else", (), 0),
        ("tape and delivery tomorrow", ("tape",), 0),
        ("pens and please tell me the price", ("pens",), 0),
    ],
)
def test_names_of_the_trade_in_a_list_are_things_marked_or_not(text: str, marked: tuple[str, ...], things: int) -> None:
    assert len(named(text, *(("product", one) for one in marked))) == things


def test_a_word_that_was_not_recognised_and_a_pack_belong_to_their_thing() -> None:
    text = "tape 6 pk, some kraft boxes and labels"
    spans = (("product", "tape"), ("quantity", "6"), ("unit", "pk"), ("product", "boxes"), ("product", "labels"))
    assert named(text, *spans) == ["tape 6 pk", "kraft boxes", "labels"]


@pytest.mark.parametrize(
    ("text", "typed", "kind"),
    [
        ("do you do net 45", "45", "quantity"),
        ("send me the bill for march", "march", "date"),
        ("we asked for 2 trays but got 7", "7", "quantity"),
        ("the chairs that came last friday wobble", "last friday", "date"),
    ],
)
def test_a_number_or_day_of_another_meaning_is_no_wish(text: str, typed: str, kind: str) -> None:
    assert kind not in {one["entity"] for one in set_right(text, [span(kind, text, typed, 7)])}


@pytest.mark.parametrize(
    ("text", "typed", "kind"),
    [("30 net bags", "30", "quantity"), ("40 mugs by march", "march", "date"), ("i need 12 by friday", "friday", "date")],
)
def test_what_is_wanted_keeps_its_number_and_day(text: str, typed: str, kind: str) -> None:
    assert kind in {one["entity"] for one in set_right(text, [span(kind, text, typed, 7)])}


@pytest.mark.parametrize(("text", "kind"), [("quote request: 300 pens", "quantity"), ("request 300, pens?", "request_number")])
def test_a_number_right_before_goods_is_of_no_request(text: str, kind: str) -> None:
    found = set_right(text, [span("request_number", text, "300"), span("product", text, "pens")])
    assert [str(one["entity"]) for one in found if one["text"] == "300"] == [kind]


def test_two_parts_of_one_mark_are_one() -> None:
    text = "crates with the winery name burned in the side"
    marked = [span("customization", text, "winery name"), span("customization", text, "in the side")]
    assert [one["value"] for one in set_right(text, marked)] == ["winery name burned in the side"]
    text = "our name printed and a logo"
    marked = [span("customization", text, "our name printed"), span("customization", text, "a logo")]
    assert len(set_right(text, marked)) == 2
