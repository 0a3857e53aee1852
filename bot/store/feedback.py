"""What customers said of their chats with reps: a rating, and a line where they added one; the newest are kept."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.events import CustomerCommented, CustomerRated
from bot.store import keys
from bot.store.connect import Client

MOST = 5_000


class Feedback(msgspec.Struct, frozen=True):
    """One customer's word; `rep` is a name, `rating` good, fair or bad, `text` "" where nothing was added."""

    conversation: str
    at: datetime
    rep: str
    rating: str
    text: str = ""


_decoder = msgspec.json.Decoder(Feedback)


class RedisFeedback:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def rated(self, event: CustomerRated) -> None:
        """Keeps it; the same again changes nothing."""
        field = _field(event.conversation, event.epoch)
        doc = msgspec.json.encode(Feedback(event.conversation, event.at, event.rep, event.rating))
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.hsetnx(keys.SALES_FEEDBACK, field, doc)
            pipeline.zadd(keys.SALES_FEEDBACK_AT, {field: event.at.timestamp() * 1000}, nx=True)
            await pipeline.execute()
        await self._trim()

    async def commented(self, event: CustomerCommented) -> None:
        """Adds the line to its rating; nothing where that is kept no more."""
        field = _field(event.conversation, event.epoch)
        held = await self._client.hget(keys.SALES_FEEDBACK, field)
        if held:
            said = msgspec.structs.replace(_decoder.decode(held), text=event.text)
            await self._client.hset(keys.SALES_FEEDBACK, field, msgspec.json.encode(said))

    async def newest(self, count: int = MOST) -> list[Feedback]:
        """The newest first."""
        fields = await self._client.zrevrange(keys.SALES_FEEDBACK_AT, 0, count - 1)
        docs = await self._client.hmget(keys.SALES_FEEDBACK, fields) if fields else []
        return [_decoder.decode(doc) for doc in docs if doc]

    async def _trim(self) -> None:
        old = await self._client.zrange(keys.SALES_FEEDBACK_AT, 0, -MOST - 1)
        if old:
            await self._client.zrem(keys.SALES_FEEDBACK_AT, *old)
            await self._client.hdel(keys.SALES_FEEDBACK, *old)


def _field(conversation: str, epoch: int) -> str:
    return f"{conversation}:{epoch}"
