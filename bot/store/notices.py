"""What the desk notices beside the queue: notes that name a rep, customers who were blocked, deeds that were refused."""

from __future__ import annotations

import msgspec

from bot.conversation.model import Customer, identities
from bot.events import CustomerBlocked, CustomerUnblocked, DeedRefused, DeskEvent, RepMentioned
from bot.store import keys
from bot.store.connect import Client
from bot.store.trail import Trail

MOST_MENTIONS = 50
"""Of one rep."""
MENTIONED = "mentioned"

_mention = msgspec.json.Decoder(RepMentioned)
_blocked = msgspec.json.Decoder(CustomerBlocked)


class Notices:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def apply(self, event: DeskEvent) -> None:
        """Lets it take place; the same again changes nothing that anybody sees."""
        match event:
            case CustomerBlocked():
                doc = msgspec.json.encode(event)
                await self._client.hset(keys.SALES_BLOCKED, event.conversation, doc)
                if event.who:
                    await self._client.hset(keys.SALES_BARRED, event.who, doc)
            case CustomerUnblocked():
                await self._client.hdel(keys.SALES_BLOCKED, event.conversation)
                if event.who:
                    await self._client.hdel(keys.SALES_BARRED, event.who)
            case RepMentioned():
                await self._mention(event)
            case DeedRefused(conversation, message, rep, deed, why):
                await Trail(self._client).add(rep, f"refused_{deed}", conversation, message=message, why=why)

    async def _mention(self, event: RepMentioned) -> None:
        name, doc = keys.sales_mentions(event.rep), msgspec.json.encode(event)
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.lrem(name, 0, doc)
            pipeline.lpush(name, doc)
            pipeline.ltrim(name, 0, MOST_MENTIONS - 1)
            fields = {"c": event.conversation, "change": MENTIONED, "rep": event.rep}
            pipeline.xadd(keys.SALES_EVENTS, fields, maxlen=10_000, approximate=True)
            await pipeline.execute()

    async def mentions(self, rep: str) -> list[RepMentioned]:
        """The newest first."""
        return [_mention.decode(doc) for doc in await self._client.lrange(keys.sales_mentions(rep), 0, -1)]

    async def read(self, rep: str, conversation: str) -> None:
        """The rep has read what names them there."""
        for doc in await self._client.lrange(keys.sales_mentions(rep), 0, -1):
            if _mention.decode(doc).conversation == conversation:
                await self._client.lrem(keys.sales_mentions(rep), 0, doc)

    async def barred(self, customer: Customer | None) -> CustomerBlocked | None:
        """Why nothing is taken of this person, or of their account, wherever they write; None where they may."""
        known = list(identities(customer).values())
        docs = await self._client.hmget(keys.SALES_BARRED, known) if known else []
        return next((_blocked.decode(doc) for doc in docs if doc), None)

    async def blocked(self) -> list[CustomerBlocked]:
        """The newest first."""
        found = [_blocked.decode(doc) for doc in await self._client.hvals(keys.SALES_BLOCKED)]
        return sorted(found, key=lambda one: one.at, reverse=True)
