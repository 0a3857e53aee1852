"""Thousands of things that happen on a floor, at random; what the router makes of each is held against the rules, which
`tests/store/routing_rules.py` knows in a form that is slow, plain, and shares no code with the router.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.errors import Refused
from bot.events import HandoffSnoozed, HandoffWoken
from bot.sales.routing import Assignment
from tests.store.floor import Floor
from tests.store.routing_rules import BARRED, OFFER, REMEMBERED, Customer, Rep, Rules

PLACES = {"": "", "30303": "GA", "30901": "GA", "98101": "WA"}
DAY = 86_400


class World:
    """The floor on Redis and the rules, told the same."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self.floor, self.rules, self.dice = floor, Rules(), random.Random(seed)
        self.rules.now = self._ms()
        self.tickets = self.epochs = 0
        self.given = 0

    def _ms(self) -> int:
        return round(self.floor.now.timestamp() * 1000)

    async def hire(self, number: int) -> None:
        pick = self.dice
        rep = Rep(
            f"rep-{number}",
            pick.choice((1, 2, 3, 5)),
            pick.choice((("en",), ("en",), ("es",), ("en", "es"))),
            tuple(pick.sample(("sourcing", "print", "technology"), pick.randrange(3))),
            pick.choice(((), ("303",), ("303", "981"))),
            pick.choice(((), ("GA",))),
        )
        self.rules.reps[rep.name] = rep
        await self.sign_in(rep)

    async def sign_in(self, rep: Rep) -> None:
        fields = {name: getattr(rep, name) for name in ("capacity", "languages", "skills", "zips", "states")}
        await self.floor.comes(rep.name, seconds=DAY, **fields)
        rep.until = self.rules.now + DAY * 1000
        self.rules.count_in(rep)

    async def sign_out(self, rep: Rep) -> None:
        await self.floor.queue.present(rep.name, 0)
        rep.on_break, rep.paused = False, 0
        self.rules.close(rep)

    async def rest(self, rep: Rep) -> None:
        if rep.until <= self.rules.now:
            await self.sign_in(rep)
            return
        rep.on_break, rep.paused = not rep.on_break, 0
        await self.floor.queue.take_break(rep.name, rep.on_break, seconds=DAY)
        self.rules.count_in(rep)

    async def arrive(self) -> None:
        """Somebody new, somebody who was here before, or somebody who asks once more."""
        pick, name = self.dice, f"c{self.dice.randrange(300)}"
        before = self.rules.customers.get(name)
        by, gone = self.rules.spoke.get(name, ("", 0))
        left_by = before.rep if before and before.status == "active" else ""
        own, last = pick.choice(("", "", "", "rep-1", "rep-2")), by if gone > self.rules.now else ""
        self.epochs += 1
        self.tickets += before is None
        zip_code = pick.choice(tuple(PLACES))
        one = Customer(
            name, self.epochs, pick.choice(("", "complaint", "sourcing_request", "print_services", "it_services")),
            pick.choice(("en", "en", "es", "fr")), zip_code, PLACES[zip_code], own, last, pick.choice((0, 0, 5_000, 200_000)),
            before.ticket if before else self.tickets, before.asked if before else self.rules.now, urgent=bool(left_by),
        )  # fmt: skip
        known = {"language": one.language, "zip": zip_code, "quantity": one.usd // 10, "target_price": 10}
        urgent = "the rep is gone" if left_by else ""
        await self.floor.waits(name, own=own, intent=one.intent, urgent=urgent, epoch=one.epoch, **known)
        if left_by:
            one.own, one.last = ("" if rep == left_by else rep for rep in (own, last))
            one.barred[left_by] = self.rules.now + BARRED
        if before and before.rep:
            self.rules.reps[before.rep].held.pop(name, None)
        self.rules.customers[name] = one
        self.rules.widen(one) if one.asked + 120_000 > self.rules.now else self.rules._ripen(one)

    async def take(self, rep: Rep, one: Customer) -> None:
        """By hand, from the list: overtakes whom the rep likes."""
        if one.status != "queued":
            return
        try:
            await self.floor.queue.claim(one.name, rep.name, self.floor.now, rep.capacity)
        except Refused:
            assert one.seats(rep) > rep.room or len(rep.held) >= 2 * rep.capacity
            return
        why = (await self.floor.queue.assignments(one.name))[-1]
        assert (why.rep, why.step) == (rep.name, "by hand")
        rep.paused = 0
        self.rules.count_in(rep)
        self.reserved(one, rep)

    def reserved(self, one: Customer, rep: Rep) -> None:
        one.status, one.rep, one.deadline = "reserved", rep.name, self.rules.now + OFFER
        rep.held[one.name] = one.seats(rep)

    async def answer(self, one: Customer) -> None:
        if one.status != "reserved":
            return
        rep = self.rules.reps[one.rep]
        if self.dice.random() < 0.2:
            assert await self.floor.queue.reject(one.name, rep.name, one.epoch, self.floor.now)
            one.barred[rep.name] = self.rules.now + BARRED
            self.rules.back(one)
            return
        await self.floor.accepts(one.name, rep.name, one.epoch)
        one.status, one.due, rep.paused = "active", None, 0
        self.rules.count_in(rep)
        self.rules.spoke[one.name] = (rep.name, self.rules.now + REMEMBERED)

    async def finish(self, one: Customer) -> None:
        await self.floor.ends(one.name, one.rep, one.epoch)
        if one.status == "active":
            self.rules.spoke[one.name] = (one.rep, self.rules.now + REMEMBERED)
        if one.rep:
            self.rules.reps[one.rep].held.pop(one.name, None)
        del self.rules.customers[one.name]

    async def put_aside(self, one: Customer) -> None:
        if one.status != "active":
            return
        rep = self.rules.reps[one.rep]
        if rep.held[one.name]:
            until = self.floor.now + timedelta(hours=1)
            await self.floor.happened(HandoffSnoozed(one.name, one.epoch, rep.name, until))
            rep.held[one.name] = 0
        else:
            await self.floor.happened(HandoffWoken(one.name, one.epoch, rep.name))
            rep.held[one.name] = one.seats(rep)

    async def wait(self) -> None:
        self.floor.later(self.dice.choice((0.3, 2, 5, 11)) + self.dice.random())
        self.floor.now = self.floor.now.replace(microsecond=self.floor.now.microsecond // 1000 * 1000)
        self.rules.now = self._ms()

    async def happen(self) -> str:
        """One thing; says which."""
        pick, rules = self.dice, self.rules
        rep, one = pick.choice(list(rules.reps.values())), pick.choice(list(rules.customers.values()) or [None])
        what = pick.choices(
            ("arrive", "answer", "finish", "wait", "rest", "sign_out", "take", "put_aside"), (30, 30, 12, 20, 4, 1, 3, 3)
        )[0]
        if what in ("arrive", "wait"):
            await getattr(self, what)()
        elif what in ("rest", "sign_out"):
            await getattr(self, what)(rep)
        elif one and what == "take":
            await self.take(rep, one)
        elif one:
            await getattr(self, what)(one)
        return what

    async def routed(self) -> None:
        self.rules.due()
        for given in await self.floor.assign():
            self.judge(given)
        self.nobody_is_left()

    def judge(self, given: Assignment) -> None:
        """Whether this rep might have got this one, and nobody else was before it."""
        rules, one, rep = self.rules, self.rules.customers[given.conversation], self.rules.reps[given.rep]
        assert one.status == "queued"
        assert rules.servable(one, rep), (given, one, rep)
        assert not rules.kept_from(one, rep) or rules.in_doubt(rep), (given, one, rep)
        met = one.met(rep)
        assert met is not None
        assert given.step == one.steps[met][0]
        here = [any(other.here and other.serves(one, step) for other in rules.reps.values()) for step, _ in one.steps[:met]]
        assert [reason.found for reason in given.reasons[:met]] == ["busy" if there else "empty" for there in here]
        if given.step not in ("own", "last"):
            assert ("language" in given.dropped) == (given.step in ("english", "anyone"))
            assert one.language in rep.languages or "language" in given.dropped
        for other in rules.waiting():
            if other is not one and rules.servable(other, rep) and not rules.in_doubt(rep):
                assert other.key >= one.key, (given, other, one)
                if other.ticket < one.ticket:
                    other.overtaken += 1
                    assert not other.ripe
                    assert other.overtaken <= 20
        self.reserved(one, rep)
        self.given += 1

    def nobody_is_left(self) -> None:
        """Nobody waits whom a rep with seats might serve."""
        for one in self.rules.waiting():
            for rep in self.rules.reps.values():
                free = self.rules.servable(one, rep) and not self.rules.kept_from(one, rep) and not self.rules.in_doubt(rep)
                assert not free, f"{one} waits while {rep} is free"


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens_the_router_keeps_to_the_rules(redis: Redis[bytes], seed: int) -> None:
    world = World(Floor(redis, batch=8), seed)
    for number in range(12):
        await world.hire(number)
    for _ in range(700):
        happened = await world.happen()
        if happened == "wait" or world.dice.random() < 0.7:
            await world.routed()
    assert world.given > 50
    for rep in world.rules.reps.values():
        assert await world.floor.seats(rep.name) == sum(rep.held.values())
