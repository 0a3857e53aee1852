"""From the conversation log into the chats: each entry in order, none lost, and none twice as far as the Bot API allows.

The processes share the partitions by leases. After each message that Telegram has taken, its conversation's mark moves on.
Only who dies between the two sends one message twice: the Bot API has no way to ask whether it was taken.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from bot.conversation.model import Entry
from bot.ending import before, end
from bot.errors import StaleLease, StoreError
from bot.store import keys
from bot.store.chats import DELIVERING, Chats, Delivered
from bot.store.connect import UNREACHABLE, Client, patiently
from bot.store.conversations import Conversations
from bot.store.fanout import ends, tail
from bot.store.leases import LEASE_MS, Leases
from bot.words import Words
from connectors.telegram.sender import Sender, Unreachable, Unsendable
from connectors.telegram.shown import Piece, pieces

MARGIN = 0.7
"""Share of a lease's life after which nothing more is sent under it unless it was renewed."""
GRACE_SECONDS = 5.0  # for messages on their way when the process ends
PAUSE, LONG_PAUSE = 0.5, 10.0  # seconds: after Redis was away, and after what nobody foresaw

log = logging.getLogger(__name__)


class NotSure(Exception):
    """The lease may have gone to another process: nothing is sent before it was renewed."""


class Delivery:
    def __init__(self, client: Client, chats: Chats, sender: Sender, words: Words, name: str, lease_ms: int = LEASE_MS) -> None:
        """`name` and `lease_ms` are as for `Leases`."""
        self._client, self._chats, self._sender, self._words = client, chats, sender, words
        self._conversations = Conversations(client)
        self._leases = Leases(client, name, lease_ms, DELIVERING)
        self._sure_seconds = lease_ms / 1000 * MARGIN
        self._sure_until = 0.0
        self._partitions: dict[int, int] = {}
        self._positions: dict[str, str] = {}
        self._looked_after = 0
        self._working: set[str] = set()
        self._again: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def leads(self) -> bool:
        """Whether this process holds the first partition, and with it what only one may do: ask Telegram for updates."""
        return self._sure(0)

    def holds(self, conversation: str) -> bool:
        """Whether this process delivers that conversation."""
        return self._sure(keys.partition_of(conversation))

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until told to stop; then lets what is on its way arrive and gives its partitions back."""
        reading = asyncio.create_task(asyncio.sleep(0))
        try:
            while not stop.is_set():
                if await self._beat() or reading.done():
                    await end(reading)
                    reading = asyncio.create_task(self._read())
                await before(stop, asyncio.sleep(self._leases.renew_seconds))
        finally:
            self._stopping = True
            await end(reading)
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
            await end(*self._tasks)
            with suppress(StoreError, *UNREACHABLE):
                await self._leases.leave()

    async def _beat(self) -> bool:
        """Renews the leases and looks after what is behind; True where the partitions held have changed."""
        began = time.monotonic()
        try:
            await patiently(self._leases.beat, 0)
            self._sure_until = began + self._sure_seconds
            held = dict(self._leases.held)
            new = [partition for partition, epoch in held.items() if self._partitions.get(partition) != epoch]
            changed = held != self._partitions
            for partition in set(self._partitions) - set(held):
                self._positions.pop(keys.events(partition), None)
            # Where the tail begins is settled before what is behind is looked up: nothing falls in between.
            self._positions |= await ends(self._client, [keys.events(partition) for partition in new])
            self._partitions = held
            self._looked_after = (self._looked_after + 1) % keys.PARTITIONS
            self._start(self._catch_up({*new, *({self._looked_after} & set(held))}))
            return changed
        except (StoreError, *UNREACHABLE):
            log.warning("Redis is away; trying again")
            return False

    async def _catch_up(self, partitions: set[int]) -> None:
        """Wakes every conversation of these partitions that has something undelivered."""
        for partition in partitions:
            try:
                for conversation in await self._chats.behind(partition):
                    self._wake(conversation)
            except (StoreError, *UNREACHABLE):
                self._partitions.pop(partition, None)  # the next beat begins with it anew

    async def _read(self) -> None:
        async for _, _, fields in tail(self._client, self._positions):
            if b"turn" in fields:
                self._wake(fields[b"c"].decode())

    def _wake(self, conversation: str) -> None:
        self._again.add(conversation)
        if conversation not in self._working and not self._stopping:
            self._working.add(conversation)
            self._start(self._work(conversation))

    async def _work(self, conversation: str) -> None:
        """One conversation's deliveries, until nothing is left; what came in meanwhile is looked for once more."""
        try:
            while conversation in self._again:
                self._again.discard(conversation)
                try:
                    await self._deliver(conversation)
                except StaleLease:
                    log.info("a conversation went to another process")
                except (NotSure, StoreError, *UNREACHABLE):
                    self._again.add(conversation)
                    await asyncio.sleep(PAUSE)
                except Exception:
                    log.exception("a delivery failed; it is tried again")
                    self._again.add(conversation)
                    await asyncio.sleep(LONG_PAUSE)
                if self._stopping or keys.partition_of(conversation) not in self._partitions:
                    self._again.discard(conversation)
        finally:
            self._working.discard(conversation)

    async def _deliver(self, conversation: str) -> None:
        at = await self._chats.delivered(conversation)
        if at is None or at.unreachable:
            return
        mark, part = at.mark, at.part
        while found := await self._conversations.entries(conversation, mark):
            for entry_id, entry in found:
                if not await self._entry(conversation, at, mark, part, entry):
                    return
                mark, part = entry_id, 0
            await self._chats.sent(conversation, self._epoch(conversation), mark, 0)

    async def _pieces(self, entry: Entry) -> list[Piece]:
        """Drawing a chart takes long enough to keep others waiting, so a thread does it."""
        if entry.chart:
            return await asyncio.to_thread(pieces, entry, self._words)
        return pieces(entry, self._words)

    async def _entry(self, conversation: str, at: Delivered, mark: str, part: int, entry: Entry) -> bool:
        """Sends what is left of an entry; False where the chat cannot be reached or it is time to stop."""
        for position, piece in enumerate(await self._pieces(entry)):
            if position < part:
                continue
            if self._stopping:
                return False
            if not self._sure(keys.partition_of(conversation)):
                raise NotSure
            try:
                await self._sender.send(at.chat, piece)
            except Unsendable as error:
                log.error("a message was refused by Telegram and is passed over: %s", error)
            except Unreachable as error:
                log.info("a chat cannot be reached: %s", error)
                await self._chats.unreachable(conversation)
                return False
            await self._chats.sent(conversation, self._epoch(conversation), mark, position + 1)
        return True

    def _epoch(self, conversation: str) -> int:
        return self._partitions.get(keys.partition_of(conversation), 0)

    def _sure(self, partition: int) -> bool:
        """Whether the partition is certainly still ours, even if this process was stopped for a while."""
        return partition in self._partitions and time.monotonic() < self._sure_until

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery failed: %s", error, exc_info=error)
