"""A floor with reps and customers under a clock of its own, routed as the engine does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from bot.events import ClaimVoided, HandoffAccepted, HandoffEnded, HandoffRequested
from bot.sales.model import Rep
from bot.sales.routing import Assignment
from bot.store.routing import Router
from bot.store.sales import RedisQueue, RedisReps
from bot.store.sales_changes import SalesEvent
from tests.store.parts import NOW


class Floor:
    def __init__(self, redis: Redis[bytes], batch: int = 16) -> None:
        self.redis = redis
        self.now = NOW
        self.queue = RedisQueue(redis, clock=lambda: self.now)
        self.reps = RedisReps(redis)
        self.router = Router(redis, batch)
        self._ids = 0

    def later(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    async def comes(self, rep: str, seconds: float = 3600, **fields: Any) -> None:
        """The rep is known and opens the desk."""
        await self.reps.save(Rep(rep, rep.title(), **fields))
        await self.queue.present(rep, seconds)

    async def happened(self, event: SalesEvent, **routing: str) -> None:
        self._ids += 1
        await self.queue.apply(event, 7, f"{self._ids}-0", **routing)

    async def waits(self, name: str, own: str = "", intent: str = "", urgent: str = "", epoch: int = 1, **known: Any) -> None:
        event = HandoffRequested(name, "asked", "", known, self.now, epoch, intent=intent, urgent=urgent)
        await self.happened(event, own=own)

    async def accepts(self, name: str, rep: str, epoch: int = 1) -> None:
        await self.happened(HandoffAccepted(name, epoch, rep))

    async def ends(self, name: str, rep: str = "", epoch: int = 1) -> None:
        await self.happened(HandoffEnded(name, epoch, rep or None, "resolved"))

    async def voids(self, name: str, rep: str, epoch: int = 1) -> None:
        await self.happened(ClaimVoided(name, epoch, rep, "the customer waits no more"))

    async def route(self) -> dict[str, str]:
        """Conversation → rep, of all that is to be decided now."""
        return {one.conversation: one.rep for one in await self.assign()}

    async def assign(self) -> list[Assignment]:
        done: list[Assignment] = []
        more = True
        while more:
            given, more = await self.router.route(self.now)
            done += given
        return done

    async def seats(self, rep: str) -> int:
        return (await self.queue.floor(rep)).load
