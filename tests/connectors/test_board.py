"""The desk's board: all of it once, then what changes; and what it costs does not grow with the number of reps."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from redis.asyncio import Redis

from bot.events import HandoffRequested
from bot.sales.model import Rep
from bot.store.sales import RedisQueue, RedisReps
from connectors.desk.board import MOST_COLLEAGUES, SHOWN, Room
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)


async def wait_all(redis: Redis[bytes], count: int) -> None:
    for number in range(count):
        since = NOW - timedelta(minutes=number)
        event = HandoffRequested(f"c{number:03}", "asked", "", {}, since, 1)
        await RedisQueue(redis).apply(event, 7, f"{number + 1}-0")


async def commands(redis: Redis[bytes]) -> int:
    stats = await redis.info("commandstats")
    return sum(one["calls"] for name, one in stats.items() if name != "cmdstat_info")


@pytest.fixture
def room(redis: Redis[bytes]) -> Room:
    return Room(RedisQueue(redis), RedisReps(redis))


async def test_a_change_is_told_alone(quiet_site: Site, redis: Redis[bytes]) -> None:
    await wait_all(redis, 5)
    session = await quiet_site.sign_in("anna")
    desk = Tab(await session.ws_connect("/desk/socket", headers={"Origin": quiet_site.url}))
    first = await desk.next("board")
    assert len(first["waiting"]) == first["total"] == 5
    await RedisQueue(redis).claim("c002", "ben", NOW)
    while (message := await desk.socket.receive_json(timeout=10))["type"] != "board":
        assert message["type"] == "stands"
    assert (message["waiting"], message["gone"]) == ([], ["c002"])
    assert (message["total"], message["mine"]) == (4, None)


async def test_those_beyond_what_is_shown_are_counted(room: Room, redis: Redis[bytes]) -> None:
    await wait_all(redis, SHOWN + 20)
    look = await room.look()
    assert (len(look.waiting), look.total) == (SHOWN, SHOWN + 20)
    assert look.waiting[0].conversation == f"c{SHOWN + 19}"


async def reps_come_in(redis: Redis[bytes], count: int) -> None:
    reps = [Rep(f"rep{n:04}", f"Rep {n:04}", skills=("toner" if n % 7 else "furniture",)) for n in range(count)]
    await RedisReps(redis).save(*reps)
    for rep in reps:
        await RedisQueue(redis).present(rep.id, 60)


async def test_asking_for_colleagues_costs_the_same_among_many(room: Room, redis: Redis[bytes]) -> None:
    cost = []
    for count in (MOST_COLLEAGUES + 1, 40 * MOST_COLLEAGUES):
        await reps_come_in(redis, count)
        before = await commands(redis)
        assert len(await room.colleagues("rep0000", "")) == MOST_COLLEAGUES
        cost.append(await commands(redis) - before)
    assert cost[0] == cost[1]
    assert [one.id for one in await room.colleagues("rep0000", "0014 furn")] == ["rep0014"]
    assert await room.colleagues("rep0000", "0014 toner") == []


async def test_a_board_costs_the_same_however_many_reps_are_there(room: Room, redis: Redis[bytes]) -> None:
    await wait_all(redis, 3)
    cost = []
    for count in (1, 500):
        await reps_come_in(redis, count)
        before = await commands(redis)
        await room.look()
        cost.append(await commands(redis) - before)
    assert cost[0] == cost[1]
