"""What one assignment costs, at several numbers of reps and of those who wait; and what a scan over all reps would cost."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

import msgspec

from bot.bench.routing_floor import BenchFloor, reps
from bot.sales.model import Rep
from bot.sales.routing import Assignment
from bot.store import keys
from bot.store.connect import Client
from bot.store.routing import BATCH, Router

AGED_SECONDS, STEP_SECONDS = 300, 25
"""Those who wait have waited so long, and the search for each has widened in these steps."""
NOW = datetime(2026, 3, 2, 15, tzinfo=timezone.utc)


class Size(NamedTuple):
    reps: int
    waiting: int


@dataclass
class Costs:
    """Seconds of each decision, and how many it assigned: looks that find nobody count too."""

    decisions: list[tuple[float, int]] = field(default_factory=list)
    processor: float = 0.0
    """Seconds of processor that the router and Redis spent on them together: the same whatever else the machine does."""

    @property
    def processor_ms(self) -> float:
        """Milliseconds of processor for one assignment."""
        return self.processor * 1000 / sum(count for _, count in self.decisions)

    @property
    def rate(self) -> float:
        """Assignments a second."""
        return sum(count for _, count in self.decisions) / sum(seconds for seconds, _ in self.decisions)

    @property
    def p99(self) -> float:
        """Milliseconds that 99 of 100 assignments take, from the look to the reservation: each takes as long as its batch."""
        each = sorted(seconds for seconds, count in self.decisions for _ in range(count))
        return each[min(len(each) - 1, int(len(each) * 0.99))] * 1000


class Speed:
    def __init__(self, client: Client, seed: int) -> None:
        self._client, self._rng, self._names, self._now = client, random.Random(seed), 0, NOW

    async def freed(self, size: Size, assignments: int) -> Costs:
        """Everybody is busy and so many wait; again and again some reps become free."""
        floor, router = await self._set_up(size, busy=True)
        crew = reps(size.reps)[:BATCH]
        await floor.customers_come(self._new(size.waiting), self._now)
        for _ in range(AGED_SECONDS // STEP_SECONDS):
            self._now += timedelta(seconds=STEP_SECONDS)
            await _drain(router, self._now)
        await floor.reps_come([msgspec.structs.replace(rep, capacity=3) for rep in crew], self._now)

        async def again(given: list[tuple[str, str]]) -> None:
            self._now += timedelta(seconds=2)  # for some who came since, the search must widen before they meet anybody
            await floor.customers_go(given, self._now)
            await floor.customers_come(self._new(len(given)), self._now)

        return await self._measure(router, again, assignments)

    async def arrivals(self, size: Size, assignments: int) -> Costs:
        """Everybody is free, but so many wait for one rep of their own; again and again some more arrive."""
        floor, router = await self._set_up(size, busy=False)
        owner = Rep("owner", "Owner", capacity=1)
        await floor.reps_come([owner], self._now, busy=True)
        await floor.customers_come(self._new(size.waiting), self._now, own=owner.id)
        await _drain(router, self._now)

        async def again(given: list[tuple[str, str]]) -> None:
            await floor.customers_go(given, self._now)
            await _drain(router, self._now)
            await floor.customers_come(self._new(BATCH), self._now)

        await again([])
        return await self._measure(router, again, assignments)

    async def scan(self, size: Size, assignments: int) -> float:
        """Assignments a second where every rep is looked at for each: what they can, whether they are there, what they hold."""
        floor, _ = await self._set_up(size, busy=False)
        names = self._new(assignments)
        await floor.customers_come(names, self._now)
        started = time.perf_counter()
        for name in names:
            await self._scan_one(floor, name)
        return assignments / (time.perf_counter() - started)

    async def _scan_one(self, floor: BenchFloor, name: str) -> None:
        everybody = [msgspec.json.decode(doc, type=Rep) for doc in await self._client.hvals(keys.SALES_REPS)]
        async with self._client.pipeline(transaction=False) as pipeline:
            for rep in everybody:
                pipeline.zscore(keys.SALES_PRESENT, rep.id)
                pipeline.scard(keys.sales_rep(rep.id))
            found = await pipeline.execute()
        looked_at = zip(everybody, found[::2], found[1::2], strict=True)
        rooms = [(rep.capacity - held, rep.id) for rep, there, held in looked_at if there]
        await floor.queue.claim(name, max(rooms)[1], self._now)

    async def _set_up(self, size: Size, busy: bool) -> tuple[BenchFloor, Router]:
        await self._client.flushdb()
        floor, router = BenchFloor(self._client, 7, self._rng), Router(self._client)
        await floor.reps_come(reps(size.reps, capacity=1 if busy else 12), self._now, busy=busy)
        await floor.client.delete(f"{keys.SALES}freed")
        return floor, router

    async def _measure(self, router: Router, again: Callable[[list[tuple[str, str]]], Awaitable[None]], count: int) -> Costs:
        costs, done, given = Costs(), 0, list[tuple[str, str]]()
        await self._log_rewritten()
        gc.collect()
        gc.freeze()  # thousands of reps and customers are this benchmark's; a router that runs for real holds none of them
        while done < count:
            spent, started = await self._spent(), time.perf_counter()
            won, more = await router.route(self._now)
            seconds = time.perf_counter() - started
            costs.processor += await self._spent() - spent
            given += [(one.conversation, one.rep) for one in won]
            costs.decisions.append((seconds, len(won)))
            done += len(won)
            if not more:
                await again(given)
                given = []
        return costs

    async def _log_rewritten(self) -> None:
        """Redis shortens its log after the thousands of writes of a set-up: done before anything is measured."""
        await self._client.bgrewriteaof()
        while (about := await self._client.info("persistence"))["aof_rewrite_in_progress"] or about["aof_rewrite_scheduled"]:  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.05)

    async def _spent(self) -> float:
        """Seconds of processor of this process and of Redis so far."""
        cpu = await self._client.info("cpu")
        return time.process_time() + float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])

    def _new(self, count: int) -> list[str]:
        self._names += count
        return [f"c{number}" for number in range(self._names - count, self._names)]


async def _drain(router: Router, now: datetime) -> list[Assignment]:
    done: list[Assignment] = []
    more = True
    while more:
        given, more = await router.route(now)
        done += given
    return done


async def round_trips(client: Client, seed: int) -> int:
    """Commands that one assignment sends to Redis, as its own monitor saw them."""
    await client.flushdb()
    floor, router = BenchFloor(client, 7, random.Random(seed)), Router(client, batch=1)
    await floor.reps_come(reps(10), NOW)
    await _drain(router, NOW)
    for name in ("first", "second"):  # the first loads the scripts
        await floor.customers_come([name], NOW)
        if name == "first":
            await _drain(router, NOW)
    sent = 0
    async with client.monitor() as monitor:
        await router.route(NOW)
        await client.echo("done")
        async for command in monitor.listen():
            if command["command"].startswith("ECHO"):
                return sent
            sent += command["client_type"] != "lua" and command["command"] != "PING"  # the connection looks whether it lives
    return sent
