"""What is committed takes place exactly once, whoever applies it and however often; and nothing is thrown away before."""

from __future__ import annotations

import time
from datetime import timedelta

import msgspec
import pytest
from redis.asyncio import Redis

from bot.engine import effects
from bot.engine.effects import Effects
from bot.events import Event, HandoffEnded, HandoffRequested, RequestCancelled, RequestOpened
from bot.store import keys
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue
from tests.store.parts import NOW, Talk, running, until

PARTITION = keys.partition_of("alice")
HISTORY: tuple[Event, ...] = (
    RequestOpened("RFQ-10001", "alice", NOW, {"product": "totes", "quantity": 5}),
    HandoffRequested("alice", "asked", "", {}, NOW, 1),
    RequestCancelled("RFQ-10001", "alice", NOW),
    HandoffEnded("alice", 1, None, "cancelled"),
    HandoffRequested("alice", "asked again", "", {}, NOW + timedelta(minutes=1), 2),
)


async def commit(redis: Redis[bytes], *history: Event) -> list[str]:
    """Puts effects into the partition's stream as a commit does, between turns; gives their ids."""
    ids = []
    for event in history:
        await redis.xadd(keys.events(PARTITION), {"c": "alice", "turn": "{}", "ids": ""})
        ids.append(await redis.xadd(keys.events(PARTITION), {"c": "alice", "effect": msgspec.json.encode(event)}))
    return [one.decode() for one in ids]


async def what_came_of_it(redis: Redis[bytes]) -> tuple[str, list[int]]:
    request = await RedisRequests(redis).get("RFQ-10001")
    return (request.state if request else "", [one.epoch for one in await RedisQueue(redis).waiting()])


async def test_effects_take_place_in_order_and_once(redis: Redis[bytes]) -> None:
    ids = await commit(redis, *HISTORY)
    await Effects(redis).apply(PARTITION)
    assert await what_came_of_it(redis) == ("cancelled", [2])
    assert (await redis.get(keys.applied(PARTITION)) or b"").decode() == ids[-1]
    changes = await redis.xlen(keys.SALES_EVENTS)
    await redis.delete(keys.applied(PARTITION))  # as after a crash right before the mark moved
    await Effects(redis).apply(PARTITION)
    assert await what_came_of_it(redis) == ("cancelled", [2])
    assert await redis.xlen(keys.SALES_EVENTS) == changes


async def test_a_mark_never_moves_back(redis: Redis[bytes]) -> None:
    ids = await commit(redis, *HISTORY)
    late = Effects(redis)
    await Effects(redis).apply(PARTITION)
    await late._advance(PARTITION, ids[0])  # an engine that slept in mid-application
    assert (await redis.get(keys.applied(PARTITION)) or b"").decode() == ids[-1]


async def test_many_effects_at_once_are_all_applied(redis: Redis[bytes]) -> None:
    await commit(redis, *(RequestOpened(f"RFQ-{n}", "alice", NOW, {"product": "totes", "quantity": n}) for n in range(1, 351)))
    await Effects(redis).apply(PARTITION)
    assert len(await redis.keys("{rfq:*:doc")) == 350


async def test_trimming_never_removes_what_is_not_applied(redis: Redis[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "KEPT_SECONDS", -10)  # everything is old enough to go
    await commit(redis, *HISTORY[:1])
    await Effects(redis).apply(PARTITION)
    unapplied = await commit(redis, *HISTORY[1:])
    await Effects(redis)._advance(PARTITION, "0-0")
    left = [entry_id.decode() for entry_id, _ in await redis.xrange(keys.events(PARTITION))]
    assert set(unapplied) <= set(left)
    await Effects(redis).apply(PARTITION)
    assert await what_came_of_it(redis) == ("cancelled", [2])


async def test_what_is_old_and_applied_goes_and_what_is_young_stays(redis: Redis[bytes]) -> None:
    old = int(time.time() * 1000) - (effects.KEPT_SECONDS + 60) * 1000
    await redis.xadd(keys.events(PARTITION), {"c": "alice", "turn": "{}", "ids": ""}, id=f"{old}-0")
    young = await commit(redis, HISTORY[0])
    await Effects(redis).apply(PARTITION)
    left = [entry_id.decode() for entry_id, _ in await redis.xrange(keys.events(PARTITION))]
    assert f"{old}-0" not in left
    assert set(young) <= set(left)


async def test_an_engine_applies_what_a_dead_one_had_only_committed(redis: Redis[bytes]) -> None:
    await commit(redis, *HISTORY)
    async with running(redis):
        await until(lambda: _applied(redis))
    assert await what_came_of_it(redis) == ("cancelled", [2])


async def _applied(redis: Redis[bytes]) -> bool:
    return await what_came_of_it(redis) == ("cancelled", [2])


async def test_a_reservation_lapses_while_an_engine_runs(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis, lease_ms=300):
        await talk.say("person")
        await until(lambda: queue.waiting())
        await queue.claim("alice", "ann", NOW)  # long ago
        await until(lambda: queue.waiting())
    assert await queue.mine("ann") == []
