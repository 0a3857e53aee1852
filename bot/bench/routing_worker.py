"""One process of the routing storm: several hands at once route, accept, reject, forget, leave and come back.

Run as `python -m bot.bench.routing_worker URL SEED PARTITION CLAIMS STARTED` until so many claims were granted; it may be
killed at any moment.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from datetime import datetime, timedelta

from bot.bench.routing_floor import BenchFloor, reps
from bot.bench.routing_speed import NOW
from bot.errors import Refused
from bot.events import ClaimVoided, HandoffAccepted, HandoffEnded
from bot.sales.model import Rep
from bot.sales.routing import Assignment
from bot.store import keys
from bot.store.connect import connect
from bot.store.routing import Router

HANDS = 8
REPS = 1_800
MOST_WAITING = 10_000
FASTER = 30
"""Seconds that pass here in one second, so that reservations lapse while we watch."""


class Hand:
    def __init__(self, floor: BenchFloor, everybody: list[Rep], claims: int, started: float, name: str) -> None:
        self._floor, self._everybody, self._claims, self._started, self._name = floor, everybody, claims, started, name
        self._router, self._rng, self._made = Router(floor.client), floor.rng, 0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=(time.time() - self._started) * FASTER)

    async def work(self) -> None:
        """Until all claims are made."""
        while int(await self._floor.client.hget(keys.SALES_TALLY, "reserved") or 0) < self._claims:
            if await self._floor.queue.length() < MOST_WAITING:
                await self._floor.customers_come(self._names(16), self.now())
            given, _ = await self._router.route(self.now())
            await self._decide(given)
            way = self._rng.random()
            if way < 0.1:
                await self._by_hand()
            elif way < 0.2:
                await self._leave_or_come()

    async def _decide(self, given: list[Assignment]) -> None:
        served = []
        events: list[HandoffEnded | ClaimVoided] = []
        for one in given:
            way = self._rng.random()
            if way < 0.7:
                served.append((one.conversation, one.rep))
            elif way < 0.8:
                await self._floor.queue.reject(one.conversation, one.rep, one.epoch, self.now())
            elif way < 0.9:
                events += [  # the customer left, and the claim is void
                    HandoffEnded(one.conversation, one.epoch, None, "cancelled"),
                    ClaimVoided(one.conversation, one.epoch, one.rep, "the customer waits no more"),
                ]
            # else: forgotten, until it lapses
        await self._floor.happen(events, self.now())
        await self._floor.customers_go(served, self.now())

    async def _by_hand(self) -> None:
        """A rep takes somebody from the list, while the router may be giving them away."""
        waiting = await self._floor.client.zrange(keys.SALES_WAITING, 0, 50)
        if not waiting:
            return
        rep, name = self._rng.choice(self._everybody), self._rng.choice(waiting).decode()
        try:
            claim = await self._floor.queue.claim(name, rep.id, self.now(), rep.capacity)
        except Refused:
            return
        await self._floor.happen([HandoffAccepted(name, claim.epoch, rep.id)], self.now())
        await self._floor.happen([HandoffEnded(name, claim.epoch, rep.id, "resolved")], self.now())

    async def _leave_or_come(self) -> None:
        rep = self._rng.choice(self._everybody)
        await self._floor.reps_come([rep], self.now(), seconds=0 if self._rng.random() < 0.3 else 1e7)

    def _names(self, count: int) -> list[str]:
        self._made += count
        return [f"{self._name}-{number}" for number in range(self._made - count, self._made)]


async def main(url: str, seed: int, partition: int, claims: int, started: float) -> None:
    client, rng = connect(url), random.Random(f"{seed} {partition} {time.time_ns()}")
    everybody, unique = reps(REPS), f"{partition}-{time.time_ns()}"
    hands = []
    for number in range(HANDS):
        floor = BenchFloor(client, 1000 + partition * HANDS + number, rng)
        hands.append(Hand(floor, everybody, claims, started, f"{unique}-{number}").work())
    await asyncio.gather(*hands)
    await client.close()


if __name__ == "__main__":
    url, seed, partition, claims, started = sys.argv[1:]
    asyncio.run(main(url, int(seed), int(partition), int(claims), float(started)))
