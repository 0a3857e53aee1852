"""The figures of the floor in Redis: a hash for each hour, written as things happen and once for each; never worked out from
what is kept of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from bot.sales.figures import Hour
from bot.store import keys
from bot.store.connect import Client
from bot.store.sales_changes import PREFIX, milliseconds
from bot.store.scripts import Scripts

HOUR_MS = 3_600_000
MOST_HOURS = 24 * 92


class Figures:
    """Names of figures are those of `bot.sales.figures`. The scripts of the queue count their own."""

    def __init__(self, client: Client) -> None:
        self._client, self._run = client, Scripts(client)

    async def count(self, name: str, amounts: Mapping[str, int], at: datetime) -> bool:
        """Adds to the figures of that hour; False where something of this name was counted in the last 30 days."""
        return await self._count(name, 0, "", amounts, at)

    async def count_event(self, partition: int, event_id: str, amounts: Mapping[str, int], at: datetime) -> bool:
        """The same for an event of a partition's stream, taken in their order; False where it was counted before."""
        return await self._count("", partition, event_id, amounts, at)

    async def _count(self, name: str, partition: int, event_id: str, amounts: Mapping[str, int], at: datetime) -> bool:
        pairs = [part for pair in amounts.items() for part in pair]
        return bool(await self._run("figures_count", PREFIX, [milliseconds(at), name, partition, event_id, *pairs]))

    async def hours(self, first: datetime, until: datetime) -> list[Hour]:
        """Every hour from the one of `first` to the one of `until`, also those in which nothing happened; one round trip."""
        last = milliseconds(until) // HOUR_MS
        numbers = range(max(milliseconds(first) // HOUR_MS, last - MOST_HOURS), last + 1)
        async with self._client.pipeline(transaction=False) as pipeline:
            for number in numbers:
                pipeline.hgetall(keys.sales_figures(number))
            found = await pipeline.execute()
        return [
            Hour(
                datetime.fromtimestamp(number * HOUR_MS / 1000, timezone.utc),
                {name.decode(): int(value) for name, value in counted.items()},
            )
            for number, counted in zip(numbers, found, strict=True)
        ]
