from __future__ import annotations

import pytest

from bot.conversation import references
from bot.conversation.references import read


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the second one, how much for 20?", (2,)),
        ("is the 3rd one in stock", (3,)),
        ("the last one", (-1,)),
        ("number 4 please", (4,)),
        ("compare the first and the third", (1, 3)),
        ("option two", (2,)),
        ("whats the difference between 2 and 3", (2, 3)),
        ("compare 1 vs 3 pls", (1, 3)),
        ("difference between 2 and 3 ply", ()),
        ("#2 pencils", ()),
        ("the first floor", ()),
        ("we need them first week of May", ()),
    ],
)
def test_places_in_a_list(text: str, places: tuple[int, ...]) -> None:
    assert read(text).places == places


@pytest.mark.parametrize(
    "text", ["more", "show me more", "any others?", "next page", "what else do you have", "more like that"]
)
def test_more(text: str) -> None:
    assert read(text).more


@pytest.mark.parametrize("text", ["5 more boxes of paper", "more expensive", "i need more time to think"])
def test_not_more(text: str) -> None:
    assert not read(text).more


def test_back_to_the_first_page_is_no_first_product() -> None:
    reference = read("no, go back to the first ones")
    assert reference.back
    assert reference.first_page
    assert reference.places == ()


@pytest.mark.parametrize("text", ["cheaper", "anything less expensive?", "got a cheaper one"])
def test_cheaper(text: str) -> None:
    assert read(text).cheaper


def test_a_button_says_outright_what_it_refers_to() -> None:
    assert read("Show more", [{"entity": "reference", "value": "more"}]).more


def test_pages_can_be_turned_and_turned_back() -> None:
    search = references.begun({"text": "pens"}, ["a", "b", "c"])
    turned = references.turned(search, ["d", "e"])
    assert references.shown(turned) == ["d", "e"]
    assert references.all_shown(turned) == ["a", "b", "c", "d", "e"]
    assert references.at_place(turned, 2) == "e"
    assert references.at_place(turned, 3) is None
    assert references.shown(references.gone_back(turned, first=False)) == ["a", "b", "c"]
    assert references.at_place(references.gone_back(turned, first=True), -1) == "c"


def test_memory_of_pages_is_bounded_and_keeps_the_first() -> None:
    search = references.begun({"text": "pens"}, ["first"])
    for page in range(50):
        search = references.turned(search, [str(page)])
    assert len(search["pages"]) == references.KEPT_PAGES
    assert search["pages"][0] == ["first"]
    assert references.shown(search) == ["49"]


def test_nothing_on_show_has_no_places() -> None:
    assert references.shown(None) == []
    assert references.at_place({"need": {}, "pages": [[]], "at": 0}, 1) is None


def test_a_place_on_the_first_list_is_no_going_back() -> None:
    reference = read("the third from the first page, in stock?")
    assert (reference.places, reference.on_earlier, reference.first_page, reference.back) == ((3,), True, True, False)
