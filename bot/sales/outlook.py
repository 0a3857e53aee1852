"""What may honestly be said to who waits: their place, how long it may take as a range, and when people are back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
MORNING, EVENING = time(8), time(21)
"""Hours in which calls are allowed by 47 CFR 64.1200(c)(1)."""
USUAL: Week = (*((9 * 60, 18 * 60),) * 5, None, None)
"""Hours of business where nothing else is known."""
USUAL_ZONE = "America/New_York"
"""Of a customer of whom no place is known."""
TOLD_PAUSE = 45.0
"""Seconds between two tellings of the place in line."""


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


def to_be_told(before: Outlook | None, told_at: float, now: Outlook, at: float) -> bool:
    """Whether the customer is to hear of it at this moment (seconds), having been told `before` at `told_at`: never twice
    within `TOLD_PAUSE`, and of a better place only where it is better by a fifth."""
    if before is None:
        return True
    if 0 <= at - told_at < TOLD_PAUSE or not worth_telling(before, now):
        return False
    if (before.to_minutes is None) != (now.to_minutes is None) or now.place > before.place:
        return True
    return before.place - now.place >= max(1, before.place // 5)


def staffed(reps: Iterable[Rep], language: str = "") -> Callable[[datetime], bool]:
    """Tells of a moment whether anybody who speaks the language is on shift then, as far as shifts are known; where none are,
    the usual hours of business, in the moment's own time zone."""
    able = [rep for rep in reps if not language or language in rep.languages]
    seen = list({(rep.shifts, rep.timezone): rep for rep in able if rep.shifts is not None}.values())
    return lambda moment: any(on_shift(rep, moment) for rep in seen) if seen else open_at(USUAL, moment).now


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
    return windows_when(lambda moment: open_at(week, moment).now, zone, now, count)


def windows_when(there: Callable[[datetime], bool], zone: tzinfo, now: datetime, count: int = 3) -> list[Window]:
    """The same where somebody is there at the beginning and at the end, and it is day where the customer is."""
    begin = (now + timedelta(hours=1)).astimezone(zone)
    begin = datetime.combine(begin.date(), time(begin.hour), zone) + timedelta(hours=bool(begin.minute or begin.second))
    found: list[Window] = []
    for _ in range(24 * 8):
        if len(found) == count:
            break
        end = begin + WINDOW
        by_day = begin.time() >= MORNING and begin.date() == end.date() and end.time() <= EVENING
        if by_day and there(begin) and there(end - timedelta(minutes=1)):
            found.append(Window(begin, end))
            begin = end
        else:
            begin += timedelta(hours=1)
    return found
