"""A day's customers: when they come, why, how long they wait and take. Assumptions, all of them in these tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from dateutil import tz

from bot.events import HandoffRequested
from bot.sales.model import Rep
from bot.sales.needs import SOURCING_SEATS, needs_of
from bot.shops.hours import open_at
from bot.simulation.run import Caller, Shift

ZONES = {"America/New_York": 0.47, "America/Chicago": 0.29, "America/Denver": 0.07, "America/Los_Angeles": 0.17}
"""Share of US business customers by time zone, roughly as people live there."""
BY_HOUR = (0, 0, 0, 0, 0, 1, 2, 4, 7, 10, 11, 10, 8, 9, 10, 9, 8, 5, 3, 2, 1, 0, 0, 0)
"""How many come in each hour of their own day."""
BY_DAY = (1.25, 1.1, 1.05, 1.0, 0.9, 0.35, 0.2)
"""Against an average Thursday, Monday first."""


class Reason(NamedTuple):
    """`share` of the customers; mean handle time and patience in seconds."""

    intent: str
    share: float
    handle: float
    patience: float
    words: str = ""


REASONS = (
    Reason("product_search", 0.30, 420, 240),
    Reason("product_search", 0.12, 540, 240, "office chair"),
    Reason("product_search", 0.10, 540, 240, "laptop"),
    Reason("order_status", 0.18, 300, 180),
    Reason("complaint", 0.10, 600, 180),
    Reason("sourcing_request", 0.08, 1200, 420),
    Reason("print_services", 0.07, 600, 240),
    Reason("financing", 0.03, 720, 300),
    Reason("sell_on_marketplace", 0.02, 900, 300),
)
SPANISH = 0.08
LARGE_DEALS = 0.1


class Traffic:
    def __init__(self, day: date, people: int, seed: int, zips: tuple[str, ...] = ()) -> None:
        """`people` want a person on an average day; `zips` are drawn from, where territories are to count."""
        self._day, self._random, self._zips = day, Random(seed), zips
        self.people = people * BY_DAY[day.weekday()]

    def rate(self, moment: datetime) -> float:
        """Customers a second at a moment."""
        shares = (share * BY_HOUR[moment.astimezone(tz.gettz(zone)).hour] for zone, share in ZONES.items())
        return self.people * sum(shares) / sum(BY_HOUR) / 3600

    def callers(self, start: datetime, end: datetime, rate: float | None = None) -> Iterator[Caller]:
        """Everybody between two moments, in order; at a steady `rate` where one is given."""
        at = start
        while at < end:
            now = rate if rate is not None else self.rate(at)
            until = min(end, at + timedelta(minutes=15))
            moment = at.timestamp()
            while now and (moment := moment + self._random.expovariate(now)) < until.timestamp():
                yield self._caller(moment)
            at = until

    def _caller(self, moment: float) -> Caller:
        random = self._random
        reason = random.choices(REASONS, [reason.share for reason in REASONS])[0]
        known: dict[str, object] = {"product": reason.words, "zip": random.choice(self._zips) if self._zips else ""}
        known["language"] = "es" if random.random() < SPANISH else "en"
        if random.random() < LARGE_DEALS:
            known |= {"quantity": random.randint(100, 5000), "target_price": random.randint(1, 20)}
        event = HandoffRequested("", "", "", known, datetime.fromtimestamp(moment, tz.UTC), intent=reason.intent)
        # Times of people are skewed: lognormal around the mean, with a coefficient of variation of 1.
        handle = reason.handle * random.lognormvariate(-0.3466, 0.8326)
        return Caller(moment, needs_of(event), random.expovariate(1 / reason.patience), handle)


def mean_handle() -> float:
    """Seat seconds of one customer on average."""
    seats = {reason: SOURCING_SEATS if reason.intent == "sourcing_request" else 1 for reason in REASONS}
    return sum(reason.share * reason.handle * seats[reason] for reason in REASONS)


def mean_patience() -> float:
    return sum(reason.share * reason.patience for reason in REASONS)


def shifts_on(reps: list[Rep], day: date) -> Iterator[Shift]:
    """The shifts of these reps that begin on a day, each in the rep's own time zone."""
    for rep in reps:
        zone = tz.gettz(rep.timezone) or tz.UTC
        morning = datetime.combine(day, time(), zone)
        span = rep.shifts[day.weekday()] if rep.shifts else (9 * 60, 17 * 60)
        if span is not None:
            start, end = (morning + timedelta(minutes=minutes) for minutes in span)
            yield Shift(rep.id, start.timestamp(), end.timestamp())


def on_shift_at(reps: list[Rep], moment: datetime) -> int:
    """How many have a shift at a moment."""
    return sum(rep.shifts is None or open_at(rep.shifts, moment.astimezone(tz.gettz(rep.timezone))).now for rep in reps)
