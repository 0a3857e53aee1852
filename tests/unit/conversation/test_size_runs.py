"""Sizes with their counts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.size_runs import broken_down, more_of_a_size, no_counts, recounted


def held(found: list[Any]) -> dict[str, Any]:
    return {str(one["entity"]): one["value"] for one in found}


@pytest.mark.parametrize(
    ("text", "size", "quantity"),
    [
        ("45 polos with our crest, 20 small, 15 medium and 10 XXL", "20 small, 15 medium and 10 XXL", 45),
        ("polos with our crest: S-10, M-20, L-5", "S-10, M-20, L-5", 35),
        ("jackets for the crew, 6 M 8 L 2 2XL. class 3 lime", "6 M 8 L 2 2XL", 16),
    ],
)
def test_a_breakdown_keeps_its_counts(text: str, size: str, quantity: int) -> None:
    assert held(broken_down(text, [])) == {"size": size, "quantity": quantity}


def test_a_breakdown_may_stand_before_its_thing() -> None:
    text = "8 S, 9 M, 10 L aprons"
    aprons = {"entity": "product", "start": 15, "end": 21, "value": "aprons"}
    assert held(broken_down(text, [aprons])) == {"size": "8 S, 9 M, 10 L", "quantity": 27, "product": "aprons"}


@pytest.mark.parametrize(
    ("text", "breakdown", "grown"),
    [
        ("25 M", "10 small, 25 medium", 5),
        ("make the smalls 4", "4 small, 20 medium", -6),
        ("M should be 22", "10 small, 22 medium", 2),
        ("and 3 XL", "10 small, 20 medium, 3 XL", 3),
        ("1 small and 2 m", "1 small, 2 medium", -27),
    ],
)
def test_a_size_of_a_breakdown_is_counted_anew(text: str, breakdown: str, grown: int) -> None:
    assert recounted(text, "10 small, 20 medium") == (breakdown, grown)


@pytest.mark.parametrize("text", ["25", "by may 5", "3 more XL", "30 XL and 40 XXL"])
def test_another_number_or_breakdown_counts_no_size_anew(text: str) -> None:
    assert recounted(text, "10 small, 20 medium") is None


def test_a_single_size_is_no_breakdown() -> None:
    assert recounted("24 M", "large") is None


def test_sizes_of_two_things_are_none() -> None:
    text = "10 medium and 20 large boxes"
    boxes = {"entity": "product", "start": 23, "end": 28, "value": "boxes"}
    assert broken_down(text, [boxes]) == [boxes]


def test_more_of_a_size_is_added() -> None:
    assert more_of_a_size("make that 40, 4 more xxl", "20 M, 16 L") == "20 M, 16 L, 4 xxl"
    assert more_of_a_size("4 more large", "large") == ""


def test_a_grade_and_the_number_of_a_line_count_nothing() -> None:
    text = "1) 200 mugs, class 2 2) 300 caps"
    counts = [{"entity": "quantity", "start": text.index(said), "end": text.index(said) + len(said), "value": 0} for said in
              ("1)"[:1], "200", "2 2"[:1], "300")]  # fmt: skip
    counts[2].update(start=text.index("class 2") + 6, end=text.index("class 2") + 7)
    assert [text[one["start"] : one["end"]] for one in no_counts(text, counts)] == ["200", "300"]
