"""Every script's keys lie in one slot of a Redis Cluster: shown on a real cluster node, and by its own count of slots."""

from __future__ import annotations

import asyncio
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.catalog.live import Change
from bot.conversation.message import Body, RepClaimed, RepHandedBack
from bot.conversation.review import Review
from bot.conversation.service import take
from bot.conversation.turn import Turn
from bot.ending import end
from bot.engine.effects import Effects
from bot.events import MessageMisread
from bot.sales.callbacks import Callback
from bot.sales.model import Rep
from bot.store import keys
from bot.store.albums import Albums, Part
from bot.store.callbacks import RedisCallbacks
from bot.store.connect import connect
from bot.store.conversations import Conversations
from bot.store.embedded import ping, redis_server
from bot.store.fanout import Committed, Fanout
from bot.store.leases import Leases
from bot.store.live import save_changes
from bot.store.requests import RedisRequests
from bot.store.review import RedisReview, case_id
from bot.store.routing import Router
from bot.store.sales import RedisQueue, RedisReps
from bot.store.scripts import FOLDER, Scripts
from bot.store.telling import RedisTelling
from tests.store.parts import NOW, Talk, message, running, scripted, until

OF_CHANNELS = {"telegram_sent"}
"""Scripts that a channel's own tests run."""
SCRIPTS = {path.stem for path in FOLDER.glob("*.lua")} - OF_CHANNELS

Asked = dict[str, list[list[str]]]


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Redis[bytes]]:
    """A client of a node in cluster mode that owns every slot: it answers CROSSSLOT where keys lie apart."""
    socket = tmp_path / "s"
    words = ["--port", "0", "--unixsocket", str(socket), "--cluster-enabled", "yes", "--dir", str(tmp_path), "--save", ""]
    server = subprocess.Popen([redis_server(), *words], stdout=subprocess.DEVNULL)
    client = connect(f"unix://{socket}")
    try:
        await until(lambda: _answers(socket))
        for first in range(0, 16384, 1024):
            await client.execute_command("CLUSTER", "ADDSLOTS", *range(first, first + 1024))
        await until(lambda: _is_whole(client))
        yield client
    finally:
        await client.close(close_connection_pool=True)
        server.terminate()
        server.wait()


async def _answers(socket: Path) -> bool:
    return ping(socket).startswith(b"+")


async def _is_whole(client: Redis[bytes]) -> bool:
    return b"cluster_state:ok" in await client.execute_command("CLUSTER", "INFO", NEVER_DECODE=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Script → the keys of each of its calls."""
    calls: Asked = defaultdict(list)
    one, many = Scripts.__call__, Scripts.many

    async def call(self: Scripts, name: str, names: Sequence[str], args: Sequence[Any]) -> Any:
        calls[name].append(list(names))
        return await one(self, name, names, args)

    async def several(self: Scripts, name: str, wanted: Sequence[tuple[Sequence[str], Sequence[Any]]]) -> Any:
        calls[name] += [list(names) for names, _ in wanted]
        return await many(self, name, wanted)

    monkeypatch.setattr(Scripts, "__call__", call)
    monkeypatch.setattr(Scripts, "many", several)
    return calls


class ByHand:
    """Takes turns as the engine does, one after the other."""

    def __init__(self, client: Redis[bytes], name: str) -> None:
        self.client, self.name, self.partition = client, name, keys.partition_of(name)
        self.store, self.reader, self.effects = Conversations(client), scripted(client), Effects(client)
        self.leases = Leases(client, "engine")

    async def say(self, name: str, body: Body | str) -> Turn:
        await self.store.append(message(name, self.name, body))
        ((inbox_id, _),) = await self.client.xrange(keys.inbox(self.partition))
        epoch = self.leases.held[self.partition]
        loaded = await self.store.load(self.name, inbox_id.decode(), epoch)
        turn = Turn(message(name, self.name, body), loaded.conversation, loaded.memory)
        await take(turn, self.reader)
        await self.store.commit(turn, loaded, inbox_id.decode(), epoch)
        await self.effects.apply(self.partition)
        return turn


async def test_every_script_runs_on_a_cluster_node_with_keys_of_one_slot(cluster: Redis[bytes], asked: Asked) -> None:
    talk, queue = ByHand(cluster, "alice"), RedisQueue(cluster)
    await talk.leases.beat()
    await talk.leases.beat()
    await talk.effects.catch_up(set(talk.leases.held))
    await talk.say("m1", "request 5 totes")
    assert (await talk.say("m2", "cancel RFQ-10001")).entries[1].text == "cancelled RFQ-10001"
    await talk.say("m3", "person")
    await RedisReps(cluster).save(Rep("cy", "Cy", zips=("303",)))
    await queue.present("cy", 60)
    ((offer,), _) = await Router(cluster).route(datetime.now(timezone.utc))
    assert await queue.reject("alice", "cy", offer.epoch, datetime.now(timezone.utc))
    await queue.take_break("cy", True)
    await RedisCallbacks(cluster).promise(Callback("c1", "alice", "ann@example.com", NOW, NOW))
    telling = RedisTelling(cluster, queue)
    (waits,) = await telling.due(datetime.now(timezone.utc) + timedelta(seconds=10), 5)
    await telling.looked(waits, datetime.now(timezone.utc))
    await queue.claim("alice", "ann", NOW)
    assert await queue.lapse(datetime.now(timezone.utc)) == 1
    claim = await queue.claim("alice", "bob", datetime.now(timezone.utc))
    await talk.say("m4", RepClaimed("bob", "Bob", claim.epoch))
    assert [one.state for one in await queue.mine("bob")] == ["active"]
    await queue.snooze_told("alice", NOW)
    await talk.say("m5", RepHandedBack("bob"))
    assert await queue.mine("bob") == []
    albums = Albums(cluster)
    await albums.add(7, "g", Part(update=1, message=1, at=NOW), NOW)
    assert len(await albums.take("7:g", NOW)) == 1
    await albums.done("7:g", NOW)
    requests = RedisRequests(cluster)
    assert await requests.dossier("RFQ-10001")
    ((_, due),) = await requests.due(datetime.now(timezone.utc))
    assert await requests.claim("RFQ-10001", due, NOW)
    await requests.looked("RFQ-10001", NOW, None)
    await save_changes(cluster, [Change("P1", stock=3)])
    misread = MessageMisread("alice", "m6", NOW, "words", "nlu_fallback")
    await RedisReview(cluster).add(misread)
    assert await Review(RedisReview(cluster), ["greet"]).accept(case_id(misread), "greet", "bob", NOW)
    await talk.leases.leave()
    assert set(asked) == SCRIPTS, "a new script must be run here too"
    for name, calls in asked.items():
        for names in calls:
            slots = {await cluster.execute_command("CLUSTER", "KEYSLOT", key) for key in names}
            assert len(slots) == 1, f"{name} is asked about {names}"


async def test_no_name_of_a_conversation_leaves_its_slot(cluster: Redis[bytes]) -> None:
    async def slots(names: list[str]) -> set[int]:
        return {await cluster.execute_command("CLUSTER", "KEYSLOT", name) for name in names}

    for conversation in ("plain", "with{braces}", "{", "}", "a:b", "ünïcode", "x" * 300):
        partition = keys.partition_of(conversation)
        names = [keys.epoch(partition), keys.inbox(partition), keys.events(partition), keys.state(conversation)]
        names += [keys.log(conversation), keys.memory(conversation), keys.seen(conversation, "m{1}")]
        assert len(await slots(names)) == 1
        there = [keys.SALES_WAITING, keys.sales_handoff(conversation), keys.sales_rep("rep{7}")]
        assert len(await slots(there)) == 1


async def test_engine_and_fan_out_read_streams_of_many_slots(cluster: Redis[bytes]) -> None:
    talks, fan = [Talk(cluster, name) for name in ("alice", "bob", "cleo")], Fanout(cluster)
    assert len({keys.partition_of(talk.name) for talk in talks}) == len(talks)
    tailing = asyncio.create_task(fan.run())
    await fan.ready.wait()
    with fan.desk() as desk:
        async with running(cluster):
            for number in range(3):
                for talk in talks:
                    await talk.post(f"words {number}")
            shown: dict[str, list[str]] = defaultdict(list)
            for _ in range(9):
                change = await asyncio.wait_for(desk.get(), 20)
                assert isinstance(change, Committed)
                shown[change.conversation] += [entry.text for _, entry in change.entries if entry.author == "bot"]
    await end(tailing)
    assert shown == {talk.name: [f"{n + 1}: words {n}" for n in range(3)] for talk in talks}
