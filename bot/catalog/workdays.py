"""Days on which parcels move: Monday to Friday, without the federal holidays of the US, as observed."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import lru_cache

DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _holidays() -> Container[date]:
    import holidays

    found: Container[date] = holidays.country_holidays("US")
    return found


@lru_cache(maxsize=10_000)
def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays()


def workday_from(day: date) -> date:
    """The day itself where it is a workday, else the next one."""
    while not is_workday(day):
        day += DAY
    return day


def workdays_after(day: date, count: int) -> date:
    """The workday that comes `count` workdays after a day."""
    for _ in range(count):
        day = workday_from(day + DAY)
    return day


def leaves_on(now: datetime, cutoff: time) -> date:
    """The workday on which an order of now leaves: today up to the cut-off, else the next. `now` is in local time."""
    today = now.date()
    return workday_from(today if now.time() <= cutoff else today + DAY)
