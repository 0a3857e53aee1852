"""A hand-off from the conversation's side, with an engine that runs: who may speak, who is free again, what wakes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from redis.asyncio import Redis

from bot.conversation.message import RepClaimed, RepHandedBack, RepResolved, RepSaid, RepSnoozed
from bot.store import keys
from bot.store.fanout import read_turn
from bot.store.sales import RedisQueue
from tests.store.parts import Talk, claimed, running, until


async def test_a_rep_talks_only_once_the_conversation_is_theirs(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        claim = await claimed(talk, queue)
        assert await talk.say(RepSaid("ann", "too early")) == []
        assert await refusal(redis, talk) == "this conversation is not yours (any more)"
        assert [entry.event for entry in await talk.say(RepClaimed("ann", "Ann", claim.epoch))] == ["joined"]
        assert [(entry.author, entry.name) for entry in await talk.say(RepSaid("ann", "hello"))] == [("rep", "Ann")]
        assert await talk.say(RepSaid("bob", "me too")) == []
        assert [entry.author for entry in await talk.say("thanks")] == ["customer"], "the bot is silent"
        await talk.say(RepHandedBack("ann", "the bot goes on"))
        assert [entry.author for entry in await talk.say("hello bot")] == ["customer", "bot"]
        await until(lambda: _free(queue, "ann"))
    state = await talk.store.state("alice")
    assert state is not None
    assert (state.owner, state.handoff, state.rep) == ("bot", "none", None)


async def test_a_claim_is_void_when_the_customer_has_left(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        claim = await claimed(talk, queue)
        await talk.say("never mind")
        assert await talk.say(RepClaimed("ann", "Ann", claim.epoch)) == []
        assert await refusal(redis, talk) == "the customer waits no more"
        await until(lambda: _free(queue, "ann"))
        assert [entry.author for entry in await talk.say("hello")] == ["customer", "bot"]


async def test_a_resolved_conversation_can_ask_for_a_person_again(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        for epoch in (1, 2):
            claim = await claimed(talk, queue)
            assert claim.epoch == epoch
            await talk.say(RepClaimed("ann", "Ann", claim.epoch))
            await talk.say(RepResolved("ann", "done"))
            await until(lambda: _free(queue, "ann"))


async def _free(queue: RedisQueue, rep: str) -> bool:
    return not await queue.mine(rep)


async def refusal(redis: Redis[bytes], talk: Talk) -> str:
    """What the newest turn of the conversation refused."""
    entries = await redis.xrevrange(keys.events(keys.partition_of(talk.name)))
    return next(read_turn(talk.name, fields).refused for _, fields in entries if b"turn" in fields)


async def test_the_engine_wakes_what_was_put_aside_when_its_time_has_come(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        claim = await claimed(talk, queue)
        await talk.say(RepClaimed("ann", "Ann", claim.epoch))
        await talk.say(RepSnoozed("ann", datetime.now(timezone.utc) + timedelta(seconds=0.3)))

        async def woken() -> bool:
            return [entry.event for _, entry in await talk.store.entries("alice")][-1] == "woken"

        await until(woken)
    state = await talk.store.state("alice")
    assert state is not None
    assert (state.owner, state.rep, state.snoozed) == ("rep", "ann", None)
