"""Who writes at this moment, who has seen what, and whose page is open: told among all web processes.

Losing a sign of writing costs nothing, so none is kept. How far each side has looked is kept.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import msgspec

from bot.store import keys
from bot.store.connect import UNREACHABLE, Client

Side = Literal["customer", "rep"]
VISIT_KEPT = 7 * 24 * 3600  # seconds
SILENCE = 5.0  # seconds of waiting for a sign, shorter than a connection may be silent
PAUSE = 0.2  # seconds, after Redis was away


class Sign(msgspec.Struct, frozen=True, omit_defaults=True):
    """`who` writes in the conversation at this moment, or has seen it up to the log id `seen`."""

    conversation: str
    who: Side
    seen: str = ""


EVERY = "*"  # what `listen` takes for all conversations
Listener = asyncio.Queue[Sign]
_sign = msgspec.json.Decoder(Sign)


class Signs:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listen(self, conversation: str, into: Listener) -> Iterator[None]:
        """Puts every sign of a conversation, or of EVERY one, into the queue; a full queue misses it."""
        self._listeners[conversation].add(into)
        try:
            yield
        finally:
            self._listeners[conversation].discard(into)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    async def writes(self, conversation: str, who: Side) -> None:
        await self._tell(Sign(conversation, who))

    async def saw(self, conversation: str, who: Side, entry: str) -> None:
        """That side has looked at everything up to this log id; marks only move forward."""
        before = (await self.seen(conversation)).get(who, "0")
        if _number(entry) > _number(before):
            await self._client.hset(keys.seen_up_to(conversation), who, entry)
            await self._tell(Sign(conversation, who, entry))

    async def seen(self, conversation: str) -> dict[str, str]:
        """The log id up to which each side has looked; a side that never did is left out."""
        found = await self._client.hgetall(keys.seen_up_to(conversation))
        return {side.decode(): entry.decode() for side, entry in found.items()}

    async def visits(self, conversation: str) -> None:
        """The customer's page is open at this moment."""
        await self._client.set(keys.visit(conversation), int(time.time() * 1000), ex=VISIT_KEPT)

    async def last_visit(self, conversation: str) -> float:
        """Seconds since 1970 at which the customer's page was last known to be open; 0 for never."""
        return int(await self._client.get(keys.visit(conversation)) or 0) / 1000

    async def run(self) -> None:
        """Hands signs on until cancelled; those told while Redis is away are lost."""
        while True:
            try:
                async with self._client.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(keys.SIGNS)
                    while True:
                        if message := await channel.get_message(timeout=SILENCE):
                            self._hand_on(_sign.decode(message["data"]))
            except (*UNREACHABLE, msgspec.DecodeError):
                await asyncio.sleep(PAUSE)

    async def _tell(self, sign: Sign) -> None:
        await self._client.publish(keys.SIGNS, msgspec.json.encode(sign))

    def _hand_on(self, sign: Sign) -> None:
        for listener in (*self._listeners.get(sign.conversation, ()), *self._listeners.get(EVERY, ())):
            if not listener.full():
                listener.put_nowait(sign)


def _number(entry: str) -> tuple[int, int]:
    moment, _, count = entry.partition("-")
    return int(moment), int(count or 0)
