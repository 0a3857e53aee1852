"""What may honestly be said to who waits: their place, how long it may take as a range, and when people are back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from math import ceil, floor, sqrt
from typing import NamedTuple

from bot.sales.model import Rep
from bot.sales.shifts import back_at, on_shift
from bot.shops.hours import Week, open_at

FEWEST = 8
"""Pick-ups that must have been seen lately before a time is named at all."""
LATELY_SECONDS = 1_800
WITHIN = 0.8416
"""Standard normal quantile of 0.8: the range holds the middle 60 of 100 waits."""
LONGEST_MINUTES = 120
"""Beyond this a time is not worth naming."""
WINDOW = timedelta(hours=2)


class Outlook(NamedTuple):
    """`place` counts from 1; the minutes are None where too little is known for an honest range."""

    place: int
    from_minutes: int | None = None
    to_minutes: int | None = None


def outlook(place: int, pickups: Sequence[float], now: float) -> Outlook:
    """The outlook of who has this place, from the moments (seconds) at which others in the same line were picked up.

    `place` pick-ups take a gamma distributed time; how well their rate is known from n of them widens it. Quantiles by Wilson
    and Hilferty (1931).
    """
    seen = [moment for moment in pickups if now - LATELY_SECONDS <= moment <= now]
    if len(seen) < FEWEST:
        return Outlook(place)
    between = (now - min(seen)) / len(seen)
    shape = 1 / (1 / place + 1 / len(seen))
    low, high = (place * between * _quantile(shape, sign * WITHIN) / 60 for sign in (-1, 1))
    if high > LONGEST_MINUTES:
        return Outlook(place)
    return Outlook(place, floor(low), max(1, ceil(high)))


def _quantile(shape: float, normal: float) -> float:
    """Of a gamma distribution of mean 1."""
    return float(max(0.0, 1 - 1 / (9 * shape) + normal * sqrt(1 / (9 * shape))) ** 3)


def worth_telling(before: Outlook | None, now: Outlook) -> bool:
    """Whether the customer should hear of it: the place moved up, or the range does not overlap the one they were told."""
    if before is None or now.place < before.place:
        return True
    if before.to_minutes is None or now.to_minutes is None:
        return before.to_minutes != now.to_minutes
    return now.from_minutes > before.to_minutes or now.to_minutes < before.from_minutes  # type: ignore[operator]


def people_back(reps: Iterable[Rep], now: datetime, language: str = "") -> datetime | None:
    """When the next shift of anybody who speaks the language (any where none is named) begins; `now` while somebody is on
    shift, None where nobody ever is within a week."""
    seen: dict[tuple[Week | None, str], Rep] = {
        (rep.shifts, rep.timezone): rep for rep in reps if not language or language in rep.languages
    }
    if any(on_shift(rep, now) for rep in seen.values()):
        return now
    return min((back for rep in seen.values() if (back := back_at(rep, now))), default=None)


class Window(NamedTuple):
    """When somebody promises to call or write."""

    start: datetime
    end: datetime


def windows(week: Week, zone: tzinfo, now: datetime, count: int = 3) -> list[Window]:
    """The next windows of two hours that begin on a full hour, at least an hour ahead, and lie in the hours of this week."""
    begin = (now + timedelta(hours=1)).astimezone(zone)
    begin = datetime.combine(begin.date(), time(begin.hour), zone) + timedelta(hours=bool(begin.minute or begin.second))
    found: list[Window] = []
    for _ in range(24 * 8):
        if len(found) == count:
            break
        end = begin + WINDOW
        if open_at(week, begin).now and open_at(week, end - timedelta(minutes=1)).now:
            found.append(Window(begin, end))
            begin = end
        else:
            begin += timedelta(hours=1)
    return found
