"""The rules of routing once more, slow and plain: everybody is compared with everybody. It follows what happens and judges what
the router makes of it; it chooses nothing itself. Times in ms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log10

SKILL = {"sourcing_request": "sourcing", "print_services": "print", "it_services": "technology"}
WORTH = {"complaint": 0.8, "sourcing_request": 0.6, "place_order": 0.5}
RIPE, OFFER, MISSED, BARRED, REMEMBERED = 120_000, 45_000, 120_000, 600_000, 72 * 3_600_000


@dataclass
class Rep:
    name: str
    capacity: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    zips: tuple[str, ...]
    states: tuple[str, ...]
    until: int = 0
    on_break: bool = False
    paused: int = 0
    here: bool = False
    held: dict[str, int] = field(default_factory=dict)

    @property
    def room(self) -> int:
        return self.capacity - sum(self.held.values())

    def serves(self, one: Customer, step: str) -> bool:
        skilled = not one.skill or one.skill in self.skills
        near = one.zip[:3] in self.zips if self.zips else one.state in self.states
        return {
            "own": self.name == one.own,
            "last": self.name == one.last,
            "territory": skilled and one.language in self.languages and near,
            "skill": skilled and one.language in self.languages,
            "language": one.language in self.languages,
            "english": skilled and "en" in self.languages,
            "anyone": True,
        }[step]


@dataclass
class Customer:
    name: str
    epoch: int
    intent: str
    language: str
    zip: str
    state: str
    own: str
    last: str
    usd: int
    ticket: int
    asked: int
    status: str = "queued"
    rep: str = ""
    deadline: int = 0
    open: int = 0
    due: int | None = None
    ripe: bool = False
    urgent: bool = False
    barred: dict[str, int] = field(default_factory=dict)
    overtaken: int = 0

    @property
    def skill(self) -> str:
        return SKILL.get(self.intent, "")

    @property
    def steps(self) -> list[tuple[str, int]]:
        foreign = self.language != "en"
        every = [
            ("own", 15, bool(self.own)),
            ("last", 15, bool(self.last) and self.last != self.own),
            ("territory", 20, bool(self.zip)),
            ("skill", 20, bool(self.skill)),
            ("language", 40, True),
            ("english", 10, bool(self.skill) and foreign),
            ("anyone", 0, True),
        ]
        return [(name, seconds * 1000) for name, seconds, asked in every if asked]

    @property
    def key(self) -> float:
        deal = min(1.0, log10(self.usd / 100) / 3) if self.usd > 100 else 0.0
        head = 20 if self.urgent else round(20 * (0.45 * deal + 0.25 * WORTH.get(self.intent, 0.2)))
        return self.ticket - (1e12 if self.ripe else head)

    def seats(self, rep: Rep) -> int:
        return min(2 if self.skill == "sourcing" else 1, rep.capacity)

    def met(self, rep: Rep) -> int | None:
        """The first of the steps open to it in which it meets the rep."""
        return next((at for at, (step, _) in enumerate(self.steps[: self.open]) if rep.serves(self, step)), None)


@dataclass
class Rules:
    reps: dict[str, Rep] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    spoke: dict[str, tuple[str, int]] = field(default_factory=dict)
    now: int = 0

    def waiting(self) -> list[Customer]:
        return [one for one in self.customers.values() if one.status == "queued"]

    def due(self) -> None:
        """What time alone brings about."""
        for _, what, name in sorted(self._timers()):
            if what == "back":
                self.reps[name].paused = 0
                self.count_in(self.reps[name])
            elif self.customers[name].status == "reserved":
                self.customers[name].due = self.now + 1000  # should it come back; whether it is ripe is seen when it does
            elif what == "ripe":
                self._ripen(self.customers[name])
            elif not self.customers[name].ripe:
                self.widen(self.customers[name])
        for one in [one for one in self.customers.values() if one.status == "reserved" and one.deadline <= self.now]:
            rep = self.reps[one.rep]
            one.barred[rep.name], rep.paused = self.now + BARRED, self.now + MISSED
            self.count_in(rep)
            self.back(one)
        for rep in self.reps.values():
            if rep.until and rep.until <= self.now:
                self.close(rep)

    def _timers(self) -> list[tuple[int, str, str]]:
        backs = [(rep.paused, "back", rep.name) for rep in self.reps.values() if 0 < rep.paused <= self.now]
        mine = [one for one in self.customers.values() if one.status in ("queued", "reserved")]
        ripe = [(one.asked + RIPE, "ripe", one.name) for one in mine if not one.ripe and one.asked + RIPE <= self.now]
        return backs + ripe + [(one.due, "widen", one.name) for one in mine if one.due and one.due <= self.now]

    def _ripen(self, one: Customer) -> None:
        one.ripe, one.open, one.due = True, len(one.steps), None

    def widen(self, one: Customer) -> None:
        one.due = None
        while one.open < len(one.steps):
            step, hold = one.steps[one.open]
            one.open += 1
            if one.open < len(one.steps) and any(rep.here and rep.serves(one, step) for rep in self.reps.values()):
                one.due = self.now + hold
                return

    def back(self, one: Customer) -> None:
        """From a reservation to the queue."""
        self.reps[one.rep].held.pop(one.name, None)
        one.status, one.rep = "queued", ""
        if one.asked + RIPE <= self.now:
            self._ripen(one)

    def count_in(self, rep: Rep) -> None:
        rep.here = rep.until > self.now and not rep.on_break and rep.paused <= self.now

    def close(self, rep: Rep) -> None:
        rep.until, rep.here = 0, False
        for one in [one for one in self.customers.values() if one.rep == rep.name and one.status == "reserved"]:
            self.back(one)

    def servable(self, one: Customer, rep: Rep) -> bool:
        """Whether the rep may serve it now, were it the only one."""
        fits = rep.here and 0 < one.seats(rep) <= rep.room and one.barred.get(rep.name, 0) <= self.now
        return fits and one.met(rep) is not None

    def kept_from(self, one: Customer, rep: Rep) -> bool:
        """Whether the rep's seats are kept for a heavy one whom nobody may overtake any more."""
        if rep.room >= min(2, rep.capacity):
            return False
        heavy = [other for other in self.waiting() if other.ripe and other.skill == "sourcing"]
        return any(other.key < one.key and other.barred.get(rep.name, 0) <= self.now for other in heavy)

    def in_doubt(self, rep: Rep) -> bool:
        """Whether the rep has a seat that may be kept, and declined a heavy one for whom others keep theirs:
        such a rep may look again a little later than others."""
        heavy = [one for one in self.waiting() if one.ripe and one.skill == "sourcing"]
        return rep.room < min(2, rep.capacity) and any(one.barred.get(rep.name, 0) > self.now for one in heavy)
