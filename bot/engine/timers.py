"""What the clock sets going: words of it go into the inboxes of the conversations that it concerns, each once."""

from __future__ import annotations

import math
from datetime import datetime, timezone

from bot.conversation.message import Body, CallbackDue, Message, RepLost, SnoozeDue, WaitNews
from bot.store.callbacks import RedisCallbacks
from bot.store.connect import Client, patiently
from bot.store.conversations import Conversations
from bot.store.sales import RedisQueue
from bot.store.telling import RedisTelling

MOST_TOLD = 100
"""People who wait that one round looks at."""


class Timers:
    """An id made of what fired makes a second message of it void: whoever dies between telling and noting it does no harm."""

    def __init__(self, client: Client, queue: RedisQueue) -> None:
        self._queue, self._conversations = queue, Conversations(client)
        self._callbacks, self._telling = RedisCallbacks(client), RedisTelling(client, queue)

    async def fire(self) -> None:
        """One round."""
        await patiently(lambda: self._queue.lapse(_now()), math.inf)
        for tell in (self._snoozes, self._overdue, self._places, self._begun):
            await patiently(tell, math.inf)
        await patiently(lambda: self._callbacks.look(_now()), math.inf)

    async def _snoozes(self) -> None:
        for name, until in await self._queue.snoozes_due(_now()):
            await self._tell(name, f"snooze:{until.timestamp():.3f}", SnoozeDue(until))
            await self._queue.snooze_told(name, until)

    async def _overdue(self) -> None:
        """Conversations whose rep has let the customer down."""
        for one in await self._queue.overdue(_now()):
            lost = RepLost(one.rep, one.epoch, one.why)
            await self._tell(one.conversation, f"lost:{one.epoch}:{one.due.timestamp():.3f}", lost)
            await self._queue.overdue_told(one)

    async def _places(self) -> None:
        """Who waits hears of their place in line, where there is something to tell."""
        now = _now()
        for due in await self._telling.due(now, MOST_TOLD):
            if due.news:
                news = WaitNews(due.epoch, *due.news)
                await self._tell(due.conversation, f"wait:{due.epoch}:{'-'.join(map(str, due.news))}", news)
            await self._telling.looked(due, now)

    async def _begun(self) -> None:
        """Promised callbacks whose window has begun."""
        for one in await self._callbacks.begun(_now()):
            due = CallbackDue(one.id, one.contact, one.start, one.end, one.about)
            await self._tell(one.conversation, f"callback:{one.id}", due)
            await self._callbacks.begun_told(one.id)

    async def _tell(self, conversation: str, message_id: str, body: Body) -> None:
        state = await self._conversations.state(conversation)
        if state is not None:
            await self._conversations.append(Message(message_id, conversation, _now(), body, state.channel))


def _now() -> datetime:
    return datetime.now(timezone.utc)
