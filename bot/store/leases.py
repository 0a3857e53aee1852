"""Leases: which engine consumes which partitions. The epoch of a lease fences off whoever held it before."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s

from redis.exceptions import ResponseError

from bot.errors import StoreError
from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

LEASE_MS = 10_000
"""A lease that nobody renews for so long is free for others."""
RENEWALS = 3
"""So often it is renewed within that time."""


@dataclass(frozen=True)
class Work:
    """What is shared out by leases, by its keys: those of a partition, and who lives."""

    lease: Callable[[int], str]
    epoch: Callable[[int], str]
    alive: str


ANSWERING = Work(keys.lease, keys.epoch, keys.ENGINES)
"""The engines: who takes the messages of which partitions."""


class Leases:
    def __init__(self, client: Client, name: str, lease_ms: int = LEASE_MS, work: Work = ANSWERING) -> None:
        """`name` is unique among the living engines; one that keeps its name gets its partitions back at once after a crash."""
        self._client = client
        self._run = Scripts(client)
        self.name = name
        self._work = work
        self._lease_ms = lease_ms
        self.renew_seconds = lease_ms / 1000 / RENEWALS
        self.held: dict[int, int] = {}
        """partition → epoch"""

    async def beat(self) -> None:
        """Shows that this engine lives; renews its leases, takes those that fall to it and gives up those that do not.

        Raises what `UNREACHABLE` names, and StoreError where Redis refuses: a replica, a full disk or memory.
        """
        try:
            await self._beat()
        except ResponseError as error:
            raise StoreError(f"Redis refused: {error}") from error

    async def _beat(self) -> None:
        wanted = _share(self.name, await self._living())
        await self._drop(set(self.held) - wanted)
        await self._renew()
        await self._take(wanted - set(self.held))

    async def leave(self) -> None:
        """Gives everything back, so that others need not wait for the leases to lapse."""
        await self._client.zrem(self._work.alive, self.name)
        await self._drop(set(self.held))

    async def _living(self) -> list[str]:
        now = int(time.time() * 1000)
        await self._client.zadd(self._work.alive, {self.name: now})
        await self._client.zremrangebyscore(self._work.alive, 0, now - self._lease_ms)
        return [name.decode() for name in await self._client.zrange(self._work.alive, 0, -1)]

    async def _renew(self) -> None:
        """Those that another engine took meanwhile are held no more."""
        mine = list(self.held.items())
        calls = [(self._names(partition), [self.name, self._lease_ms, epoch]) for partition, epoch in mine]
        for (partition, _), still in zip(mine, await self._run.many("lease_renew", calls), strict=True):
            if not still:
                del self.held[partition]

    async def _take(self, wanted: set[int]) -> None:
        """Those that another engine still holds are left to it."""
        free = sorted(wanted)
        calls = [(self._names(partition), [self.name, self._lease_ms]) for partition in free]
        for partition, epoch in zip(free, await self._run.many("lease_take", calls), strict=True):
            if epoch:
                self.held[partition] = epoch

    async def _drop(self, partitions: set[int]) -> None:
        calls = [(self._names(partition), [self.name, self.held.pop(partition)]) for partition in partitions]
        await self._run.many("lease_drop", calls)

    def _names(self, partition: int) -> list[str]:
        return [self._work.lease(partition), self._work.epoch(partition)]


def _share(name: str, living: list[str]) -> set[int]:
    """The partitions that fall to this engine: rendezvous hashing, so that few move when an engine comes or goes."""

    def weight(engine: str, partition: int) -> bytes:
        return blake2s(f"{engine}/{partition}".encode(), digest_size=8).digest()

    return {p for p in range(keys.PARTITIONS) if max(living, key=lambda engine: weight(engine, p)) == name}
