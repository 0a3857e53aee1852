"""Waiting, as the customer sees it: a place, a range out of what was measured, callbacks that are kept or counted as missed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.errors import Missing, Refused
from bot.sales.callbacks import Callback
from bot.sales.figures import totals
from bot.sales.outlook import Outlook
from bot.store.callbacks import RedisCallbacks
from bot.store.figures import Figures
from bot.store.floor import Queue, RedisFloor
from tests.store.floor import Floor
from tests.store.parts import NOW

CALL = Callback("c1", "alice", "+1 404 555 0100", NOW + timedelta(hours=2), NOW + timedelta(hours=4))


async def test_who_waits_has_a_place_and_a_range_once_enough_was_measured(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    for number in range(10):
        name = f"served-{number}"
        await floor.waits(name)
        await floor.route()
        await floor.accepts(name, "ann")
        assert await floor.queue.outlook(name) is None
        floor.later(60)
        if number < 9:
            await floor.ends(name, "ann")
    for name in ("one", "two", "three"):
        await floor.waits(name)
    await floor.waits("spanish", language="es")
    places = [await floor.queue.outlook(name) for name in ("one", "two", "three", "spanish")]
    assert [one.place for one in places if one] == [1, 2, 3, 1]
    assert places[2] == Outlook(3, 1, 5)
    assert places[3] == Outlook(1), "nobody was seen to be picked up in Spanish"
    await floor.ends("one")
    moved = await floor.queue.outlook("three")
    assert moved is not None
    assert moved.place == 2
    assert await floor.queue.outlook("nobody") is None


async def test_who_is_offered_to_a_rep_waits_still(floor: Floor, redis: Redis[bytes]) -> None:
    await floor.waits("first")
    since = floor.now
    await floor.comes("ann", capacity=1)
    await floor.route()
    floor.later(20)
    await floor.waits("second")
    assert await RedisFloor(redis).queue() == Queue(1, 1, since)
    await floor.accepts("first", "ann")
    assert await RedisFloor(redis).queue() == Queue(1, 0, since + timedelta(seconds=20))


async def test_a_callback_is_kept_late_or_missed_and_counted(redis: Redis[bytes]) -> None:
    store = RedisCallbacks(redis)
    for number in (1, 2, 3):
        await store.promise(Callback(f"c{number}", "alice", "a@example.com", CALL.start, CALL.end))
        await store.promise(Callback(f"c{number}", "alice", "a@example.com", CALL.start, CALL.end))
    assert (await store.made("c1", "ann", CALL.start)).state == "kept"
    assert await store.look(CALL.end) == 0
    assert await store.look(CALL.end + timedelta(seconds=1)) == 2
    assert await store.look(CALL.end + timedelta(seconds=2)) == 0, "each once"
    assert (await store.made("c2", "ann", CALL.end + timedelta(hours=1))).state == "late"
    await store.withdraw("c3")
    hours = await Figures(redis).hours(CALL.start, CALL.end + timedelta(hours=1))
    counted = [{name: count for name, count in hour.counted.items() if name != "callbacks_promised"} for hour in hours]
    assert [one for one in counted if one] == [{"callbacks_kept": 1}, {"callbacks_missed": 2}, {"callbacks_late": 1}]
    assert totals(hours).kept == 1 / 3
    assert await store.figures() == {"promised": 3, "kept": 1, "late": 1, "missed": 2, "withdrawn": 1}
    assert await store.open() == []


async def test_of_two_reps_who_made_one_callback_one_counts(redis: Redis[bytes]) -> None:
    store = RedisCallbacks(redis)
    await store.promise(CALL)
    assert [one.id for one in await store.open()] == ["c1"]
    answers = await asyncio.gather(*(store.made("c1", rep, CALL.start) for rep in ("ann", "bob")), return_exceptions=True)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert (await store.figures())["kept"] == 1
    with pytest.raises(Missing):
        await store.made("nothing", "ann", NOW)
