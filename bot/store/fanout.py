"""One tail for each web process over everything that is committed, handed on to whoever shows it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.conversation.model import Entry, View
from bot.store import keys
from bot.store.connect import UNREACHABLE, Client

LONGEST_BACKLOG = 1_000
"""Changes that a slow reader may lag behind; then it is told to read the log again instead."""


class _Shown(msgspec.Struct):
    m: str
    owner: str
    rep: str | None
    refused: str
    entries: tuple[Entry, ...]
    view: View


_shown = msgspec.json.Decoder(_Shown)


@dataclass(frozen=True)
class Committed:
    """One finished turn: the message it was for and the log entries, with their ids, that came of it."""

    conversation: str
    message: str
    entries: tuple[tuple[str, Entry], ...]
    owner: str
    rep: str | None
    refused: str
    view: View


@dataclass(frozen=True)
class QueueChanged:
    """A hand-off changed: `change` is queued, reserved, requeued, active, void or ended."""

    conversation: str
    change: str
    rep: str | None


@dataclass(frozen=True)
class Lagging:
    """Changes were dropped because they were not read in time: read the log from the last known id."""


Change = Committed | QueueChanged | Lagging
Subscription = asyncio.Queue[Any]


class Fanout:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._conversations: dict[str, set[Subscription]] = defaultdict(set)
        self._desks: set[Subscription] = set()
        self.ready = asyncio.Event()
        """Set once the tail stands: what is committed from now on is seen."""

    @contextmanager
    def conversation(self, conversation: str) -> Iterator[Subscription]:
        """A queue of `Committed` for one conversation."""
        subscription: Subscription = asyncio.Queue()
        self._conversations[conversation].add(subscription)
        try:
            yield subscription
        finally:
            self._conversations[conversation].discard(subscription)
            if not self._conversations[conversation]:
                del self._conversations[conversation]

    @contextmanager
    def desk(self) -> Iterator[Subscription]:
        """A queue of everything: `Committed` of every conversation and `QueueChanged`."""
        subscription: Subscription = asyncio.Queue()
        self._desks.add(subscription)
        try:
            yield subscription
        finally:
            self._desks.discard(subscription)

    async def run(self) -> None:
        """Tails until cancelled; a Redis that goes away is waited for, and nothing committed meanwhile is passed over."""
        streams = [keys.events(partition) for partition in range(keys.PARTITIONS)] + [keys.SALES_EVENTS]
        positions = await ends(self._client, streams)
        self.ready.set()
        async for stream, _, fields in tail(self._client, positions):
            self._hand_on(stream, fields)

    def _hand_on(self, stream: str, fields: dict[bytes, bytes]) -> None:
        conversation = fields[b"c"].decode()
        if stream == keys.SALES_EVENTS:
            change = QueueChanged(conversation, fields[b"change"].decode(), fields[b"rep"].decode() or None)
            for desk in self._desks:
                put(desk, change)
        elif b"turn" in fields and (self._desks or conversation in self._conversations):
            committed = read_turn(conversation, fields)
            for subscription in (*self._conversations.get(conversation, ()), *self._desks):
                put(subscription, committed)


def read_turn(conversation: str, fields: dict[bytes, bytes]) -> Committed:
    """A turn as the commit wrote it to the events stream."""
    shown = _shown.decode(fields[b"turn"])
    ids = fields[b"ids"].decode().split()
    entries = tuple(zip(ids, shown.entries, strict=True))
    return Committed(conversation, shown.m, entries, shown.owner, shown.rep, shown.refused, shown.view)


def put(subscription: Subscription, change: Change) -> None:
    """Never waits: a reader that lags too far loses its backlog and is told so."""
    if subscription.qsize() >= LONGEST_BACKLOG:
        while not subscription.empty():
            subscription.get_nowait()
        subscription.put_nowait(Lagging())
    subscription.put_nowait(change)


async def ends(client: Client, streams: list[str]) -> dict[str, str]:
    """The newest id of each stream, "0-0" for an empty one: where a tail begins that wants only what comes from now on."""
    while True:
        try:
            newest = {}
            for stream in streams:
                last = await client.xrevrange(stream, count=1)
                newest[stream] = last[0][0].decode() if last else "0-0"
            return newest
        except UNREACHABLE:
            await asyncio.sleep(0.1)


async def tail(client: Client, positions: dict[str, str]) -> AsyncIterator[tuple[str, str, dict[bytes, bytes]]]:
    """Every entry of these streams beyond the given positions, as (stream, id, fields), for ever; moves `positions` on."""
    while True:
        try:
            found = await client.xread(dict(positions), count=500, block=2_000) if positions else await asyncio.sleep(0.1, [])
        except UNREACHABLE:
            await asyncio.sleep(0.1)
            continue
        for name, entries in found:
            stream = name.decode()
            for entry_id, fields in entries:
                positions[stream] = entry_id.decode()
                yield stream, positions[stream], fields
