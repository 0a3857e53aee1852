"""Opening hours: read from people's spellings, asked at awkward moments."""

from __future__ import annotations

from datetime import datetime

import pytest
from dateutil import tz

from bot.shops.hours import Week, open_at, read_week, written

CHICAGO = tz.gettz("America/Chicago")
WEEK = read_week("Mon: 10-9:30; Tue: 10-9:30; Wed: 10-9:30; Thurs: 10-9:30; Fri: 10-10; Sat: 9:30-10; Sun: 11-7")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def alone(text: str) -> tuple[int, int] | None:
    return read_week(f"Mon: {text}")[0]


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("10-9:30", "10:00", "21:30"),
        ("9-12", "9:00", "12:00"),
        ("9:30-10", "9:30", "22:00"),
        ("10-12", "10:00", "12:00"),
        ("7-7", "7:00", "19:00"),
        ("11-11", "11:00", "23:00"),
        ("10am-9:30pm", "10:00", "21:30"),
        ("8:00-18:30", "8:00", "18:30"),
        ("8 AM to 5 PM", "8:00", "17:00"),
        ("6pm-2am", "18:00", "26:00"),
        ("22:00-6:00", "22:00", "30:00"),
        ("0-11:59", "0:00", "24:00"),
        ("24 hours", "0:00", "24:00"),
        ("12am-11:59pm", "0:00", "24:00"),
    ],
)
def test_times_are_read_as_shops_mean_them(text: str, opens: str, closes: str) -> None:
    def minutes(clock: str) -> int:
        hour, minute = clock.split(":")
        return int(hour) * 60 + int(minute)

    assert alone(text) == (minutes(opens), minutes(closes))


def test_ranges_of_days_and_closed_days() -> None:
    week = read_week("Mon-Fri: 8-6, Sat: 9-5, Sun: closed")
    assert week == ((480, 1080),) * 5 + ((540, 1020), None)
    assert read_week("Fri-Mon: 9-5") == ((540, 1020), None, None, None) + ((540, 1020),) * 3
    assert written(week) == "Mon-Fri: 8:00-18:00; Sat: 9:00-17:00"
    assert read_week(written(WEEK)) == WEEK


@pytest.mark.parametrize("text", ["Mon: ten to nine", "Someday: 9-5", "Mon: 25-26", "9-5", "Mon: 13pm-14pm"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|names no day"):
        read_week(text)


@pytest.mark.parametrize(
    ("moment", "is_open", "then"),
    [
        ("2026-11-23T10:00", True, "2026-11-23T21:30"),
        ("2026-11-23T09:59", False, "2026-11-23T10:00"),
        ("2026-11-23T21:30", False, "2026-11-24T10:00"),
        ("2026-11-22T19:00", False, "2026-11-23T10:00"),
        ("2026-11-28T21:59", True, "2026-11-28T22:00"),
    ],
)
def test_open_now_and_when_next(moment: str, is_open: bool, then: str) -> None:
    state = open_at(WEEK, at(moment))
    assert (state.now, state.until or state.again) == (is_open, at(then))


def test_open_past_midnight() -> None:
    week = read_week("Fri: 6pm-2am")
    assert open_at(week, at("2026-11-28T01:30")).until == at("2026-11-28T02:00")
    assert not open_at(week, at("2026-11-28T02:00")).now
    assert open_at(week, at("2026-11-28T02:00")).again == at("2026-12-04T18:00")


def test_always_open_and_never_open() -> None:
    always = open_at(read_week("Mon-Sun: 0-11:59"), at("2026-11-22T23:59"))
    assert (always.now, always.until) == (True, None)
    never: Week = (None,) * 7
    assert open_at(never, at("2026-11-22T12:00")) == (False, None, None)
