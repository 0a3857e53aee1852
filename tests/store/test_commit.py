"""The inbox takes a message once, and a turn is committed once, wholly, by whoever holds the lease."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from bot.bench.scripted_reader import ScriptedReader
from bot.conversation.service import take
from bot.conversation.turn import Turn
from bot.errors import AlreadyDone, StaleLease, StoreError
from bot.store import conversations, keys
from bot.store.conversations import SHORTEST_WINDOW, Conversations, Loaded
from bot.store.leases import Leases
from tests.store.parts import message, scripted

PARTITION = keys.partition_of("alice")


class Desk:
    """Takes turns by hand, step by step, as the engine does."""

    def __init__(self, redis: Redis[bytes]) -> None:
        self.redis, self.store, self.reader = redis, Conversations(redis), scripted(redis)

    async def lease(self, name: str = "engine") -> int:
        leases = Leases(self.redis, name)
        await leases.beat()
        return leases.held[PARTITION]

    async def inbox(self) -> list[str]:
        return [inbox_id.decode() for inbox_id, _ in await self.redis.xrange(keys.inbox(PARTITION))]

    async def turn(self, name: str, inbox_id: str, epoch: int) -> tuple[Turn, Loaded]:
        loaded = await self.store.load("alice", inbox_id, epoch)
        turn = Turn(message(name, body=f"words of {name}"), loaded.conversation, loaded.memory)
        await take(turn, self.reader)
        return turn, loaded

    async def everything(self) -> dict[bytes, bytes]:
        return {key: await self.redis.dump(key) for key in await self.redis.keys("*alice*") + await self.redis.keys("*:events")}


@pytest.fixture
def desk(redis: Redis[bytes]) -> Desk:
    return Desk(redis)


async def test_the_same_id_twice_is_one_message(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.store.append(message("m1")) for _ in range(10)))
    assert sorted(answers) == [False] * 9 + [True]
    assert len(await desk.inbox()) == 1


async def test_the_same_id_is_still_known_when_the_message_is_done(desk: Desk) -> None:
    epoch = await desk.lease()
    await desk.store.append(message("m1"))
    (inbox_id,) = await desk.inbox()
    await desk.store.commit(*await desk.turn("m1", inbox_id, epoch), inbox_id, epoch)
    assert not await desk.store.append(message("m1"))
    assert await desk.inbox() == []


async def test_ids_are_a_conversations_own(desk: Desk) -> None:
    assert await desk.store.append(message("m1", "alice"))
    assert await desk.store.append(message("m1", "bob"))


async def test_a_full_inbox_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "LONGEST_INBOX", 2)
    await desk.store.append(message("m1"))
    await desk.store.append(message("m2"))
    with pytest.raises(StoreError, match="too many"):
        await desk.store.append(message("m3"))
    assert not await desk.store.append(message("m2")), "what is in already is no new message, also in a full inbox"


async def test_a_second_commit_of_a_message_is_refused_and_changes_nothing(desk: Desk) -> None:
    epoch = await desk.lease()
    await desk.store.append(message("m1"))
    (inbox_id,) = await desk.inbox()
    turn, loaded = await desk.turn("m1", inbox_id, epoch)
    await desk.store.commit(turn, loaded, inbox_id, epoch)
    before = await desk.everything()
    with pytest.raises(AlreadyDone):
        await desk.store.commit(turn, loaded, inbox_id, epoch)
    assert await desk.everything() == before
    assert await desk.inbox() == []


async def test_a_stale_lease_reads_and_writes_nothing(desk: Desk) -> None:
    epoch = await desk.lease()
    await desk.store.append(message("m1"))
    (inbox_id,) = await desk.inbox()
    turn, loaded = await desk.turn("m1", inbox_id, epoch)
    newer = await desk.lease()  # the same name gets its partitions back at once, under a new epoch
    assert newer == epoch + 1
    before = await desk.everything()
    with pytest.raises(StaleLease):
        await desk.store.commit(turn, loaded, inbox_id, epoch)
    with pytest.raises(StaleLease):
        await desk.store.load("alice", inbox_id, epoch)
    assert await desk.everything() == before
    assert await desk.inbox() == [inbox_id], "the message is still there for the one who holds the lease"
    await desk.store.commit(*await desk.turn("m1", inbox_id, newer), inbox_id, newer)


async def test_tries_count_only_the_message_in_hand(desk: Desk) -> None:
    epoch = await desk.lease()
    await desk.store.append(message("m1"))
    await desk.store.append(message("m2"))
    first, second = await desk.inbox()
    assert [(await desk.store.load("alice", first, epoch, alone)).tries for alone in (False, False, True, True)] == [1, 2, 2, 3]
    await desk.store.commit(*await desk.turn("m1", first, epoch), first, epoch)
    assert (await desk.store.load("alice", second, epoch)).tries == 1


async def test_a_turn_sees_a_window_of_the_memory_that_does_not_grow(desk: Desk) -> None:
    epoch = await desk.lease()
    seen = []
    for number in range(40):
        await desk.store.append(message(f"m{number}"))
        (inbox_id,) = await desk.inbox()
        turn, loaded = await desk.turn(f"m{number}", inbox_id, epoch)
        await desk.store.commit(turn, loaded, inbox_id, epoch)
        seen.append(len(loaded.memory.events))
        assert turn.view.slots == {"turns": number + 1}, "snapshot and events together tell of every turn"
    assert max(seen) < 3 * SHORTEST_WINDOW
    assert min(seen[10:]) >= SHORTEST_WINDOW
    assert await desk.redis.llen(keys.memory("alice")) == 40 * 8, "the memory itself is kept whole"


async def test_a_number_is_the_same_for_the_same_key_only(redis: Redis[bytes]) -> None:
    reader: ScriptedReader = scripted(redis)
    allocate = reader._sourcing._numbers.allocate
    numbers = await asyncio.gather(*(allocate("RFQ", f"key-{n % 5}") for n in range(20)))
    assert len(set(numbers)) == 5
    assert numbers[:5] * 4 == numbers
    assert await allocate("PO", "key-0") == "PO-10001"
