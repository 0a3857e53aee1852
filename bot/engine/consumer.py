"""The engine: consumes the inboxes of its partitions, conversations side by side, each strictly in order."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.conversation.message import Message, Pressed, Said
from bot.conversation.service import give_up, take
from bot.conversation.turn import Reader, Turn, set_current_turn
from bot.ending import end
from bot.engine import router
from bot.engine.drafts import Drafts
from bot.engine.effects import Effects
from bot.errors import AlreadyDone, StaleLease, StoreError
from bot.store import keys
from bot.store.connect import UNREACHABLE, Client, patiently
from bot.store.conversations import SHORTEST_WINDOW, Conversations, Loaded
from bot.store.fanout import tail
from bot.store.leases import LEASE_MS, Leases
from bot.store.notices import Notices

logger = logging.getLogger(__name__)

MOST_TRIES = 4
"""A customer's message in whose turn so many processes have died goes to a person."""
MOST_FAILURES = 2
"""So does one whose turn failed, or passed its deadline, so often in this process."""
MOST_TURNS = 64
"""At once; hundreds side by side would all pass their deadline where they could be answered one after the other."""
LONGEST_PAUSE = 5.0  # seconds between two tries of what goes on failing

POINTS = ("appended", "taken", "understood", "before_commit", "after_commit", "before_delivery", "effect_applied")
"""Where work can be interrupted; the crash tests kill the process at each of them."""

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
        at: Callable[[str, Message | None], None] = lambda point, message: None,
        lease_ms: int = LEASE_MS,
        window: int = SHORTEST_WINDOW,
        routing: bool = False,
    ) -> None:
        """`routing` lets the engine that holds partition 0 offer those who wait to reps; else reps choose from the list. `at`
        is called at each of `POINTS`, for tests that interrupt; the rest is as for `Leases` and `Conversations`."""
        self._client = client
        self._reader = reader
        self._turn_seconds = turn_seconds
        self._at = at
        self._conversations = Conversations(client, window)
        self._leases = Leases(client, name, lease_ms)
        self._drafts = Drafts(self._conversations, reader, turn_seconds)
        self._effects = Effects(client, at)
        self._notices = Notices(client)
        self._partitions: dict[int, int] = {}
        """partition → the epoch under which its inbox is read"""
        self._positions: dict[str, str] = {}
        self._caught_up: dict[int, asyncio.Task[None]] = {}
        """partition → the application of what was committed before it came to this engine"""
        self._waiting: dict[str, deque[Taken]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._suspects = asyncio.Lock()
        self._hands = asyncio.Semaphore(MOST_TURNS)
        self._routing = routing
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Works until `stop` is called; then finishes the turns in hand and gives its partitions back."""
        reading = sweeping = routing = asyncio.create_task(asyncio.sleep(0))
        try:
            while not self._stop.is_set():
                await self._renew()
                if self._leases.held != self._partitions or reading.done():
                    await end(reading)
                    self._regroup()
                    reading = self._start(self._read())
                    self.ready.set()
                routing = await self._route(routing)
                if sweeping.done():
                    sweeping = self._start(self._effects.sweep(set(self._partitions)))
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), self._leases.renew_seconds)
        finally:
            self._stop.set()
            await end(reading, routing)
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=self._turn_seconds)
            await end(*self._tasks)
            with suppress(StoreError, *UNREACHABLE):
                await self._leases.leave()

    async def _route(self, routing: asyncio.Task[None]) -> asyncio.Task[None]:
        """The router runs where partition 0 is, and nowhere else."""
        if not self._routing or 0 not in self._partitions:
            await end(routing)
        elif routing.done():
            return self._start(router.run(self._client))
        return routing

    def stop(self) -> None:
        """Asks `run` to come to an end."""
        self._stop.set()

    async def _renew(self) -> None:
        try:
            await self._leases.beat()
        except UNREACHABLE:
            logger.warning("Redis is away; trying again")
        except StoreError as error:
            # What is held counts on: a lease that lapsed meanwhile shows in its epoch, and nothing is committed under it.
            logger.error("leases cannot be renewed (%s); trying again", error)

    def _regroup(self) -> None:
        """Takes up the partitions held now. Nothing may be reading meanwhile: a new lease reads an inbox from its start."""
        held = dict(self._leases.held)
        for partition in set(self._partitions) - set(held):
            self._positions.pop(keys.inbox(partition))
        new = {partition for partition, epoch in held.items() if self._partitions.get(partition) != epoch}
        self._positions.update({keys.inbox(partition): "0-0" for partition in new})
        self._caught_up.update(dict.fromkeys(new, self._start(self._effects.catch_up(new))))
        self._partitions = held

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

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("work in the engine failed: %s", error, exc_info=error)

    async def _converse(self, conversation: str) -> None:
        """One conversation's messages, one after the other, until none is left."""
        queue = self._waiting[conversation]
        while queue and not self._stop.is_set():
            try:
                await self._finish(queue[0])
            except StaleLease:
                logger.warning("partition %d went to another lease", queue[0].partition)
            queue.popleft()
        del self._waiting[conversation]

    async def _finish(self, taken: Taken) -> None:
        """Takes a message until it is committed; one that keeps failing is handed to a person by its last try."""
        failures = 0
        while True:
            try:
                await self._turn(taken, failures)
                return
            except StaleLease:
                raise
            except AlreadyDone:
                self._start(self._effects.apply(taken.partition))
                return
            except Exception:
                logger.exception("a turn failed; the message is taken again")
                failures += 1
                if failures > MOST_FAILURES:
                    await asyncio.sleep(min(LONGEST_PAUSE, 0.05 * 2**failures))

    async def _turn(self, taken: Taken, failures: int) -> None:
        await asyncio.wait([self._caught_up[taken.partition]])
        self._at("taken", taken.message)
        loaded = await self._load(taken, alone=False)
        if loaded.done and not _later(taken.inbox_id, loaded.done):
            raise AlreadyDone("this message was committed before")
        if loaded.tries > 1 and not failures:
            # It was in hand when a whole process failed. Such messages go one by one, so that only the culprit is caught
            # again, and not everybody who happened to be in hand at the same time.
            async with self._suspects:
                await self._work(taken, await self._load(taken, alone=True), failures)
        else:
            await self._work(taken, loaded, failures)

    async def _load(self, taken: Taken, alone: bool) -> Loaded:
        return await patiently(
            lambda: self._conversations.load(taken.message.conversation, taken.inbox_id, taken.epoch, alone), math.inf
        )

    async def _work(self, taken: Taken, loaded: Loaded, failures: int) -> None:
        turn = Turn(message=taken.message, conversation=loaded.conversation, memory=loaded.memory)
        if isinstance(taken.message.body, Said | Pressed):
            turn.barred = await patiently(lambda: self._notices.barred(turn.conversation.customer), math.inf) is not None
        async with self._hands:
            await self._answer(turn, loaded, failures)
        await self._commit(turn, loaded, taken)

    async def _answer(self, turn: Turn, loaded: Loaded, failures: int) -> None:
        """Within the deadline, which begins only now."""
        set_current_turn(turn)
        beyond = max(loaded.tries - MOST_TRIES, failures - MOST_FAILURES + 1)
        if beyond > 0:
            # Where even the words for it fail, the customer gets a person without them.
            work = give_up(turn, self._reader, "the assistant failed on this message", speak=beyond == 1)
        else:
            work = take(turn, self._reader)
        await asyncio.wait_for(work, self._turn_seconds)

    async def _commit(self, turn: Turn, loaded: Loaded, taken: Taken) -> None:
        self._at("before_commit", turn.message)
        await patiently(lambda: self._conversations.commit(turn, loaded, taken.inbox_id, taken.epoch), math.inf)
        self._at("after_commit", turn.message)
        self._at("before_delivery", turn.message)
        if self._drafts.wanted(turn):
            self._start(self._drafts.draft(turn))
        if turn.effects:
            # Waited for, so that the conversation's next turn sees what this one did ("cancel it" right after "yes").
            await asyncio.wait([self._start(self._effects.apply(taken.partition))])


def _later(one: str, other: str) -> bool:
    return tuple(map(int, one.split("-"))) > tuple(map(int, other.split("-")))
