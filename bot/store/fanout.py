"""One tail for each web process over everything that is committed, handed on to whoever shows it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
from redis.exceptions import ResponseError

from bot.conversation.model import Entry, View
from bot.store import keys
from bot.store.connect import UNREACHABLE, Client

LONGEST_BACKLOG = 1_000
"""Changes that a slow reader may lag behind; then it is told to read the log again instead."""
AT_ONCE, AT_ONCE_APART = 500, 50
"""Entries of a stream that are read in one go; on a cluster each of up to 257 streams may bring so many."""
LOOK_EVERY = 0.05  # seconds between two looks at the streams of a cluster


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
    """A hand-off changed: `change` is queued, reserved, requeued, active, snoozed, woken, void or ended."""

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
        self._boards: set[Subscription] = set()
        self.ready = asyncio.Event()
        """Set once the tail stands: what is committed from now on is seen."""

    @contextmanager
    def conversation(self, conversation: str, into: Subscription | None = None) -> Iterator[Subscription]:
        """A queue of `Committed` for one conversation; `into` is one that has others as well."""
        subscription: Subscription = asyncio.Queue() if into is None else into
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

    @contextmanager
    def waiting(self) -> Iterator[Subscription]:
        """A queue of `QueueChanged`, into which the turns of chosen conversations may go too."""
        subscription: Subscription = asyncio.Queue()
        self._boards.add(subscription)
        try:
            yield subscription
        finally:
            self._boards.discard(subscription)

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
            for subscription in (*self._boards, *self._desks):
                put(subscription, change)
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
            async with client.pipeline(transaction=False) as pipeline:
                for stream in streams:
                    pipeline.xrevrange(stream, count=1)
                found = await pipeline.execute()
            return {stream: last[0][0].decode() if last else "0-0" for stream, last in zip(streams, found, strict=True)}
        except UNREACHABLE:
            await asyncio.sleep(0.1)


async def tail(client: Client, positions: dict[str, str]) -> AsyncIterator[tuple[str, str, dict[bytes, bytes]]]:
    """Every entry of these streams beyond the given positions, as (stream, id, fields), for ever; moves `positions` on."""
    read = _read_together
    while True:
        try:
            found = await read(client, positions) if positions else await asyncio.sleep(0.1, [])
        except UNREACHABLE:
            await asyncio.sleep(0.1)
            continue
        except ResponseError as error:
            if read is _read_apart or "same slot" not in str(error):
                raise
            read = _read_apart
            continue
        for name, entries in found:
            stream = name.decode()
            for entry_id, fields in entries:
                positions[stream] = entry_id.decode()
                yield stream, positions[stream], fields


Found = list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]


async def _read_together(client: Client, positions: dict[str, str]) -> Found:
    """Waits for what comes next in any of the streams: one command, refused by a cluster where they lie in several slots."""
    found: Found = await client.xread(dict(positions), count=AT_ONCE, block=2_000)
    return found


async def _read_apart(client: Client, positions: dict[str, str]) -> Found:
    """The same where each stream lies in a slot of its own: one round trip now and then, instead of a connection a stream."""
    async with client.pipeline(transaction=False) as pipeline:
        for stream, position in positions.items():
            pipeline.xread({stream: position}, count=AT_ONCE_APART)
        found: Found = [one for answer in await pipeline.execute() for one in answer]
    if not found:
        await asyncio.sleep(LOOK_EVERY)
    return found
