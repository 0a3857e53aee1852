"""The filters over those who wait that a rep keeps: they are there in whatever browser the rep works."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.store import keys
from bot.store.connect import Client


class Filters:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def of(self, rep: str) -> list[str]:
        """The newest first."""
        doc = await self._client.hget(keys.SALES_FILTERS, rep)
        return msgspec.json.decode(doc, type=list[str]) if doc else []

    async def keep(self, rep: str, filters: Sequence[str]) -> None:
        """These and no others from now on."""
        await self._client.hset(keys.SALES_FILTERS, rep, msgspec.json.encode(list(dict.fromkeys(filters))))
