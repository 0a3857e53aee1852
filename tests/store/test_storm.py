"""A small storm of claims, and an audit that would have noticed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from bot.bench.routing_audit import audit
from bot.bench.routing_floor import BenchFloor, reps
from bot.bench.routing_speed import NOW, round_trips
from bot.bench.routing_worker import Hand
from tests.store.floor import Floor


async def test_after_a_storm_nobody_is_owned_twice_or_lost_and_no_seat_leaks(redis: Redis[bytes]) -> None:
    everybody = reps(40, capacity=3)
    await BenchFloor(redis, 1, random.Random(1)).reps_come(everybody, NOW)
    floors = [BenchFloor(redis, 10 + number, random.Random(number)) for number in range(6)]
    await asyncio.gather(*(Hand(floor, everybody, 600, time.time(), f"h{floor.partition}").work() for floor in floors))
    found, counts = await audit(redis)
    assert found.examples == {}
    assert counts["times reserved"] >= 600
    assert counts["times rejected"]


async def test_an_assignment_takes_two_round_trips(redis: Redis[bytes]) -> None:
    assert await round_trips(redis, 1) == 2


Break = Callable[["Redis[bytes]"], Awaitable[object]]


@pytest.mark.parametrize(
    ("harm", "kind"),
    [
        (lambda redis: redis.sadd("{sales}:rep:bob", "alice"), "two owners"),
        (lambda redis: redis.delete("{sales}:h:waits"), "customer lost"),
        (lambda redis: redis.hincrby("{sales}:r:ann", "load", 1), "seats leak"),
        (lambda redis: redis.hset("{sales}:r:ann", "capacity", 0), "more than a rep may hold"),
        (lambda redis: redis.zrem("{sales}:waiting", "waits"), "in the wrong list"),
        (lambda redis: redis.zrem("{sales}:f:*", "ann"), "a line of reps is wrong"),
        (lambda redis: redis.zrem("{sales}:w:/en/", "waits"), "in the wrong lines"),
        (lambda redis: redis.hset("{sales}:h:waits", "rep", "ann"), "neither waits nor has a rep"),
    ],
)
async def test_the_audit_notices(redis: Redis[bytes], harm: Break, kind: str) -> None:
    floor = Floor(redis)
    await floor.comes("ann", capacity=3)
    await floor.waits("alice")
    await floor.route()
    await floor.queue.take_break("ann", True)
    await floor.waits("waits")
    await floor.queue.take_break("ann", False)
    assert (await audit(redis))[0].examples == {}
    await harm(redis)
    assert kind in (await audit(redis))[0].counts
