"""What is put on goods, and its color."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.counted import budgets, in_a_color, people
from bot.conversation.decoration import colored_marks, dyed, part_colors, recolored
from bot.conversation.followups import asks_pieces
from bot.conversation.wishes import wants_plain


def span(text: str, entity: str, said: str, value: Any = None) -> dict[str, Any]:
    start = text.index(said)
    return {"entity": entity, "start": start, "end": start + len(said), "value": said if value is None else value, "text": said}


def kinds(found: list[Any]) -> dict[str, Any]:
    return {str(one["entity"]): one["value"] for one in found}


def test_the_color_of_a_stamp_is_part_of_it() -> None:
    text = "maroon journals with our crest stamped in gold"
    marked = [span(text, "color", "maroon"), span(text, "customization", "our crest stamped"), span(text, "color", "gold")]
    assert kinds(colored_marks(text, marked)) == {"color": "maroon", "customization": "our crest stamped in gold"}


def test_the_word_in_may_belong_to_the_span() -> None:
    text = "maroon journals with our crest stamped in gold"
    marked = [span(text, "customization", "our crest stamped in"), span(text, "color", "gold")]
    assert kinds(colored_marks(text, marked)) == {"customization": "our crest stamped in gold"}


def test_dyed_goods_have_the_color_that_follows() -> None:
    text = "200 ribbon rolls dyed dusty rose to 60616"
    marked = [span(text, "product", "ribbon rolls"), span(text, "material", "dusty"), span(text, "product", "rose")]
    assert kinds(dyed(text, marked)) == {"product": "ribbon rolls", "color": "dusty rose"}
    leather = "dyed leather journals"
    assert dyed(leather, [span(leather, "product", "journals")]) == [span(leather, "product", "journals")]


@pytest.mark.parametrize(
    ("text", "new", "custom"),
    [
        ("silver, not gold", "silver", "our crest in silver"),
        ("change gold to dark blue", "dark blue", "our crest in dark blue"),
        ("make the crest white", "white", "our crest in white"),
        ("green instead of red", "green", ""),
    ],
)
def test_a_mark_is_recolored(text: str, new: str, custom: str) -> None:
    assert recolored(text, "our crest in gold", span(text, "color", new)) == custom


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("900 total budget", "money"),
        ("our budget is 900", "money"),
        ("budget pens, 900 of them", "quantity"),
        ("900 budget pens", "quantity"),
    ],
)
def test_a_number_beside_budget_is_money(text: str, entity: str) -> None:
    assert [one["entity"] for one in budgets(text, [span(text, "quantity", "900", 900)])] == [entity]


def test_a_number_before_a_color_is_no_size_in_inches() -> None:
    text = "another 200 in black"
    marked = [span(text, "size", "200 in"), span(text, "color", "black")]
    assert kinds(in_a_color(text, marked)) == {"quantity": 200, "color": "black"}
    inches = "12 in frames"
    assert in_a_color(inches, [span(inches, "size", "12 in")]) == [span(inches, "size", "12 in")]


def test_people_and_what_somebody_wants_to_be_are_no_goods() -> None:
    text = "binders for sixty singers, say 75 to be safe"
    marked = [
        span(text, "product", "binders"),
        span(text, "quantity", "sixty", 60),
        span(text, "product", "singers"),
        span(text, "quantity", "75", 75),
        span(text, "product", "safe"),
    ]
    assert kinds(people(text, marked)) == {"product": "binders", "quantity": 75}


@pytest.mark.parametrize("text", ["make the logo white", "print our name in white", "do the lettering in white"])
def test_a_color_said_of_the_mark_is_one(text: str) -> None:
    assert kinds(part_colors(text, [])) == {"color": "white"}
    assert part_colors("make the logo bigger", []) == []


@pytest.mark.parametrize(
    "text", ["just plain binders off the shelf", "no logo after all", "only blank ones", "plain ones without the printing"]
)
def test_plain_goods_are_wanted_after_all(text: str) -> None:
    assert wants_plain(text)


@pytest.mark.parametrize("text", ["just 300 of them", "a plain font for the name", "is it in stock?"])
def test_other_words_want_none(text: str) -> None:
    assert not wants_plain(text)


def test_how_many_pieces_is_asked() -> None:
    assert asks_pieces("how many mugs is that, 3 gross?")
    assert not asks_pieces("how many suppliers do you ask?")
