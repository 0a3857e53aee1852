"""The engine: consumes the inboxes of its partitions, conversations side by side, each strictly in order."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from bot.conversation.model import Message
from bot.conversation.service import give_up, take
from bot.conversation.turn import Reader, Turn, set_current_turn
from bot.engine.effects import Effects
from bot.errors import AlreadyDone, StaleLease
from bot.store import keys
from bot.store.connect import UNREACHABLE, Client, patiently
from bot.store.conversations import Conversations, Loaded
from bot.store.fanout import tail
from bot.store.leases import RENEW_SECONDS, Leases

logger = logging.getLogger(__name__)

MOST_TRIES = 4
"""A message that was taken so often in vain, by error, deadline or crash, goes to a person."""

POINTS = ("appended", "taken", "understood", "before_commit", "after_commit", "before_delivery")
"""Where a turn can be interrupted; the crash tests kill the process at each of them."""

_message = msgspec.json.Decoder(Message)


@dataclass(frozen=True)
class Taken:
    """A message out of an inbox, with the lease under which it was taken."""

    partition: int
    epoch: int
    inbox_id: str
    message: Message


class Engine:
    def __init__(
        self,
        client: Client,
        reader: Reader,
        name: str,
        turn_seconds: float = 15.0,
        at: Callable[[str, Message], None] = lambda point, message: None,
    ) -> None:
        """`at` is called at each of `POINTS`, for tests that interrupt; `name` is as for `Leases`."""
        self._client = client
        self._reader = reader
        self._turn_seconds = turn_seconds
        self._at = at
        self._conversations = Conversations(client)
        self._leases = Leases(client, name)
        self._effects = Effects(client)
        self._partitions: dict[int, int] = {}
        """partition → the epoch under which its inbox is read"""
        self._positions: dict[str, str] = {}
        self._waiting: dict[str, deque[Taken]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._suspects = asyncio.Lock()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Works until cancelled; then finishes the turns in hand and gives its partitions back."""
        reading: asyncio.Task[None] | None = None
        try:
            while True:
                if await self._beat() or reading is None or reading.done():
                    if reading:
                        reading.cancel()
                        await asyncio.gather(reading, return_exceptions=True)
                    reading = asyncio.create_task(self._read())
                    self.ready.set()
                await asyncio.sleep(RENEW_SECONDS)
        finally:
            if reading:
                reading.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._leases.leave()

    async def _beat(self) -> bool:
        """Renews the leases and looks after what is due; True where the partitions held have changed."""
        try:
            await self._leases.beat()
            held = dict(self._leases.held)
            changed = held != self._partitions
            for partition in set(self._partitions) - set(held):
                self._positions.pop(keys.inbox(partition))
            for partition, epoch in held.items():
                if self._partitions.get(partition) != epoch:
                    self._positions[keys.inbox(partition)] = "0-0"
                    self._start(self._effects.apply(partition))
            self._partitions = held
            await self._effects.sweep(set(held))
            return changed
        except UNREACHABLE:
            logger.warning("Redis is away; trying again")
            return False

    async def _read(self) -> None:
        async for _, inbox_id, fields in tail(self._client, self._positions):
            self._take(inbox_id, fields)

    def _take(self, inbox_id: str, fields: dict[bytes, bytes]) -> None:
        conversation = fields[b"c"].decode()
        partition = keys.partition_of(conversation)
        if partition not in self._partitions:
            return
        taken = Taken(partition, self._partitions[partition], inbox_id, _message.decode(fields[b"m"]))
        self._at("appended", taken.message)
        queue = self._waiting.get(conversation)
        if queue is not None:
            queue.append(taken)
            return
        self._waiting[conversation] = deque([taken])
        self._start(self._converse(conversation))

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("work in the engine failed: %s", error, exc_info=error)

    async def _converse(self, conversation: str) -> None:
        """One conversation's messages, one after the other, until none is left."""
        queue = self._waiting[conversation]
        while queue:
            try:
                await self._finish(queue[0])
            except StaleLease:
                logger.warning("partition %d went to another lease", queue[0].partition)
            queue.popleft()
        del self._waiting[conversation]

    async def _finish(self, taken: Taken) -> None:
        """Takes a message until it is committed; one that keeps failing is handed to a person by its last try."""
        while True:
            try:
                await self._turn(taken)
                return
            except StaleLease:
                raise
            except AlreadyDone:
                self._start(self._effects.apply(taken.partition))
                return
            except Exception:
                logger.exception("a turn failed; the message is taken again")

    async def _turn(self, taken: Taken) -> None:
        self._at("taken", taken.message)
        loaded = await self._load(taken, alone=False)
        if loaded.done and not _later(taken.inbox_id, loaded.done):
            raise AlreadyDone("this message was committed before")
        if loaded.tries > 1:
            # It was in hand when a turn or the whole process failed. Such messages go one by one, so that only the culprit is
            # caught again, and not everybody who happened to be in hand at the same time.
            async with self._suspects:
                await self._work(taken, await self._load(taken, alone=True))
        else:
            await self._work(taken, loaded)

    async def _load(self, taken: Taken, alone: bool) -> Loaded:
        return await patiently(lambda: self._conversations.load(taken.message.conversation, taken.epoch, alone), math.inf)

    async def _work(self, taken: Taken, loaded: Loaded) -> None:
        message = taken.message
        turn = Turn(message=message, conversation=loaded.conversation, memory=loaded.memory)
        set_current_turn(turn)
        if loaded.tries > MOST_TRIES:
            await give_up(turn, self._reader, "the assistant failed on this message")
        else:
            await asyncio.wait_for(take(turn, self._reader), self._turn_seconds)
        await self._commit(turn, loaded, taken)

    async def _commit(self, turn: Turn, loaded: Loaded, taken: Taken) -> None:
        self._at("before_commit", turn.message)
        await patiently(lambda: self._conversations.commit(turn, loaded, taken.inbox_id, taken.epoch), math.inf)
        self._at("after_commit", turn.message)
        self._at("before_delivery", turn.message)
        if turn.effects:
            self._start(self._effects.apply(taken.partition))


def _later(one: str, other: str) -> bool:
    return tuple(map(int, one.split("-"))) > tuple(map(int, other.split("-")))
