"""Lets committed effects take place where they belong: the queue, the requests. Exactly once, also after a crash."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from datetime import datetime, timezone

import msgspec

from bot.events import Event, RequestCancelled, RequestOpened
from bot.store import keys
from bot.store.connect import Client, patiently
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue

KEPT_SECONDS = 3600
"""How long applied events stay readable for a web process that lags."""
SWEEPS_A_ROUND = 20
"""A sweep looks after one in so many partitions, so that all of them come round in about a minute."""

_event = msgspec.json.Decoder(Event)


class Effects:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._queue = RedisQueue(client)
        self._requests = RedisRequests(client)
        self._busy: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sweeps = 0

    async def apply(self, partition: int) -> None:
        """Applies what this partition has committed and not yet applied, in order, and moves its mark on."""
        async with self._busy[partition]:
            while await patiently(lambda: self._apply_some(partition), 60):
                pass

    async def sweep(self, partitions: set[int]) -> None:
        """What is due from time to time: each partition's stream kept short, and, with partition 0, lapsed reservations."""
        self._sweeps += 1
        for partition in partitions:
            if partition % SWEEPS_A_ROUND == self._sweeps % SWEEPS_A_ROUND:
                await self.apply(partition)
        if 0 in partitions:
            await self._queue.lapse(datetime.now(timezone.utc))

    async def _apply_some(self, partition: int) -> int:
        mark = (await self._client.get(keys.applied(partition)) or b"0-0").decode()
        found = await self._client.xrange(keys.events(partition), min=f"({mark}", count=200)
        for event_id, fields in found:
            if b"effect" in fields:
                await self._apply_one(_event.decode(fields[b"effect"]), partition, event_id.decode())
        if found:
            await self._client.set(keys.applied(partition), found[-1][0])
            await self._client.xtrim(keys.events(partition), minid=self._oldest(found[-1][0].decode()))
        return len(found)

    async def _apply_one(self, event: Event, partition: int, event_id: str) -> None:
        if isinstance(event, RequestOpened | RequestCancelled):
            await self._requests.apply(event)
        else:
            await self._queue.apply(event, partition, event_id)

    @staticmethod
    def _oldest(applied: str) -> str:
        """Never beyond what is applied, and an hour of it is kept."""
        kept_since = int((time.time() - KEPT_SECONDS) * 1000)
        return f"{min(kept_since, int(applied.split('-')[0]))}-0"
