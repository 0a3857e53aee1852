"""What is said to who waits is honest: it comes true as often as it claims, and is not said where too little is known."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random

import pytest
from dateutil import tz

from bot.sales.model import Rep
from bot.sales.outlook import Outlook, outlook, people_back, to_be_told, windows, worth_telling
from bot.shops.hours import read_week

WEEK = read_week("Mon-Fri: 9:00-17:00")
NEW_YORK = tz.gettz("America/New_York")


@pytest.mark.parametrize(("place", "between"), [(1, 60), (3, 60), (10, 20), (30, 15)])
def test_the_range_holds_the_wait_as_often_as_it_claims(place: int, between: float) -> None:
    random, held, tries = Random(place), 0, 2_000
    for _ in range(tries):
        moments, now = [], 0.0
        for _ in range(40):
            now += random.expovariate(1 / between)
            moments.append(now)
        said = outlook(place, moments, now)
        waited = sum(random.expovariate(1 / between) for _ in range(place)) / 60
        assert said.from_minutes is not None
        assert said.to_minutes is not None
        held += said.from_minutes <= waited <= said.to_minutes
    assert held / tries >= 0.58


@pytest.mark.parametrize(
    ("pickups", "place"),
    [([], 3), ([float(n) for n in range(7)], 3), ([-5_000.0 + n for n in range(40)], 3), ([n * 200.0 for n in range(9)], 200)],
    ids=["nothing seen", "too little", "too long ago", "too far"],
)
def test_where_too_little_is_known_no_time_is_named(pickups: list[float], place: int) -> None:
    assert outlook(place, pickups, 1_700.0) == Outlook(place)


def test_it_is_told_again_when_the_place_moves_or_the_range_is_another() -> None:
    told = Outlook(3, 2, 5)
    assert worth_telling(None, told)
    assert worth_telling(told, Outlook(2, 2, 5))
    assert not worth_telling(told, Outlook(3, 3, 6))
    assert worth_telling(told, Outlook(3, 6, 9))
    assert worth_telling(told, Outlook(3))


def test_people_are_back_when_the_first_shift_of_who_speaks_the_language_begins() -> None:
    reps = [
        Rep("east", "E", shifts=WEEK, timezone="America/New_York"),
        Rep("west", "W", shifts=WEEK, timezone="America/Los_Angeles", languages=("es",)),
    ]
    sunday = datetime(2026, 3, 1, 20, tzinfo=NEW_YORK)
    assert people_back(reps, sunday) == datetime(2026, 3, 2, 9, tzinfo=NEW_YORK)
    assert people_back(reps, sunday, "es") == datetime(2026, 3, 2, 12, tzinfo=NEW_YORK)
    assert people_back(reps, sunday, "fr") is None
    monday = datetime(2026, 3, 2, 10, tzinfo=NEW_YORK)
    assert people_back(reps, monday) == monday
    assert people_back([Rep("always", "A")], sunday) == sunday


def test_windows_lie_in_the_hours_and_at_least_an_hour_ahead() -> None:
    assert NEW_YORK is not None
    friday = datetime(2026, 3, 6, 20, 10, tzinfo=timezone.utc)  # 15:10 in New York
    found = windows(WEEK, NEW_YORK, friday)
    monday = datetime(2026, 3, 9, 9, tzinfo=NEW_YORK)
    assert [window.start for window in found] == [monday + timedelta(hours=2 * n) for n in range(3)]
    noon = datetime(2026, 3, 6, 17, tzinfo=timezone.utc)
    assert windows(WEEK, NEW_YORK, noon, 1)[0].start == datetime(2026, 3, 6, 13, tzinfo=NEW_YORK)


def test_who_was_told_is_left_alone_for_a_while_and_no_longer_because_the_clock_was_set_back() -> None:
    before, now = Outlook(10), Outlook(2)
    assert not to_be_told(before, 1_000.0, now, 1_030.0)
    assert to_be_told(before, 1_000.0, now, 1_046.0)
    assert to_be_told(before, 8_200.0, now, 1_000.0), "two hours back"
