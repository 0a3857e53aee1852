"""The engine among its like and among messages that do it harm: order, takeover, deadline, poison."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from bot.bench.victims import EngineProcess
from bot.conversation.message import Message, Pressed, Said
from bot.conversation.model import Offered
from bot.conversation.service import BUTTON_EXPIRED, FAILED
from bot.conversation.turn import Turn
from bot.engine.consumer import MOST_TRIES, MOST_TURNS
from bot.store import keys
from bot.store.leases import Leases
from bot.store.sales import RedisQueue
from tests.connectors.scripted import ScriptedReader
from tests.store.parts import Talk, message, running, scripted, until

SHORT = 400
"""Milliseconds of a lease, so that nobody waits for ten seconds."""


def names_in(partitions: set[int], count: int) -> list[str]:
    """Conversations that lie in these partitions."""
    return [name for name in (f"c{n}" for n in range(10_000)) if keys.partition_of(name) in partitions][:count]


@contextlib.asynccontextmanager
async def process(redis_url: str, folder: Path, *words: str) -> AsyncIterator[EngineProcess]:
    """An engine in a process of its own."""
    engine = await EngineProcess.start(redis_url, folder / "engine.log", *words)
    try:
        yield engine
    finally:
        engine.signal(signal.SIGKILL)
        await engine.death()


async def test_messages_of_a_conversation_are_answered_in_their_order(redis: Redis[bytes]) -> None:
    talks = [Talk(redis, f"talk-{n}") for n in range(5)]
    for number in range(12):
        for talk in talks:
            await talk.post(f"words {number}")
    async with running(redis):
        for talk in talks:
            await until(lambda talk=talk: _replied(talk, 12))
    for talk in talks:
        assert await talk.replies() == [f"{n + 1}: words {n}" for n in range(12)]


async def _replied(talk: Talk, times: int) -> bool:
    return len(await talk.replies()) >= times


async def _holds(log: Path, line: str) -> bool:
    return line in log.read_text()


async def test_the_next_turn_sees_what_this_one_did(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    await talk.post("request 5 totes")
    await talk.post("cancel RFQ-10001")
    async with running(redis):
        await until(lambda: _replied(talk, 2))
    assert await talk.replies() == ["opened RFQ-10001", "cancelled RFQ-10001"]


async def test_an_engine_takes_up_what_came_before_it(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        await talk.say("one")
    await talk.post("two")
    async with running(redis, name="another"):
        await until(lambda: _replied(talk, 2))
    assert await talk.replies() == ["1: one", "2: two"]


async def test_an_engine_that_keeps_its_name_gets_its_partitions_back_at_once(redis: Redis[bytes]) -> None:
    before = Leases(redis, "one")
    await before.beat()
    again = Leases(redis, "one")
    await again.beat()
    assert len(again.held) == keys.PARTITIONS
    assert all(again.held[partition] == epoch + 1 for partition, epoch in before.held.items())
    await before.beat()
    assert not set(before.held.items()) & set(again.held.items()), "the older one notices that it lost them"


async def test_an_engine_outlives_a_redis_that_refuses_it(redis: Redis[bytes], caplog: pytest.LogCaptureFixture) -> None:
    async def refused() -> bool:
        return "leases cannot be renewed" in caplog.text

    async def back() -> bool:
        return bool(await redis.exists(keys.ENGINES))

    talk = Talk(redis)
    async with running(redis, lease_ms=300):
        await redis.set(keys.ENGINES, "no place for a heartbeat")
        await until(refused)
        await talk.say("hello")
        await redis.delete(keys.ENGINES)
        await until(back)
        await talk.say("hello again")
    assert await talk.replies() == ["1: hello", "2: hello again"]


async def test_two_engines_share_the_partitions_and_one_takes_over_when_the_other_dies(
    redis: Redis[bytes], redis_url: str, tmp_path: Path
) -> None:
    words = ("--lease-ms", str(SHORT))
    async with process(redis_url, tmp_path, "--name", "one", *words) as one, running(redis, "two", lease_ms=SHORT):

        async def holders() -> dict[int, str]:
            found = await redis.mget([keys.lease(partition) for partition in range(keys.PARTITIONS)])
            return {partition: (name or b"").decode() for partition, name in enumerate(found)}

        async def shared() -> dict[int, str] | None:
            held = await holders()
            return held if set(held.values()) == {"one", "two"} else None

        held = await until(shared)
        ones = {partition for partition, name in held.items() if name == "one"}
        assert 70 < len(ones) < 186, "about half of them each"
        talks = [Talk(redis, name) for name in names_in(ones, 3) + names_in(set(held) - ones, 3)]
        for talk in talks:
            await talk.say("before")
        one.signal(signal.SIGKILL)
        await one.death()
        for talk in talks:
            await talk.say("after")
        assert set((await holders()).values()) == {"two"}
    for talk in talks:
        assert await talk.replies() == ["1: before", "2: after"]


async def test_a_paused_engine_cannot_write_when_it_wakes_up(redis: Redis[bytes], redis_url: str, tmp_path: Path) -> None:
    talk = Talk(redis)
    # The first engine stops itself in mid-turn, right before its commit.
    async with process(redis_url, tmp_path, "--name", "one", "--lease-ms", str(SHORT), "--pause", "before_commit:1") as one:
        await one.ready.wait()
        await talk.post("request 7 totes")
        await one.paused.wait()
        async with running(redis, "two", lease_ms=SHORT):
            await until(lambda: _replied(talk, 1))
            before = await redis.dump(keys.state(talk.name))
            one.signal(signal.SIGCONT)
            await talk.say("are you there?")
            await until(lambda: _holds(tmp_path / "engine.log", "went to another lease"))
    assert before is not None
    assert await talk.replies() == ["opened RFQ-10001", "2: are you there?"]
    assert await redis.get(keys.counter("RFQ")) == b"10001", "the number was allocated once"


async def test_a_turn_that_hangs_stalls_its_own_conversation_only_and_ends_with_a_person(redis: Redis[bytes]) -> None:
    # Both lie in one partition: what stalls a customer must not stall a partition.
    first, second = names_in({7}, 2)
    stalled, other = Talk(redis, first), Talk(redis, second)
    async with running(redis, turn_seconds=0.5):
        await stalled.post("hang")
        await other.say("hello")
        assert await stalled.replies() == [], "the other one was answered first"
        await until(lambda: _replied(stalled, 1))
        assert await stalled.replies() == [FAILED]
        state = await stalled.store.state(first)
        assert state is not None
        assert state.owner == "queue"
        await stalled.say("and now?")
    assert [one.conversation for one in await RedisQueue(redis).waiting()] == [first]
    assert (await stalled.replies())[1:] == ["2: and now?"] or (await stalled.replies())[1:] == ["1: and now?"]


async def test_a_message_that_cannot_be_read_ends_with_a_person(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis):
        entries = await talk.say("crash")
    assert [(entry.author, entry.text or entry.event) for entry in entries] == [
        ("customer", "crash"),
        ("bot", FAILED),
        ("system", "queued"),
    ]


class Speechless:
    """Fails whatever it is asked for."""

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        raise ValueError("read")

    async def say(self, turn: Turn, response: str) -> None:
        raise ValueError("say")

    async def tell(self, turn: Turn) -> None:
        raise ValueError("tell")


async def test_where_even_the_words_for_it_fail_the_customer_gets_a_person_without_them(redis: Redis[bytes]) -> None:
    talk = Talk(redis)
    async with running(redis, reader=Speechless()):
        entries = await talk.say("hello")
    assert [entry.author for entry in entries] == ["customer", "system"]
    assert [one.conversation for one in await RedisQueue(redis).waiting()] == [talk.name]


async def test_a_message_that_kills_the_process_is_caught_and_does_not_take_its_neighbours_along(
    redis: Redis[bytes], redis_url: str, tmp_path: Path
) -> None:
    poisoned, *neighbours = (Talk(redis, f"talk-{n}") for n in range(8))
    poison = await poisoned.post("poison")
    for talk in neighbours:
        await talk.post("hello")
    deaths = 0
    while not await poisoned.replies():
        async with process(redis_url, tmp_path, "--kill-on", poison) as engine:
            done = asyncio.create_task(until(lambda: _replied(poisoned, 1), seconds=60))
            died = asyncio.create_task(engine.death())
            await asyncio.wait((done, died), return_when=asyncio.FIRST_COMPLETED)
            deaths += died.done()
            done.cancel()
    async with running(redis):
        for talk in neighbours:
            await until(lambda talk=talk: _replied(talk, 1))
            assert await talk.replies() == ["1: hello"]
    assert await poisoned.replies() == [FAILED]
    assert deaths == MOST_TRIES


async def test_buttons_belong_to_their_conversation(redis: Redis[bytes]) -> None:
    mine, yours = Talk(redis, "mine"), Talk(redis, "yours")
    async with running(redis):
        (button,) = (await mine.say("request 5 totes"))[1].buttons
        assert [entry.text for entry in await yours.say(Pressed(button.id))] == [BUTTON_EXPIRED]
        assert [entry.text for entry in await mine.say(Pressed(button.id))] == ["cancel RFQ-10001", "cancelled RFQ-10001"]
        assert [entry.text for entry in await mine.say(Pressed("forged"))] == [BUTTON_EXPIRED]


async def test_an_engine_that_is_told_to_stop_finishes_the_turn_in_hand(redis: Redis[bytes]) -> None:
    reader, reached, go = scripted(redis), asyncio.Event(), asyncio.Event()

    class Slow:
        async def read(self, turn: Turn, pressed: Offered | None) -> None:
            reached.set()
            await go.wait()
            await reader.read(turn, pressed)

        async def say(self, turn: Turn, response: str) -> None:
            await reader.say(turn, response)

        async def tell(self, turn: Turn) -> None:
            await reader.tell(turn)

    talk = Talk(redis)
    await talk.post("one")
    await talk.post("two")
    async with running(redis, reader=Slow()):
        await reached.wait()
        asyncio.get_running_loop().call_later(0.05, go.set)
    assert await talk.replies() == ["1: one"], "the turn in hand is finished, the next one is left to the next engine"
    assert await redis.exists(*(keys.lease(partition) for partition in range(keys.PARTITIONS))) == 0
    async with running(redis, "another"):
        await until(lambda: _replied(talk, 2))


class Counting(ScriptedReader):
    """Knows how many turns were in its hands at once, and holds the first ones until as many are there as may be."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.now, self.most = wanted, 0, 0
        self.full = asyncio.Event()

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        if self.most >= self.wanted:
            self.full.set()
        await self.full.wait()
        await asyncio.sleep(0)
        await super().read(turn, pressed)
        self.now -= 1


async def test_a_crowd_is_answered_some_at_a_time_so_that_nobody_passes_the_deadline(redis: Redis[bytes]) -> None:
    talks, reader = [Talk(redis, f"crowd-{n}") for n in range(3 * MOST_TURNS)], Counting(MOST_TURNS)
    for talk in talks:
        await talk.post("hello")
    async with running(redis, reader=reader):
        for talk in talks:
            await until(lambda talk=talk: talk.replies())
    assert reader.most == MOST_TURNS


@pytest.mark.parametrize("text", ["", "\x00\x01", "🙂" * 2000, "/restart", '{"a":', "‮cba"])
async def test_any_words_travel_through_unharmed(redis: Redis[bytes], text: str) -> None:
    talk = Talk(redis)
    async with running(redis):
        await talk.say(text)
    assert [entry.text for entry in await talk.log()] == [text, f"1: {text}"]


def test_an_engine_starts_in_less_than_a_second() -> None:
    """The crash tests start hundreds of them."""
    before = os.times()
    subprocess.run([sys.executable, "-c", "import bot.bench.fault_engine"], check=True)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 1, "seconds of a core"


def test_a_message_is_written_and_read_back_alike() -> None:
    sent = message("m1", body=Said("hello"))
    assert msgspec.json.decode(msgspec.json.encode(sent), type=Message) == sent
