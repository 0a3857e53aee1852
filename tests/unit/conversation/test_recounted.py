"""Another number of what is on the list, and lists of earlier searches."""

from __future__ import annotations

import pytest

from bot.conversation import references
from bot.conversation.goods_questions import which_costs
from bot.conversation.list_changes import changed, recounted

HELD = [
    {"product": "mugs", "quantity": 4, "unit": "boxes", "id": "M1"},
    {"product": "lids", "quantity": 2, "unit": None, "id": "L1", "touched": True},
]


@pytest.mark.parametrize("text", ["what would 9 be", "best you can do on 9", "and for 9?", "how about 9"])
def test_a_question_for_another_number_means_the_line_that_is_talked_about(text: str) -> None:
    found = recounted(HELD, ["M1"], text, 9, None)
    assert found is not None
    assert [(line["quantity"], line["unit"], bool(line.get("touched"))) for line in found] == [
        (9, "boxes", True),
        (2, None, False),
    ]


@pytest.mark.parametrize(
    ("text", "about"), [("add another 9", ["M1"]), ("9 more", ["M1"]), ("9", []), ("9", ["M1", "L1"]), ("9", ["X1"])]
)
def test_nothing_is_recounted_where_more_or_something_else_is_meant(text: str, about: list[str]) -> None:
    assert recounted(HELD, about, text, 9, None) is None


def test_a_search_goes_back_to_the_lists_before_it() -> None:
    search = references.begun({"text": "mugs"}, ["1", "2"])
    for name in ("lids", "cups"):
        search = references.begun({"text": name}, [f"{name}1"], search)
    before = references.gone_back(search, first=False)
    assert references.shown(before) == ["lids1"]
    assert references.shown(references.gone_back(before, first=False)) == ["1", "2"]
    assert references.shown(references.gone_back(search, first=True)) == ["1", "2"]


def test_the_pages_of_a_search_come_before_earlier_lists() -> None:
    search = references.begun({"text": "lids"}, ["3"], references.begun({"text": "mugs"}, ["1"]))
    assert references.shown(references.gone_back(references.turned(search, ["4"]), first=True)) == ["3"]


def test_earlier_lists_are_remembered_up_to_a_number_and_the_very_first_always() -> None:
    search = references.begun({"text": "0"}, ["0"])
    for name in range(1, 30):
        search = references.begun({"text": str(name)}, [str(name)], search)
    kept = [one["ids"][0] for one in search["earlier"]]
    assert kept == ["0", "25", "26", "27", "28"]


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("which one is pricier", 5, "more"),
        ("which of those two costs less", 2, "less"),
        ("which one is cheaper", 5, ""),
        ("which is pricier", 1, ""),
        ("is it cheaper", 2, ""),
    ],
)
def test_which_of_those_on_show_is_asked_for_by_its_price(text: str, shown: int, kind: str) -> None:
    assert which_costs(text, shown) == kind


def test_a_color_names_the_line_of_that_color_where_lines_are_called_alike() -> None:
    held = [{"product": "lamps", "quantity": 2, "color": "White"}, {"product": "lamps", "quantity": 3, "color": "Black"}]
    entities = [{"entity": "color", "value": "white"}, {"entity": "quantity", "value": 5}]
    found = changed(held, "make the white ones 5", entities)
    assert found is not None
    assert [line["quantity"] for line in found] == [5, 3]
