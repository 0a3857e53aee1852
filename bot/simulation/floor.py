"""The filter in memory: the same lines, steps and keys as the store keeps, for the same policy."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

from bot.sales.model import Rep
from bot.sales.needs import Needs, Step, lines_of, steps_of
from bot.sales.routing import Assignment, Free, Seeker, choose_handoff, choose_rep
from bot.sales.urgency import head_start

FEW = 3
RIPE = 1e12


@dataclass
class Seat:
    """A rep of the simulation; `stamp` changes with every change, so that older listings of them are void."""

    rep: str
    capacity: int
    lines: tuple[str, ...]
    load: int = 0
    here: bool = False
    at: int = 0
    stamp: int = 0

    @property
    def room(self) -> int:
        return self.capacity - self.load


@dataclass
class Wait:
    conversation: str
    needs: Needs
    since: float
    ticket: int
    key: float
    steps: list[Step]
    open: int = 0
    stamp: int = 0
    queued: bool = True


@dataclass
class Floor:
    """Who is free in which line, who waits in which line. `now` in seconds since 1970."""

    seats: dict[str, Seat] = field(default_factory=dict)
    waits: dict[str, Wait] = field(default_factory=dict)
    here: Counter[str] = field(default_factory=Counter)
    _free: dict[str, list[tuple[int, int, str, int]]] = field(default_factory=lambda: defaultdict(list))
    _lanes: dict[str, list[tuple[float, str, int]]] = field(default_factory=lambda: defaultdict(list))
    _ticket: int = 0

    def add(self, rep: Rep, capacity: int) -> None:
        self.seats[rep.id] = Seat(rep.id, capacity, lines_of(rep))

    def stand(self, rep: str, here: bool) -> None:
        """The rep's shift begins or ends."""
        seat = self.seats[rep]
        if seat.here != here:
            seat.here = here
            self.here.update(dict.fromkeys(seat.lines, 1 if here else -1))
            self.relist(seat)

    def relist(self, seat: Seat) -> None:
        seat.stamp += 1
        if seat.here and seat.room > 0:
            for line in seat.lines:
                heappush(self._free[line], (-seat.room, seat.at, seat.rep, seat.stamp))

    def arrive(self, conversation: str, needs: Needs, now: float, when: datetime) -> Wait:
        self._ticket += 1
        wait = Wait(conversation, needs, now, self._ticket, self._ticket - head_start(needs, when), steps_of(needs))
        self.waits[conversation] = wait
        return wait

    def widen(self, wait: Wait) -> float | None:
        """Opens the next step, and further ones that nobody serves; gives the seconds for which that one is held."""
        while wait.open < len(wait.steps):
            step = wait.steps[wait.open]
            wait.open += 1
            for line in step.lines:
                heappush(self._lanes[line], (wait.key, wait.conversation, wait.stamp))
            if wait.open < len(wait.steps) and self._staff(step):
                return step.hold_ms / 1000
        return None

    def ripen(self, wait: Wait) -> None:
        """Nobody overtakes it from now on."""
        wait.key = wait.ticket - RIPE
        wait.stamp += 1
        for step in wait.steps[: wait.open]:
            for line in step.lines:
                heappush(self._lanes[line], (wait.key, wait.conversation, wait.stamp))

    def for_handoff(self, wait: Wait, when: datetime) -> Assignment | None:
        for number, step in enumerate(wait.steps[: wait.open], 1):
            free = [one for line in step.lines for one in self._heads(line, wait.needs.weight)]
            if free:
                return choose_rep(self._seeker(wait, number), free, when)[0]
        return None

    def for_rep(self, rep: str, when: datetime) -> Assignment | None:
        seat = self.seats[rep]
        if not seat.here or seat.room <= 0:
            return None
        own = set(seat.lines)
        found = {wait.conversation: wait for line in seat.lines for wait in self._waiting(line, seat.room)}
        seekers = [self._seeker(wait, self._step_in(wait, own)) for wait in found.values()]
        return choose_handoff(Free(rep, seat.room, seat.at), seekers, when)

    def take(self, wait: Wait, rep: str, now: float) -> None:
        seat = self.seats[rep]
        wait.queued = False
        seat.load += min(wait.needs.weight, seat.capacity)
        seat.at = int(now * 1000)
        self.relist(seat)

    def release(self, wait: Wait, rep: str) -> None:
        seat = self.seats[rep]
        seat.load -= min(wait.needs.weight, seat.capacity)
        self.relist(seat)

    def leave(self, wait: Wait) -> None:
        wait.queued = False
        self.waits.pop(wait.conversation, None)

    def _staff(self, step: Step) -> int:
        return sum(self.here[line] for line in step.lines)

    def _heads(self, line: str, weight: int) -> list[Free]:
        heap, kept, found = self._free[line], [], list[Free]()
        while heap and len(found) < FEW:
            entry = heappop(heap)
            seat = self.seats[entry[2]]
            if entry[3] != seat.stamp:
                continue
            kept.append(entry)
            if seat.room < min(weight, seat.capacity):
                break  # the one with most room has too little
            found.append(Free(seat.rep, seat.room, seat.at))
        for entry in kept:
            heappush(heap, entry)
        return found

    def _waiting(self, line: str, room: int) -> list[Wait]:
        heap, kept, found = self._lanes[line], list[tuple[float, str, int]](), list[Wait]()
        while heap and len(found) < FEW and len(kept) < 4 * FEW:
            entry = heappop(heap)
            wait = self.waits.get(entry[1])
            if wait is None or not wait.queued or entry[2] != wait.stamp:
                continue
            kept.append(entry)
            if wait.needs.weight <= room:
                found.append(wait)
        for entry in kept:
            heappush(heap, entry)
        return found

    def _seeker(self, wait: Wait, step: int) -> Seeker:
        here = tuple(self._staff(one) for one in wait.steps[:step])
        return Seeker(wait.conversation, 1, wait.key, int(wait.since * 1000), wait.needs, step, here)

    @staticmethod
    def _step_in(wait: Wait, lines: set[str]) -> int:
        return next(number for number, step in enumerate(wait.steps[: wait.open], 1) if not lines.isdisjoint(step.lines))
