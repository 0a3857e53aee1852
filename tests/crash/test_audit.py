"""The audit after the faults is no rubber stamp: whatever is missing, doubled or inconsistent in Redis, it names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timezone

import msgspec
import pytest
from redis.asyncio import Redis

from bot.bench.audit import Audit, audit
from bot.bench.crowd import Sent
from bot.conversation.message import RepClaimed
from bot.store import keys
from bot.store.fanout import Committed, read_turn
from bot.store.sales import RedisQueue
from tests.store.parts import Talk, running, until

NAME = "alice"
PARTITION = keys.partition_of(NAME)
WORDS = (("how about 1?", "echo"), ("request 5 totes", "request"), ("person", "person"))


@dataclass
class Done:
    """A short history that went well."""

    redis: Redis[bytes]
    sent: list[Sent]
    delivered: dict[str, list[Committed]]

    async def audit(self) -> Audit:
        return await audit(self.redis, {NAME: self.sent}, self.delivered, scripted=True)


@pytest.fixture
async def done(redis: Redis[bytes]) -> Done:
    talk, sent = Talk(redis, NAME), []
    async with running(redis):
        for number, (text, kind) in enumerate(WORDS, 1):
            await talk.say(text)
            sent.append(Sent(f"{NAME}-{number}", NAME, text, kind))
        queue = RedisQueue(redis)
        await until(lambda: queue.waiting())
        claim = await queue.claim(NAME, "ann", datetime.now(timezone.utc))
        await talk.say(RepClaimed("ann", "Ann", claim.epoch))
        sent.append(Sent(f"{NAME}-4", NAME, "", "rep"))
        await until(lambda: _active(queue))
    delivered: dict[str, list[Committed]] = {}
    for _, fields in await redis.xrange(keys.events(PARTITION)):
        if b"turn" in fields:
            turn = read_turn(NAME, fields)
            delivered[f"{NAME}/{turn.message}"] = [turn]
    return Done(redis, sent, delivered)


async def _active(queue: RedisQueue) -> bool:
    return any(one.state == "active" for one in await queue.mine("ann"))


async def test_a_history_that_went_well_has_no_faults(done: Done) -> None:
    found = await done.audit()
    assert found.faults == []
    assert (found.counts["answered"], found.counts["requests"], found.counts["joined"]) == (3, 1, 1)


async def entry_lost(done: Done) -> None:
    entries = await done.redis.xrange(keys.log(NAME))
    await done.redis.xdel(keys.log(NAME), entries[1][0])


async def entry_doubled(done: Done) -> None:
    entries = await done.redis.xrange(keys.log(NAME))
    await done.redis.xadd(keys.log(NAME), entries[1][1])


async def turn_doubled(done: Done) -> None:
    entries = await done.redis.xrange(keys.events(PARTITION))
    await done.redis.xadd(keys.events(PARTITION), entries[0][1])


async def message_lost(done: Done) -> None:
    done.sent.insert(1, Sent("never-arrived", NAME, "hello", "echo"))
    done.delivered[f"{NAME}/never-arrived"] = []


async def messages_swapped(done: Done) -> None:
    done.sent[0], done.sent[1] = done.sent[1], done.sent[0]


async def delivered_twice(done: Done) -> None:
    done.delivered[f"{NAME}/{NAME}-1"] *= 2


async def request_lost(done: Done) -> None:
    await done.redis.delete(keys.request("RFQ-10001"))


async def request_doubled(done: Done) -> None:
    await done.redis.set(keys.counter("RFQ"), 10002)
    await done.redis.copy(keys.request("RFQ-10001"), keys.request("RFQ-10002"))


async def request_changed(done: Done) -> None:
    await done.redis.hset(keys.request("RFQ-10001"), "state", "cancelled")


async def handoff_lost(done: Done) -> None:
    await done.redis.delete(keys.sales_handoff(NAME))


async def handoff_in_the_wrong_list(done: Done) -> None:
    await done.redis.zadd(keys.SALES_WAITING, {NAME: 1})


async def rep_not_freed(done: Done) -> None:
    await done.redis.sadd(keys.sales_rep("bob"), NAME)


async def timer_left(done: Done) -> None:
    await done.redis.zadd(keys.SALES_SNOOZED, {NAME: 1})


async def owner_changed(done: Done) -> None:
    state = await Talk(done.redis, NAME).store.state(NAME)
    assert state
    state.owner = "bot"
    await done.redis.hset(keys.state(NAME), "doc", msgspec.json.encode(state))


TAMPERED: tuple[tuple[Callable[[Done], Awaitable[None]], str], ...] = (
    (entry_lost, "unanswered"),
    (entry_doubled, "entries of one message lie apart"),
    (turn_doubled, "taken twice"),
    (message_lost, "lost"),
    (messages_swapped, "out of order"),
    (delivered_twice, "delivered not once"),
    (request_lost, "request lost"),
    (request_doubled, "request that no reply names"),
    (request_changed, "request and conversation differ"),
    (handoff_lost, "hand-off and conversation differ"),
    (handoff_in_the_wrong_list, "hand-off in the wrong list"),
    (rep_not_freed, "rep's capacity leaks"),
    (timer_left, "put aside in one place only"),
    (owner_changed, "owner differs from the log"),
)


@pytest.mark.parametrize(("tamper", "fault"), TAMPERED, ids=[tamper.__name__ for tamper, _ in TAMPERED])
async def test_the_audit_finds_it(done: Done, tamper: Callable[[Done], Awaitable[None]], fault: str) -> None:
    await tamper(done)
    assert (await done.audit()).counts[fault] > 0
