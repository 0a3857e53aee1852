"""Routing on a real Redis: the engine's part."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.conversation.message import RepClaimed, RepLost
from bot.sales.model import Rep
from bot.store import keys
from bot.store.sales import RedisQueue, RedisReps
from tests.store.parts import Talk, claimed, running, until


async def test_the_engine_offers_who_waits_and_a_silent_rep_is_followed_by_another(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    await RedisReps(redis).save(Rep("ann", "Ann"), Rep("bob", "Bob"))
    await queue.present("ann", 60)

    async def offered(rep: str) -> bool:
        return [(one.conversation, one.state) for one in await queue.mine(rep)] == [("alice", "reserved")]

    async with running(redis, routing=True):
        await talk.say("person")
        await until(lambda: offered("ann"))
        await talk.say(RepClaimed("ann", "Ann", 1))
        await queue.present("bob", 60)
        await talk.say("where is it?")
        await talk.say(RepLost("ann", 1, "silent"))
        await until(lambda: offered("bob"))
    (offer,) = await queue.mine("bob")
    assert offer.reason.startswith("Ann did not answer")


async def test_the_engine_tells_a_conversation_that_its_rep_has_left(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)

    async def accepted(rep: str) -> bool:
        return [one.state for one in await queue.mine(rep)] == ["active"]

    async with running(redis):
        claim = await claimed(talk, queue)
        await talk.say(RepClaimed("ann", "Ann", claim.epoch))
        await until(lambda: accepted("ann"))
        await redis.zadd(keys.SALES_DESERTED, {"alice": 1})
        (waits,) = await until(lambda: queue.waiting())
    assert waits.reason.startswith("Ann has left the desk")
    assert waits.epoch == 2
    assert await queue.mine("ann") == []
