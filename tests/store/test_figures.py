"""The figures of the floor: counted once, by the hour, by whoever applies what happened."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import msgspec
from redis.asyncio import Redis

from bot.engine.effects import Effects
from bot.events import CustomerAsked, Event, HandoffAccepted, HandoffEnded, HandoffRequested, RequestOpened
from bot.sales.figures import Totals, totals
from bot.store import keys
from bot.store.figures import Figures
from bot.store.outside import Outside
from bot.store.sales import RedisQueue

NOW = datetime.now(timezone.utc)
PARTITION = keys.partition_of("alice")
ASKED = HandoffRequested("alice", "complaint", "", {}, NOW, 1)
HISTORY: tuple[Event, ...] = (
    CustomerAsked("alice", NOW),
    RequestOpened("RFQ-10001", "alice", NOW, {"product": "totes", "quantity": 5}),
    ASKED,
    HandoffAccepted("alice", 1, "ann"),
    HandoffEnded("alice", 1, "ann", "resolved"),
)


async def commit(redis: Redis[bytes], *history: Event) -> None:
    for event in history:
        await redis.xadd(keys.events(PARTITION), {"c": "alice", "effect": msgspec.json.encode(event)})


async def counted(redis: Redis[bytes]) -> Totals:
    now = datetime.now(timezone.utc)
    return totals(await Figures(redis).hours(now - timedelta(hours=1), now))


async def test_a_hand_off_is_counted_from_question_to_end_and_once(redis: Redis[bytes]) -> None:
    fresh = msgspec.structs.replace(ASKED, since=datetime.now(timezone.utc))
    await commit(redis, *(fresh if event is ASKED else event for event in HISTORY))
    await Effects(redis).apply(PARTITION)
    once = dict((await counted(redis)).counted)
    await redis.delete(keys.applied(PARTITION))  # as after a crash right before the mark moved
    await Effects(redis).apply(PARTITION)
    found = await counted(redis)
    assert dict(found.counted) == once
    for name in ("asked", "requests", "queued", "why:complaint", "accepted", "in_time", "handled"):
        assert found[name] == 1, name
    assert (found.in_time, found["left"]) == (1.0, 0)


async def test_waits_and_handle_times_are_measured_by_the_clock_of_the_queue(redis: Redis[bytes]) -> None:
    await RedisQueue(redis).apply(ASKED, 1, "1-0")
    await RedisQueue(redis, lambda: NOW + timedelta(seconds=90)).apply(HandoffAccepted("alice", 1, "ann"), 1, "2-0")
    ended = HandoffEnded("alice", 1, "ann", "resolved")
    await RedisQueue(redis, lambda: NOW + timedelta(seconds=390)).apply(ended, 1, "3-0")
    found = totals(await Figures(redis).hours(NOW, NOW + timedelta(hours=1)))
    assert (found.mean_wait, found.in_time, found.mean_handle) == (90.0, 0.0, 300.0)


async def test_who_waits_no_more_before_anybody_came_has_left(redis: Redis[bytes]) -> None:
    await commit(redis, ASKED, HandoffEnded("alice", 1, None, "cancelled"))
    await Effects(redis).apply(PARTITION)
    found = await counted(redis)
    assert (found["queued"], found["left"], found["accepted"], found.mean_wait) == (1, 1, 0, None)


async def test_what_comes_from_outside_a_turn_is_counted_once_too(redis: Redis[bytes]) -> None:
    for _ in range(2):
        await Outside(redis).publish([CustomerAsked("bob", NOW)], "key")
    await Outside(redis).publish([CustomerAsked("bob", NOW)], "another key")
    assert (await counted(redis))["asked"] == 1


async def test_hours_without_anything_are_there_and_no_more_than_a_quarter(redis: Redis[bytes]) -> None:
    await Figures(redis).count("alice rated", {"rated:good": 1}, NOW)
    assert not await Figures(redis).count("alice rated", {"rated:good": 1}, NOW)
    hours = await Figures(redis).hours(NOW - timedelta(hours=5), NOW)
    assert [len(hour.counted) for hour in hours] == [0, 0, 0, 0, 0, 1]
    assert totals(hours).named("rated:") == [("good", 1)]
    assert len(await Figures(redis).hours(NOW - timedelta(days=4000), NOW)) <= 24 * 92 + 1


async def test_an_old_event_after_a_newer_one_is_not_counted(redis: Redis[bytes]) -> None:
    figures = Figures(redis)
    assert await figures.count_event(3, "20-0", {"asked": 1}, NOW)
    for late in ("20-0", "19-5"):
        assert not await figures.count_event(3, late, {"asked": 1}, NOW)
    assert await figures.count_event(3, "20-1", {"asked": 1}, NOW)
    assert (await counted(redis))["asked"] == 2
