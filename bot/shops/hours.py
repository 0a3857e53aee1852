"""Opening hours: read as people write them ("Mon: 10-9:30; Sun: 11-7"), and asked for a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR = 60
DAY_MINUTES = 24 * HOUR
SHORTEST = 2 * HOUR  # minutes that a shop is open at least, where am and pm are not told

Span = tuple[int, int]
"""Minutes since midnight at which it opens and closes; the second is over 1,440 where that is after midnight."""
Week = tuple[Span | None, ...]
"""Seven days, Monday first; None on a day on which it is closed."""

_DAY = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_PART = re.compile(rf"^{_DAY}(?:\s*(?:-|–|to)\s*{_DAY})?\s*:?\s*(.*)$", re.IGNORECASE)
_TIMES = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\.?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\.?$", re.I)


class Open(NamedTuple):
    """Whether it is open at a moment; `until` when it closes (None: it never does), else `again` when it opens next (None: not
    within a week)."""

    now: bool
    until: datetime | None
    again: datetime | None


def read_week(text: str) -> Week:
    """A week from text: days with ";" or "," between, one day or a range each. Times without am or pm are taken as shops mean
    them: it opens at the first, and closes at the next time of that name ("10-9:30" until 21:30, "9-12" until noon, "9:30-10"
    until 22:00, since nobody opens for half an hour, "0-11:59" around the clock).

    Raises ValueError for what cannot be read.
    """
    week: list[Span | None] = [None] * 7
    for part in filter(None, (part.strip() for part in re.split(r"[;,]", text))):
        found = _PART.match(part)
        if not found:
            raise ValueError(f"{part!r} names no day")
        span = _span(found[3].strip())
        for day in _range(found[1], found[2]):
            week[day] = span
    return tuple(week)


def _range(first: str, last: str | None) -> Iterator[int]:
    start = DAYS.index(first.lower())
    end = DAYS.index(last.lower()) if last else start
    for step in range((end - start) % 7 + 1):
        yield (start + step) % 7


def _span(text: str) -> Span | None:
    if text.lower() in ("closed", "-", ""):
        return None
    if text.lower() in ("24 hours", "open 24 hours", "24h"):
        return 0, DAY_MINUTES
    found = _TIMES.match(text)
    if not found:
        raise ValueError(f"{text!r} is no opening time")
    opens, closes = _minutes(found[1], found[2], found[3]), _minutes(found[4], found[5], found[6])
    if found[6] or int(found[4]) > 12:
        closes += DAY_MINUTES if closes <= opens else 0
    elif closes < opens + SHORTEST or opens < HOUR:
        closes += DAY_MINUTES // 2
    if closes <= opens:
        closes += DAY_MINUTES // 2
    return opens, DAY_MINUTES if closes == DAY_MINUTES - 1 else closes


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if hours > 24 or minutes > 59 or (half and not 1 <= hours <= 12):
        raise ValueError(f"{hour}:{minute or '00'} is no time of day")
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return hours * 60 + minutes


def written(week: Week) -> str:
    """A week as text, equal days together: "Mon-Fri: 8:00-18:00; Sat: 9:00-17:00"."""
    parts: list[str] = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week[last + 1] == week[day]:
            last += 1
        span = week[day]
        if span is not None:
            days = NAMES[day] if last == day else f"{NAMES[day]}-{NAMES[last]}"
            parts.append(f"{days}: {_clock(span[0])}-{_clock(span[1])}")
        day = last + 1
    return "; ".join(parts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24}:{minutes % 60:02d}"


def open_at(week: Week, moment: datetime) -> Open:
    """Whether it is open at a moment in local time (`moment` carries that time zone)."""
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    later: datetime | None = None
    for ahead in range(-1, 8):  # yesterday too: it may be open past midnight
        day = midnight + timedelta(days=ahead)
        span = week[day.weekday()]
        if span is None:
            continue
        opens, closes = day + timedelta(minutes=span[0]), day + timedelta(minutes=span[1])
        if opens <= moment < closes:
            return Open(True, _through(week, day, closes), None)
        if opens > moment and later is None:
            later = opens
    return Open(False, None, later)


def _through(week: Week, day: datetime, closes: datetime) -> datetime | None:
    """When it closes after all, if it goes on over midnight; None where it goes on for a week."""
    for ahead in range(1, 8):
        following = day + timedelta(days=ahead)
        span = week[following.weekday()]
        if span is None or following + timedelta(minutes=span[0]) > closes:
            return closes
        closes = max(closes, following + timedelta(minutes=span[1]))
    return None
