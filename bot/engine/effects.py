"""Lets committed effects take place where they belong: the queue, the requests. Exactly once, also after a crash."""

from __future__ import annotations

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial

import msgspec

from bot.accounts.model import Account
from bot.conversation.message import Message
from bot.engine.timers import Timers
from bot.events import (
    CallbackEvent,
    CustomerAsked,
    DeskEvent,
    Event,
    FeedbackEvent,
    HandoffEnded,
    HandoffRequested,
    MessageMisread,
    RepAnswered,
    RequestEvent,
)
from bot.store import keys
from bot.store.accounts import RedisAccounts
from bot.store.connect import Client, patiently
from bot.store.figures import Figures
from bot.store.find import RedisFind
from bot.store.mail import RedisMail
from bot.store.notices import Notices
from bot.store.promises import Promises
from bot.store.requests import RedisRequests
from bot.store.review import RedisReview
from bot.store.sales import RedisQueue
from bot.store.scripts import Scripts

KEPT_SECONDS = 3600
"""How long applied events stay readable for a web process that lags."""
MOST_AT_ONCE = 200
SWEEPS_A_ROUND = 20
"""A sweep looks after one in so many partitions, so that all of them come round in about a minute."""

_event = msgspec.json.Decoder(Event)


class Effects:
    def __init__(self, client: Client, at: Callable[[str, Message | None], None] = lambda point, message: None) -> None:
        """`at` is told of each effect applied and not yet marked as such, for tests that interrupt."""
        self._client = client
        self._at = at
        self._run = Scripts(client)
        self._queue = RedisQueue(client)
        self._requests = RedisRequests(client)
        self._mail = RedisMail(client)
        self._accounts = RedisAccounts(client)
        self._review = RedisReview(client)
        self._figures = Figures(client)
        self._notices, self._find = Notices(client), RedisFind(client)
        self._promises = Promises(client)
        self._timers = Timers(client, self._queue)
        self._busy: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sweeps = 0

    async def apply(self, partition: int) -> None:
        """Applies what this partition has committed and not yet applied, in order, and moves its mark on."""
        async with self._busy[partition]:
            while await patiently(lambda: self._apply_some(partition), math.inf):
                pass

    async def catch_up(self, partitions: set[int]) -> None:
        """Applies what others have committed there; most often it is nothing, and one round trip says so."""
        asked = [(_names(partition), [1]) for partition in sorted(partitions)]
        found = await patiently(lambda: self._run.many("unapplied", asked), math.inf)
        for partition, (newest, _) in zip(sorted(partitions), found, strict=True):
            if newest:
                await self.apply(partition)

    async def sweep(self, partitions: set[int]) -> None:
        """What is due from time to time: each partition's stream kept short; with partition 0, what lapses in the queue."""
        if 0 in partitions:
            await self._timers.fire()
        self._sweeps += 1
        for partition in partitions:
            if partition % SWEEPS_A_ROUND == self._sweeps % SWEEPS_A_ROUND:
                await self.apply(partition)
                await patiently(partial(self._advance, partition, "0-0"), math.inf)

    async def _apply_some(self, partition: int) -> bool:
        newest, effects = await self._run("unapplied", _names(partition), [MOST_AT_ONCE])
        for event_id, effect in effects:
            await self._apply_one(_event.decode(effect), partition, event_id.decode())
            self._at("effect_applied", None)
        if newest:
            await self._advance(partition, newest)
        return bool(newest)

    async def _advance(self, partition: int, newest: str) -> None:
        kept_since = int((time.time() - KEPT_SECONDS) * 1000)
        await self._run("applied", _names(partition), [newest, kept_since])

    async def _apply_one(self, event: Event, partition: int, event_id: str) -> None:
        if isinstance(event, RequestEvent):
            await self._requests.apply(event)
        elif isinstance(event, RepAnswered):
            await self._mail.answered(event)
        elif isinstance(event, HandoffRequested):
            account = await self._account(event)
            own, customer = (account.rep, f"account:{account.id}") if account else ("", "")
            await self._queue.apply(event, partition, event_id, own, customer)
        elif isinstance(event, MessageMisread):
            await self._review.add(event)
        elif isinstance(event, CustomerAsked):
            await self._figures.count_event(partition, event_id, {"asked": 1}, datetime.now(timezone.utc))
        elif isinstance(event, DeskEvent):
            await self._notices.apply(event)
        elif isinstance(event, CallbackEvent | FeedbackEvent):
            await self._promises.apply(event)
        else:
            await self._queue.apply(event, partition, event_id)
        if isinstance(event, HandoffEnded):
            await self._find.add(event.conversation, event.rep or "", event.disposition or event.how)
        elif isinstance(event, HandoffRequested):
            await self._find.add(event.conversation)

    async def _account(self, event: HandoffRequested) -> Account | None:
        """The customer's company: proved, or by the address that they gave, which is good enough to choose a rep."""
        if event.account:
            return await self._accounts.get(event.account)
        email = event.known.get("email")
        return await self._accounts.by_email(email.strip().lower()) if isinstance(email, str) else None


def _names(partition: int) -> list[str]:
    return [keys.applied(partition), keys.events(partition)]
