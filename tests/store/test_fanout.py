"""The fan-out brings every committed turn to whoever listens, once, in order, also across the death of Redis."""

from __future__ import annotations

import asyncio
from pathlib import Path

from redis.asyncio import Redis

from bot.bench.victims import kill_redis
from bot.store import fanout
from bot.store.connect import connect
from bot.store.embedded import embedded_redis
from bot.store.fanout import Committed, Fanout, Lagging, QueueChanged
from tests.store.parts import Talk, running


async def test_a_turn_reaches_its_conversation_and_the_desk_with_the_ids_of_the_log(redis: Redis[bytes]) -> None:
    talk, other = Talk(redis, "alice"), Talk(redis, "bob")
    fan = Fanout(redis)
    tailing = asyncio.create_task(fan.run())
    await fan.ready.wait()
    async with running(redis):
        with fan.conversation("alice") as mine, fan.desk() as desk:
            await other.say("hello")
            await talk.say("person")
            got = await mine.get()
            assert got.entries == tuple(await talk.store.entries("alice"))
            assert (got.owner, got.view.slots) == ("queue", {"turns": 1})
            assert [(await desk.get()).conversation for _ in range(2)] == ["bob", "alice"]
            assert await desk.get() == QueueChanged("alice", "queued", None)
            assert mine.empty()
    tailing.cancel()


async def test_nothing_is_missed_or_doubled_while_redis_is_killed(var: Path) -> None:
    with embedded_redis(var) as url:
        client = connect(url)
        talk, fan = Talk(client), Fanout(client)
        tailing = asyncio.create_task(fan.run())
        await fan.ready.wait()
        async with running(client):
            with fan.conversation("alice") as mine:
                for number in range(30):
                    await talk.post(f"words {number}")
                    if number % 10 == 5:
                        await kill_redis(client)
                got: list[Committed] = [await asyncio.wait_for(mine.get(), 20) for _ in range(30)]
        tailing.cancel()
        await asyncio.gather(tailing, return_exceptions=True)
        entries = [entry for one in got for entry in one.entries]
        assert entries == await talk.store.entries("alice")
        assert [entry.text for _, entry in entries[1::2]] == [f"{n + 1}: words {n}" for n in range(30)]
        await client.close(close_connection_pool=True)


def test_a_reader_that_lags_too_far_is_told_to_read_the_log() -> None:
    subscription: fanout.Subscription = asyncio.Queue()
    for _ in range(fanout.LONGEST_BACKLOG + 1):
        fanout.put(subscription, QueueChanged("alice", "queued", None))
    assert [type(subscription.get_nowait()) for _ in range(subscription.qsize())] == [Lagging, QueueChanged]
