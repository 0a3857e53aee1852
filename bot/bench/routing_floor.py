"""Reps and customers for the routing benchmark, put into Redis many at a time."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.events import HandoffAccepted, HandoffEnded, HandoffRequested
from bot.sales.model import Rep
from bot.sales.needs import SKILLS
from bot.store import keys
from bot.store.connect import Client
from bot.store.sales import RedisQueue
from bot.store.sales_changes import PREFIX, SalesEvent, applied_as, presence_as
from bot.store.scripts import Scripts

INTENTS = ("sourcing_request", "complaint", "order_status", "print_services", "product_search", "place_order")
AT_ONCE = 500
AREAS = 90


class BenchFloor:
    """`partition` is this writer's own; its event ids grow with the clock, so that one started anew goes on."""

    def __init__(self, client: Client, partition: int, rng: random.Random) -> None:
        self.client, self.partition, self.rng = client, partition, rng
        self.queue = RedisQueue(client)
        self.run = Scripts(client)
        self._last = 0

    async def reps_come(self, reps: Sequence[Rep], now: datetime, busy: bool = False, seconds: float = 1e7) -> None:
        """They sign in; `busy` ones have all their seats taken already."""
        for some in _chunks(reps):
            async with self.client.pipeline(transaction=False) as pipeline:
                pipeline.hset(keys.SALES_REPS, mapping={rep.id: msgspec.json.encode(rep) for rep in some})
                for rep in some if busy else ():
                    pipeline.hset(keys.sales_floor(rep.id), "load", rep.capacity)
                await pipeline.execute()
            await self.run.many("sales_present", [(PREFIX, presence_as(rep.id, rep, seconds, "", now)) for rep in some])

    async def happen(self, events: Sequence[SalesEvent], now: datetime, own: str = "") -> None:
        """Effects of a partition, applied in one go; `own` is the rep of every customer's account."""
        for some in _chunks(events):
            first = max(self._last + 1, time.time_ns() // 1000)
            self._last = first + len(some)
            history = (own, "", "")
            calls = [
                (PREFIX, applied_as(event, self.partition, f"{first + place}-0", now, "", history))
                for place, event in enumerate(some)
            ]
            await self.run.many("sales_apply", calls)

    async def customers_come(self, names: Sequence[str], now: datetime, own: str = "") -> None:
        await self.happen([self.hand_off(name, now) for name in names], now, own)

    def hand_off(self, name: str, now: datetime) -> HandoffRequested:
        """A customer of any kind: where in the country, what about, how large a deal."""
        rng = self.rng
        facts: dict[str, Any] = {"quantity": rng.randint(1, 5000), "target_price": rng.randint(1, 30)}
        facts["state"] = f"{rng.randrange(AREAS):02d}"
        facts["language"] = "es" if rng.random() < 0.1 else "en"
        return HandoffRequested(name, "asked", "", facts, now, 1, intent=rng.choice(INTENTS))

    async def customers_go(self, given: Sequence[tuple[str, str]], now: datetime) -> None:
        """Reps accept these and are done with them."""
        await self.happen([HandoffAccepted(name, 1, rep) for name, rep in given], now)
        await self.happen([HandoffEnded(name, 1, rep, "resolved") for name, rep in given], now)


def reps(count: int, capacity: int = 12) -> list[Rep]:
    """So many reps, with two of six skills, every seventh bilingual, each with a territory."""
    return [
        Rep(
            f"rep-{number}",
            f"Rep {number}",
            skills=(SKILLS[number % 6], SKILLS[(number // 6 + 1) % 6]),
            languages=("en", "es") if number % 7 == 0 else ("en",),
            states=tuple(f"{(number + step) % AREAS:02d}" for step in range(3)),
            capacity=capacity,
        )
        for number in range(count)
    ]


def _chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
