"""Who waits and is to be told how it stands with their place: what they were told last, and when to look at it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from bot.sales.outlook import Outlook, to_be_told
from bot.store import keys
from bot.store.connect import Client
from bot.store.sales import RedisQueue
from bot.store.sales_changes import PREFIX, milliseconds
from bot.store.scripts import Scripts

AGAIN = timedelta(seconds=15)
"""Between two looks at one place in line."""


class Told(msgspec.Struct, array_like=True, frozen=True):
    """What the customer was told last, and when (seconds since 1970)."""

    place: int
    from_minutes: int | None
    to_minutes: int | None
    at: float


_told = msgspec.json.Decoder(Told)


class Due(NamedTuple):
    """Somebody who waits, looked at now; `news` is what they are to be told, None where there is nothing to tell."""

    conversation: str
    epoch: int
    news: Outlook | None


class RedisTelling:
    def __init__(self, client: Client, queue: RedisQueue) -> None:
        self._client, self._queue, self._run = client, queue, Scripts(client)

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """Those to be looked at by now, each until `looked`."""
        found = await self._client.zrangebyscore(keys.SALES_TELL, 0, milliseconds(now), start=0, num=limit)
        return [await self._look(name.decode(), now) for name in found]

    async def _look(self, conversation: str, now: datetime) -> Due:
        names = ("epoch", "state", "told")
        epoch, state, told = await self._client.hmget(keys.sales_handoff(conversation), *names)
        outlook = await self._queue.outlook(conversation) if state == b"queued" else None
        if outlook is None:
            return Due(conversation, int(epoch or 0), None)
        last = _told.decode(told) if told else None
        before = Outlook(last.place, last.from_minutes, last.to_minutes) if last else None
        news = to_be_told(before, last.at if last else 0.0, outlook, now.timestamp())
        return Due(conversation, int(epoch or 0), outlook if news else None)

    async def looked(self, due: Due, now: datetime) -> None:
        """What there was to tell is in the conversation's inbox; it is looked at again later, while it waits."""
        told = msgspec.json.encode(Told(*due.news, now.timestamp())) if due.news else b""
        await self._run("sales_told", PREFIX, [due.conversation, due.epoch, milliseconds(now + AGAIN), told])
