"""Runs a floor through time: arrivals, shifts, patience, handling; one event after the other, nothing waits for a clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from bot.sales.model import Rep
from bot.sales.needs import Needs
from bot.sales.urgency import RIPE_SECONDS
from bot.simulation.floor import Floor, Wait

PROMPT = 20.0  # seconds: a wait up to this counts as prompt


class Caller(NamedTuple):
    """A customer who wants a person at `at` (seconds since 1970), would wait `patience` and takes `handle` seconds."""

    at: float
    needs: Needs
    patience: float
    handle: float


class Shift(NamedTuple):
    rep: str
    start: float
    end: float


@dataclass
class Hour:
    """What happened to the customers who came in one hour; `waits` in seconds, of those who were served."""

    arrived: int = 0
    abandoned: int = 0
    waits: list[float] = field(default_factory=list)
    left_after: list[float] = field(default_factory=list)
    busy: float = 0.0
    """Seat seconds in which somebody was served, and in which somebody could have been."""
    seats: float = 0.0
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def mean_wait(self) -> float:
        """Of all who came, served or not."""
        together = self.waits + self.left_after
        return sum(together) / len(together) if together else 0.0

    @property
    def abandonment(self) -> float:
        return self.abandoned / self.arrived if self.arrived else 0.0

    @property
    def prompt(self) -> float:
        """The share served within `PROMPT` seconds."""
        return sum(wait <= PROMPT for wait in self.waits) / self.arrived if self.arrived else 1.0

    @property
    def occupancy(self) -> float:
        return self.busy / self.seats if self.seats else 0.0

    def waited(self, share: float) -> float:
        """Seconds that at most this share of those served waited longer than."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * (1 - share)))] if waits else 0.0


class Simulation:
    def __init__(self, reps: Sequence[Rep], seats: int, shifts: Iterable[Shift]) -> None:
        """`seats` of each rep. Shifts that overlap for one rep are one."""
        self.floor = Floor()
        self.hours: dict[int, Hour] = {}
        self._events: list[tuple[float, int, str, object]] = []
        self._order = count()
        self._names = count()
        self._handle: dict[str, float] = {}
        self._seats = seats
        for rep in reps:
            self.floor.add(rep, seats)
        for shift in shifts:
            self._at(shift.start, "comes", shift.rep)
            self._at(shift.end, "goes", shift.rep)
            self._spread(shift.start, shift.end, "seats", seats)

    def run(self, callers: Iterable[Caller]) -> dict[int, Hour]:
        """Hour (hours since 1970) → what happened to who came in it. `callers` in the order of time."""
        for caller in callers:
            self._until(caller.at)
            self._arrives(caller)
        self._until(float("inf"))
        return self.hours

    def _until(self, moment: float) -> None:
        while self._events and self._events[0][0] <= moment:
            now, _, what, of = heappop(self._events)
            getattr(self, f"_{what}")(now, of)

    def _at(self, moment: float, what: str, of: object) -> None:
        heappush(self._events, (moment, next(self._order), what, of))

    def _arrives(self, caller: Caller) -> None:
        hour = self.hours.setdefault(int(caller.at // 3600), Hour())
        hour.arrived += 1
        wait = self.floor.arrive(f"c{next(self._names)}", caller.needs, caller.at, _moment(caller.at))
        self._handle[wait.conversation] = caller.handle
        self._widens(caller.at, wait)
        if wait.queued:
            self._at(caller.at + caller.patience, "leaves", wait)
            self._at(caller.at + RIPE_SECONDS, "ripens", wait)

    def _widens(self, now: float, wait: Wait) -> None:
        if not wait.queued:
            return
        hold = self.floor.widen(wait)
        if hold is not None:
            self._at(now + hold, "widens", wait)
        self._look(now, wait)

    def _ripens(self, now: float, wait: Wait) -> None:
        if wait.queued:
            self.floor.ripen(wait)

    def _look(self, now: float, wait: Wait) -> None:
        found = self.floor.for_handoff(wait, _moment(now))
        if found:
            self._serve(now, wait, found.rep, found.step)

    def _freed(self, now: float, rep: str) -> None:
        while found := self.floor.for_rep(rep, _moment(now)):
            self._serve(now, self.floor.waits[found.conversation], rep, found.step)

    def _serve(self, now: float, wait: Wait, rep: str, step: str) -> None:
        hour = self.hours[int(wait.since // 3600)]
        hour.waits.append(now - wait.since)
        hour.steps[step] = hour.steps.get(step, 0) + 1
        self.floor.take(wait, rep, now)
        end = now + self._handle.pop(wait.conversation)
        self._spread(now, end, "busy", min(wait.needs.weight, self._seats))
        self._at(end, "ends", (wait, rep))

    def _ends(self, now: float, served: tuple[Wait, str]) -> None:
        wait, rep = served
        self.floor.release(wait, rep)
        self.floor.leave(wait)
        self._freed(now, rep)

    def _leaves(self, now: float, wait: Wait) -> None:
        if wait.queued:
            hour = self.hours[int(wait.since // 3600)]
            hour.abandoned += 1
            hour.left_after.append(now - wait.since)
            self.floor.leave(wait)
            self._handle.pop(wait.conversation, None)

    def _comes(self, now: float, rep: str) -> None:
        self.floor.stand(rep, True)
        self._freed(now, rep)

    def _goes(self, now: float, rep: str) -> None:
        self.floor.stand(rep, False)

    def _spread(self, start: float, end: float, what: str, seats: int) -> None:
        """Adds seat seconds to the hours in which they lie."""
        while start < end:
            step = min(end, (start // 3600 + 1) * 3600)
            hour = self.hours.setdefault(int(start // 3600), Hour())
            setattr(hour, what, getattr(hour, what) + (step - start) * seats)
            start = step


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
