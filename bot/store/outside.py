"""Effects outside a turn: whoever is not the engine lets them take place itself, once for each key."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timezone

from bot.events import CallbackEvent, CustomerAsked, DeskEvent, Event, FeedbackEvent, MessageMisread, RepAnswered, RequestEvent
from bot.store import keys
from bot.store.connect import Client
from bot.store.figures import Figures
from bot.store.mail import RedisMail
from bot.store.notices import Notices
from bot.store.promises import Promises
from bot.store.requests import RedisRequests
from bot.store.review import RedisReview
from bot.store.sales import RedisQueue

REMEMBERED_SECONDS = 30 * 24 * 3600


class Outside:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._queue = RedisQueue(client)
        self._requests = RedisRequests(client)
        self._mail = RedisMail(client)
        self._review = RedisReview(client)
        self._figures = Figures(client)
        self._notices = Notices(client)
        self._promises = Promises(client)

    async def publish(self, events: Sequence[Event], key: str) -> None:
        """Applies the events in their order; under a key that was used before nothing happens."""
        if not await self._client.set(keys.published(key), 1, nx=True, ex=REMEMBERED_SECONDS):
            return
        for ordinal, event in enumerate(events):
            if isinstance(event, RequestEvent):
                await self._requests.apply(event)
            elif isinstance(event, RepAnswered):
                await self._mail.answered(event)
            elif isinstance(event, MessageMisread):
                await self._review.add(event)
            elif isinstance(event, CustomerAsked):
                await self._figures.count(f"asked {event.conversation}", {"asked": 1}, datetime.now(timezone.utc))
            elif isinstance(event, DeskEvent):
                await self._notices.apply(event)
            elif isinstance(event, CallbackEvent | FeedbackEvent):
                await self._promises.apply(event)
            else:
                await self._queue.apply(event, keys.OUTSIDE, f"{time.time_ns() // 1_000_000}-{ordinal}")
