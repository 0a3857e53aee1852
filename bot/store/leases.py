"""Leases: which engine consumes which partitions. The epoch of a lease fences off whoever held it before."""

from __future__ import annotations

import time
from hashlib import blake2s

from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

LEASE_MS = 10_000
"""A lease that nobody renews for so long is free for others."""
RENEW_SECONDS = 3.0


class Leases:
    def __init__(self, client: Client, name: str) -> None:
        """`name` is unique among the living engines; one that keeps its name gets its partitions back at once after a crash."""
        self._client = client
        self._run = Scripts(client)
        self.name = name
        self.held: dict[int, int] = {}
        """partition → epoch"""

    async def beat(self) -> None:
        """Shows that this engine lives; renews its leases, takes those that fall to it and gives up those that do not."""
        wanted = _share(self.name, await self._living())
        for partition in range(keys.PARTITIONS):
            epoch = self.held.get(partition)
            if epoch is None and partition in wanted:
                if taken := await self._take(partition):
                    self.held[partition] = taken
            elif epoch is not None and partition not in wanted:
                await self.drop(partition)
            elif epoch is not None and not await self._renew(partition, epoch):
                del self.held[partition]

    async def leave(self) -> None:
        """Gives everything back, so that others need not wait for the leases to lapse."""
        await self._client.zrem(keys.ENGINES, self.name)
        for partition in list(self.held):
            await self.drop(partition)

    async def drop(self, partition: int) -> None:
        await self._run("lease_drop", _names(partition), [self.name, self.held.pop(partition)])

    async def _living(self) -> list[str]:
        now = int(time.time() * 1000)
        await self._client.zadd(keys.ENGINES, {self.name: now})
        await self._client.zremrangebyscore(keys.ENGINES, 0, now - LEASE_MS)
        return [name.decode() for name in await self._client.zrange(keys.ENGINES, 0, -1)]

    async def _renew(self, partition: int, epoch: int) -> bool:
        return bool(await self._run("lease_renew", _names(partition), [self.name, LEASE_MS, epoch]))

    async def _take(self, partition: int) -> int:
        return int(await self._run("lease_take", _names(partition), [self.name, LEASE_MS]))


def _names(partition: int) -> list[str]:
    return [keys.lease(partition), keys.epoch(partition)]


def _share(name: str, living: list[str]) -> set[int]:
    """The partitions that fall to this engine: rendezvous hashing, so that few move when an engine comes or goes."""

    def weight(engine: str, partition: int) -> bytes:
        return blake2s(f"{engine}/{partition}".encode(), digest_size=8).digest()

    return {p for p in range(keys.PARTITIONS) if max(living, key=lambda engine: weight(engine, p)) == name}
