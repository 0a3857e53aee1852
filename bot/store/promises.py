"""What a customer was promised, and what they said of it afterwards, in Redis; each once, however often its event comes."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone

from bot.errors import Missing, Refused
from bot.events import CallbackEvent, CallbackPromised, CallbackWithdrawn, CustomerCommented, CustomerRated, FeedbackEvent
from bot.sales.callbacks import Callback
from bot.sales.figures import RATED
from bot.store.callbacks import RedisCallbacks
from bot.store.connect import Client
from bot.store.feedback import RedisFeedback
from bot.store.figures import Figures


class Promises:
    def __init__(self, client: Client) -> None:
        self._callbacks, self._figures, self._feedback = RedisCallbacks(client), Figures(client), RedisFeedback(client)

    async def apply(self, event: CallbackEvent | FeedbackEvent) -> None:
        match event:
            case CallbackPromised():
                promised = Callback(event.callback, event.conversation, event.contact, event.start, event.end, event.about)
                await self._callbacks.promise(promised)
            case CallbackWithdrawn():
                with suppress(Missing, Refused):  # withdrawn before, or made meanwhile
                    await self._callbacks.withdraw(event.callback)
            case CustomerRated():
                once, rated = f"rated:{event.conversation}:{event.epoch}", {f"{RATED}{event.rating}": 1}
                await self._figures.count(once, rated, datetime.now(timezone.utc))
                await self._feedback.rated(event)
            case CustomerCommented():
                await self._feedback.commented(event)
