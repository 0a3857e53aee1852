from __future__ import annotations

import pytest

from bot.conversation.list_changes import changed
from bot.conversation.lists import lines_in
from tests.unit.conversation.heard import entity

PASTED = """hello, our order for the office:
* 12 legal pads
* 3 bx paper clips
* 2 cases of copy paper
* dry erase markers x 8
1 cordless drill
thank you"""


def test_a_pasted_list_becomes_its_lines() -> None:
    found = [(line["quantity"], line["unit"], line["product"]) for line in lines_in(PASTED, [])]
    assert found == [
        (12, None, "legal pads"),
        (3, "bx", "paper clips"),
        (2, "cases", "copy paper"),
        (8, None, "dry erase markers"),
        (1, None, "cordless drill"),
    ]


def test_a_list_in_one_sentence_pairs_each_amount_with_its_product() -> None:
    text = "4 staplers, 2 boxes of staples and 10 blue pens"
    marked = [
        entity(text, "quantity", "4", 4),
        entity(text, "product", "staplers"),
        entity(text, "quantity", "2", 2),
        entity(text, "unit", "boxes", "box"),
        entity(text, "product", "staples"),
        entity(text, "quantity", "10", 10),
        entity(text, "color", "blue"),
        entity(text, "product", "pens"),
    ]
    found = [(line["quantity"], line["unit"], line["product"], line.get("color")) for line in lines_in(text, marked)]
    assert found == [(4, None, "staplers", None), (2, "box", "staples", None), (10, None, "pens", "blue")]


@pytest.mark.parametrize("text", ["", "hello\nhow are you", "24 pens", "I need\na stapler"])
def test_what_is_no_list_has_no_lines(text: str) -> None:
    assert lines_in(text, []) == []


def test_five_hundred_lines_are_bounded() -> None:
    assert len(lines_in("\n".join(f"{n + 1} pens kind {n} b" for n in range(600)), [])) == 500


def test_one_line_is_changed_by_its_name() -> None:
    lines = lines_in(PASTED, [])
    after = changed(lines, "make the legal pads 48", [])
    assert after is not None
    assert [line["quantity"] for line in after] == [48, 3, 2, 8, 1]


def test_one_line_is_removed_by_its_name() -> None:
    after = changed(lines_in(PASTED, []), "drop the drill", [])
    assert after is not None
    assert [line["product"] for line in after] == ["legal pads", "paper clips", "copy paper", "dry erase markers"]


@pytest.mark.parametrize("text", ["what does it all come to", "make it 30", "remove the printer"])
def test_a_message_that_names_no_line_changes_none(text: str) -> None:
    assert changed(lines_in(PASTED, []), text, []) is None


HELD = [
    {"product": "copy paper", "quantity": 3, "unit": "cs", "color": None, "id": None},
    {"product": "pens", "quantity": 2, "unit": "dz", "color": None, "id": None},
]


def test_a_line_is_removed_by_its_place() -> None:
    assert [line["product"] for line in changed(HELD, "remove the second one", []) or []] == ["copy paper"]


def test_a_unit_tells_which_line_is_changed() -> None:
    unit = {"entity": "unit", "value": "cases", "start": 10, "end": 15}
    assert [line["quantity"] for line in changed(HELD, "make it 5 cases", [unit]) or []] == [5, 2]


def test_it_means_the_only_line() -> None:
    assert [line["quantity"] for line in changed(HELD[:1], "double it", []) or []] == [6]
    assert changed(HELD, "double it", []) is None


@pytest.mark.parametrize(
    ("says", "left"),
    [
        ("no clips", [12, 2, 8, 1]),
        ("oh and no drill please", [12, 3, 2, 8]),
        ("legal pads 15 not 12", [15, 3, 2, 8, 1]),
        ("the markers from 8 to 9", [12, 3, 2, 9, 1]),
    ],
)
def test_a_line_is_refused_or_counted_anew(says: str, left: list[int]) -> None:
    after = changed(lines_in(PASTED, []), says, [])
    assert [line["quantity"] for line in after or lines_in(PASTED, [])] == left


def test_half_of_the_only_line() -> None:
    after = changed(lines_in(PASTED, [])[:1], "no thats too many. half", [])
    assert after is not None
    assert after[0]["quantity"] == 6
