"""What the lead's page shows: the floor at this moment, and its figures by the hour."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from aiohttp import web
from dateutil import tz
from markupsafe import Markup

from bot.sales.figures import FUNNEL, RATED, TARGET, WHY, Hour, Totals, share, totals
from bot.sales.model import Rep, Standing, Waiting
from bot.store.callbacks import RedisCallbacks
from bot.store.feedback import RedisFeedback
from bot.store.figures import Figures
from bot.store.floor import Queue, RedisFloor
from bot.store.sales import RedisReps
from connectors.desk.board import ROOM
from connectors.desk.charts import Bar, chart
from connectors.web import keys

FRESH_SECONDS = 2.0
"""For so long the reps' standings are shared by all leads of a process."""
STATES = ("available", "busy", "break", "missed", "off_shift", "away")
GOOD = ("good", "up", "yes", "happy", "5", "4")
"""What a customer presses who was served well."""


class OnFloor(NamedTuple):
    """A rep and how they stand; `state` is that of `Standing`, or busy: there, with no seat left."""

    rep: Rep
    state: str
    load: int
    capacity: int


class Now(NamedTuple):
    """The floor at a moment; `reps` are those at a desk, `states` counts everybody."""

    at: datetime
    queue: Queue
    reps: list[OnFloor]
    states: dict[str, int]
    waiting: list[Waiting]
    callbacks: dict[str, int]

    @property
    def in_hand(self) -> int:
        """Seats in use."""
        return sum(one.load for one in self.reps)

    @property
    def oldest_seconds(self) -> int | None:
        return max(0, int((self.at - self.queue.oldest).total_seconds())) if self.queue.oldest else None

    @property
    def kept(self) -> float | None:
        """The share of promised callbacks, of all that are over, that were kept in time."""
        return share(self.callbacks["kept"], self.callbacks["kept"] + self.callbacks["missed"])


class Floor:
    """Looks for all the leads of one process."""

    def __init__(self, app: web.Application) -> None:
        self._app, client = app, app[keys.CLIENT]
        self.store, self.figures, self.feedback = RedisFloor(client), Figures(client), RedisFeedback(client)
        self._reps, self._callbacks = RedisReps(client), RedisCallbacks(client)
        self._seen: tuple[float, list[OnFloor], dict[str, int]] = (float("-inf"), [], {})
        self._looking = asyncio.Lock()

    async def now(self) -> Now:
        reps, states = await self._standings()
        queue, look, callbacks = await asyncio.gather(self.store.queue(), self._app[ROOM].look(), self._callbacks.figures())
        return Now(
            datetime.now(timezone.utc),
            queue,
            reps,
            states,
            look.waiting,
            {str(name): count for name, count in callbacks.items()},
        )

    async def _standings(self) -> tuple[list[OnFloor], dict[str, int]]:
        async with self._looking:
            if time.monotonic() - self._seen[0] > FRESH_SECONDS:
                there = await self.store.standings(datetime.now(timezone.utc))
                known, everybody = await self._reps.several(list(there)), await self._reps.count()
                reps = [_on_floor(rep, there[rep.id]) for rep in sorted(known, key=lambda rep: rep.name)]
                counted = Counter(one.state for one in reps)
                counted["away"] += everybody - len(reps)
                self._seen = (time.monotonic(), reps, {state: counted[state] for state in STATES})
        return self._seen[1], self._seen[2]

    async def hours(self, days: int, zone: tzinfo, whole: bool = False) -> list[Hour]:
        """The hours from midnight of so many days ago, today counting as one, where the lead is: until now, or the whole of
        today, so that a chart shows where in the day it stands."""
        now = datetime.now(zone)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        until = today + timedelta(hours=23) if whole else now
        return await self.figures.hours(today - timedelta(days=days - 1), until)


FLOOR = web.AppKey("FLOOR", Floor)


def _on_floor(rep: Rep, standing: Standing) -> OnFloor:
    busy = standing.state == "available" and standing.load >= standing.capacity
    return OnFloor(rep, "busy" if busy else standing.state, standing.load, standing.capacity)


def zone_of(rep: Rep) -> tzinfo:
    """Where the lead is; UTC where that is not said."""
    return (tz.gettz(rep.timezone) if rep.timezone else None) or tz.UTC


class Drawn(NamedTuple):
    """Several hours together, and as charts: each with a title."""

    total: Totals
    charts: list[tuple[str, Markup]]
    whys: list[tuple[str, int]]
    funnel: list[tuple[str, int]]
    satisfied: float | None
    rated: int


def drawn(hours: Sequence[Hour], zone: tzinfo) -> Drawn:
    total = totals(hours)
    each = [(f"{hour.start.astimezone(zone):%H}", f"{hour.start.astimezone(zone):%a %H:%M}", totals([hour])) for hour in hours]
    asked = [
        Bar(name, one["accepted"], f"{when}: {one['queued']} asked, {one['accepted']} taken up", one["queued"])
        for name, when, one in each
    ]
    pieces = [
        ("Asked for a person, and taken up", chart("Asked for a person and taken up, by hour", asked)),
        ("Taken up within a minute", chart("Taken up within a minute, by hour", _bars(each, "in_time"), "%", TARGET * 100)),
        ("Mean wait", chart("Mean wait in seconds, by hour", _bars(each, "wait"), " s")),
        ("Mean time of a chat", chart("Mean time of a chat in minutes, by hour", _bars(each, "handle"), " m")),
        ("Left before anybody came", chart("Left before anybody came, by hour", _bars(each, "left"))),
        ("Satisfied customers", chart("Satisfied customers, by hour", _bars(each, "satisfied"), "%")),
        ("Promised callbacks kept", chart("Promised callbacks kept in time, by hour", _bars(each, "kept"), "%")),
        ("Sourcing requests, and awarded", chart("Sourcing requests and awards, by hour", _requests(each))),
    ]
    rated = total.named(RATED)
    return Drawn(
        total, pieces, total.named(WHY), [(name, total[name]) for name in FUNNEL], satisfied(total), sum(n for _, n in rated)
    )


def _requests(each: list[tuple[str, str, Totals]]) -> list[Bar]:
    said = "{when}: {requests} requests, {quoted} with a quote, {awarded} awarded"
    return [
        Bar(name, one["awarded"], said.format(when=when, **{key: one[key] for key in FUNNEL[1:]}), one["requests"])
        for name, when, one in each
    ]


def satisfied(total: Totals) -> float | None:
    """The share of those who answered that were served well."""
    rated = total.named(RATED)
    return share(sum(count for name, count in rated if name in GOOD), sum(count for _, count in rated))


def value(name: str, one: Totals) -> float | None:
    """A figure of one hour as its chart shows it: shares in percent, waits in seconds, chats in minutes."""
    if name == "in_time":
        return None if one.in_time is None else round(100 * one.in_time, 1)
    if name == "satisfied":
        good = satisfied(one)
        return None if good is None else round(100 * good, 1)
    if name == "kept":
        return None if one.kept is None else round(100 * one.kept, 1)
    if name == "wait":
        return None if one.mean_wait is None else round(one.mean_wait, 1)
    if name == "handle":
        return None if one.mean_handle is None else round(one.mean_handle / 60, 1)
    return one[name]


UNITS = {"in_time": "%", "satisfied": "%", "kept": "%", "wait": " s", "handle": " min"}


def _bars(each: list[tuple[str, str, Totals]], name: str) -> list[Bar]:
    found = [(hour, when, value(name, one)) for hour, when, one in each]
    return [
        Bar(hour, shown, f"{when}: {'–' if shown is None else f'{shown:g}'}{UNITS.get(name, '')}")
        for hour, when, shown in found
    ]
