"""The fewest reps with whom an hour goes well."""

from __future__ import annotations

import pytest

from bot.simulation.needed import fewest


@pytest.mark.parametrize("least", [1, 2, 39, 40, 41, 60, 90])
def test_the_fewest_are_found_above_and_below_where_the_search_begins(least: int) -> None:
    assert fewest(40, lambda count: count >= least) == least


def test_large_numbers_are_found_to_one_percent_with_few_hours() -> None:
    asked: list[int] = []

    def well(count: int) -> bool:
        asked.append(count)
        return count >= 947

    found = fewest(986, well)
    assert 947 <= found <= 947 + found // 100
    assert len(asked) <= 6
    assert len(set(asked)) == len(asked)
