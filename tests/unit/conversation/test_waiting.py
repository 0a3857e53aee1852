"""When a call is wanted."""

from __future__ import annotations

from datetime import datetime, time, timezone

import pytest

from bot.conversation import waiting


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("tomorrow after 2", [("after", time(14))]),
        ("at 3", [("", time(15))]),
        ("by 11 please", [("before", time(11))]),
        ("after 5 pm", [("after", time(17))]),
        ("around 9:30am", [("", time(9, 30))]),
        ("at 60616", []),
        ("by 10 boxes", []),
    ],
)
def test_hours_of_a_call(said: str, hours: list[tuple[str, time]]) -> None:
    assert waiting.clocks(said) == hours
    assert waiting.names_time(said) == bool(hours)


def test_a_window_lies_as_the_hour_was_said() -> None:
    day = datetime(2026, 9, 17, tzinfo=timezone.utc)
    windows = [(day.replace(hour=start), day.replace(hour=start + 2)) for start in (9, 11, 13, 15)]
    assert waiting.at("tomorrow after 2", windows) == [3]
    assert waiting.at("at 2", windows) == [2]
    assert waiting.at("before 11", windows) == [0]
    assert waiting.at("in the afternoon", windows) == [2, 3]
    assert waiting.at("after 5 pm", windows) == []
