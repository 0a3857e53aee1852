"""One thing of a list for another, a line by its place, and another thing beside those that are listed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import list_changes
from bot.conversation.names import words_shared


def _held() -> list[dict[str, Any]]:
    return [
        {"product": "tape", "quantity": 6, "unit": "rolls", "id": "A"},
        {"product": "steel scissors, 8 in", "quantity": 2, "unit": None, "id": "B"},
    ]


def _entity(text: str, kind: str, said: str, value: Any) -> dict[str, Any]:
    return {"entity": kind, "start": text.index(said), "end": text.index(said) + len(said), "value": value}


@pytest.mark.parametrize(
    ("text", "quantity", "unit", "product", "color"),
    [
        ("swap the scissors for safety ones", 2, None, "safety scissors", None),
        ("replace the scissors with 5 boxes of clips please", 5, "boxes", "clips", None),
        ("change line 2 to staplers", 2, None, "staplers", None),
        ("could you switch the second one to red ones", 2, None, "scissors", "red"),
    ],
)
def test_a_thing_is_swapped(text: str, quantity: int, unit: str | None, product: str, color: str | None) -> None:
    first, second = list_changes.changed(_held(), text, []) or []
    assert first == _held()[0]
    assert (second["quantity"], second["unit"], second["product"], second["color"]) == (quantity, unit, product, color)
    assert second["id"] is None


@pytest.mark.parametrize(
    ("text", "quantities"),
    [("double the second", [6, 4]), ("make the last one 9", [6, 9]), ("no wait, remove the first one", [2])],
)
def test_a_line_is_named_by_its_place(text: str, quantities: list[int]) -> None:
    assert [one["quantity"] for one in list_changes.changed(_held(), text, []) or []] == quantities


@pytest.mark.parametrize("text", ["and 4 rolls of tape", "also add 4 rolls of tape", "plus 4 rolls of tape"])
def test_what_comes_beside_a_list_changes_no_line(text: str) -> None:
    entities = [
        _entity(text, "quantity", "4", 4),
        _entity(text, "unit", "rolls", "rolls"),
        _entity(text, "product", "tape", "tape"),
    ]
    assert list_changes.changed(_held(), text, entities) is None


def test_what_swaps_nothing_on_the_list_changes_nothing() -> None:
    assert list_changes.changed(_held(), "swap the lamp for a bigger one", []) is None


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("pencils", "pens", False),
        ("boxes", "box", True),
        ("tshirts", "shirt", True),
        ("tote bags", "bags", True),
        ("gel pens", "blue gel pens", True),
        ("cup", "cupboard", False),
    ],
)
def test_names_of_the_same_thing(one: str, other: str, shared: bool) -> None:
    assert words_shared(one, other) is shared
    assert words_shared(other, one) is shared
