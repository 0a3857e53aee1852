"""The floor as a lead sees it: how the reps stand, who waits longest, and words to everybody. Costs grow with the reps that
are there, never with conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import NamedTuple

import msgspec

from bot.sales.model import Standing
from bot.store import keys
from bot.store.connect import Client
from bot.store.sales_changes import milliseconds

MOST_OFFERED = 500
"""Offers of which it is looked up how long their customers have waited."""
MOST_WORDS = 20
"""Broadcasts that are kept."""
BROADCAST = "broadcast"


class Broadcast(msgspec.Struct, frozen=True):
    """Words of a lead to everybody at a desk."""

    at: datetime
    by: str
    text: str


class Queue(NamedTuple):
    """How many wait, are offered to a rep, and since when the one of both who waits longest does."""

    waiting: int
    offered: int
    oldest: datetime | None


class RedisFloor:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def queue(self) -> Queue:
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.zcard(keys.SALES_WAITING)
            pipeline.zcard(keys.SALES_RESERVED)
            pipeline.zrange(keys.SALES_WAITING, 0, 0, withscores=True)
            pipeline.zrange(keys.SALES_RESERVED, 0, MOST_OFFERED - 1)
            waiting, offered, first, reserved = await pipeline.execute()
        since = [int(first[0][1])] if first else []
        oldest = min(since + await self._since(reserved), default=None)
        return Queue(waiting, offered, datetime.fromtimestamp(oldest / 1000, timezone.utc) if oldest else None)

    async def _since(self, conversations: Sequence[bytes]) -> list[int]:
        """Since when (ms) each of these waits; those that do so no more are left out."""
        async with self._client.pipeline(transaction=False) as pipeline:
            for name in conversations:
                pipeline.hget(keys.sales_handoff(name.decode()), "since")
            found = await pipeline.execute() if conversations else []
        return [int(ms) for ms in found if ms]

    async def standings(self, now: datetime) -> dict[str, Standing]:
        """How everybody at a desk stands, by rep; two round trips."""
        ms = milliseconds(now)
        there = [rep.decode() for rep in await self._client.zrangebyscore(keys.SALES_PRESENT, f"({ms}", "+inf")]
        async with self._client.pipeline(transaction=False) as pipeline:
            for rep in there:
                pipeline.hmget(keys.sales_floor(rep), "load", "capacity", "status", "shift", "paused")
            found = await pipeline.execute()
        return {rep: standing(fields, ms) for rep, fields in zip(there, found, strict=True)}

    async def tell_all(self, broadcast: Broadcast) -> None:
        """Reaches every desk that is open, and those that open soon."""
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.lpush(keys.SALES_BROADCASTS, msgspec.json.encode(broadcast))
            pipeline.ltrim(keys.SALES_BROADCASTS, 0, MOST_WORDS - 1)
            fields = {"c": "", "change": BROADCAST, "rep": broadcast.by}
            pipeline.xadd(keys.SALES_EVENTS, fields, maxlen=10_000, approximate=True)
            await pipeline.execute()

    async def told(self, since: datetime) -> list[Broadcast]:
        """What was said to everybody after that, the newest last."""
        docs = await self._client.lrange(keys.SALES_BROADCASTS, 0, -1)
        found = [msgspec.json.decode(doc, type=Broadcast) for doc in reversed(docs)]
        return [one for one in found if one.at > since]


def standing(fields: list[bytes | None], now: int) -> Standing:
    """How a rep who is there stands, from load, capacity, status, shift and paused of their hash at `now` (ms)."""
    load, capacity, status, shift, paused = fields
    seats = int(load or 0), int(capacity or 0)
    if status == b"break":
        return Standing("break", *seats)
    if shift != b"1" and status != b"available":
        return Standing("off_shift", *seats)
    return Standing("missed" if int(paused or 0) > now else "available", *seats)
