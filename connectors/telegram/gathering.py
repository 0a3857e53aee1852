"""Photos that were sent together come one by one; here they become one message, which is answered once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta, timezone

from bot.errors import StoreError
from bot.store.albums import Albums, Part
from bot.store.chats import Chats
from bot.store.connect import UNREACHABLE
from connectors.telegram.arrivals import Arrival, Nothing

COMPLETE_AFTER = timedelta(seconds=1.5)
"""After its last part an album is taken to be complete: Telegram brings them within moments of each other."""
EVERY = 0.3  # seconds between two looks for albums that are

Alone = Callable[[int], asyncio.Lock]
Hear = Callable[[Arrival, Sequence[Part]], Awaitable[None]]
log = logging.getLogger(__name__)


class Gathering:
    def __init__(self, albums: Albums, chats: Chats, alone: Alone, hear: Hear) -> None:
        """`alone` is held while something of a chat is taken; `hear` makes a message of what was sent together."""
        self._albums, self._chats, self._alone, self._hear = albums, chats, alone, hear

    async def run(self) -> None:
        """Closes each album that is complete, until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                for chat, name in await self._albums.due(datetime.now(timezone.utc)):
                    async with self._alone(chat):
                        await self._close(chat, name)
            except (StoreError, *UNREACHABLE) as error:
                log.warning("photos that were sent together wait: %s", error)
            except Exception:
                log.exception("photos that were sent together could not be taken; they are tried again")

    async def add(self, arrived: Arrival, part: Part) -> None:
        """Keeps a part, unless that was done before."""
        if not await self._chats.was(_done(part)):
            await self._albums.add(arrived.chat, arrived.album, part, datetime.now(timezone.utc) + COMPLETE_AFTER)

    async def close_others(self, arrived: Arrival) -> None:
        """The customer goes on: nothing more will belong to the albums of this chat but the one that this is a part of."""
        for chat, name in await self._albums.open(arrived.chat):
            if name != f"{chat}:{arrived.album}":
                await self._close(chat, name)

    async def _close(self, chat: int, name: str) -> None:
        found = await self._albums.take(name, datetime.now(timezone.utc))
        parts = [part for part in found if not await self._chats.was(_done(part))]
        if parts:
            first = min(parts, key=lambda part: part.update)
            await self._hear(Arrival(first.update, chat, first.at, Nothing()), parts)
            for part in parts:
                await self._chats.once(_done(part))
        await self._albums.done(name, datetime.now(timezone.utc))


def _done(part: Part) -> str:
    return f"part:{part.update}"
