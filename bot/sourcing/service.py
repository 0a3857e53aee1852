"""Sourcing: numbers, opening, looking up and cancelling requests. Writes nothing itself: it returns what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

from bot.conversation.model import Conversation
from bot.errors import Refused
from bot.events import RequestCancelled, RequestOpened
from bot.sourcing.request import Request, RequestFields


class Numbers(Protocol):
    async def allocate(self, series: str, key: str) -> str:
        """The next number of a series ("RFQ" gives "RFQ-10001"); the same key always gets the same number again."""


class Requests(Protocol):
    async def get(self, number: str) -> Request | None: ...


class Sourcing:
    def __init__(self, numbers: Numbers, requests: Requests) -> None:
        self._numbers = numbers
        self._requests = requests

    async def open(self, conversation: Conversation, fields: RequestFields, key: str, now: datetime) -> RequestOpened:
        """A confirmed request, under a number that the same key always gets again. Raises Refused for a quantity under 1."""
        if fields.quantity < 1:
            raise Refused("a request needs a quantity of at least 1")
        number = await self._numbers.allocate("RFQ", key)
        return RequestOpened(number=number, conversation=conversation.id, at=now, fields=msgspec.to_builtins(fields))

    async def find(self, conversation: Conversation, number: str) -> Request | None:
        """A request of this conversation; None where the number is unknown or somebody else's."""
        wanted = number.strip().upper()
        if wanted not in {ref.number for ref in conversation.requests}:
            return None
        return await self._requests.get(wanted)

    async def cancel(self, conversation: Conversation, number: str, now: datetime, reason: str = "") -> RequestCancelled:
        """Cancels an own request; raises Refused where it is not this conversation's or is already closed."""
        request = await self.find(conversation, number)
        if request is None:
            raise Refused(f"{number} is not a request of this conversation")
        if request.state in ("cancelled", "expired", "ordered"):
            raise Refused(f"{number} is {request.state} already")
        return RequestCancelled(number=request.number, conversation=conversation.id, at=now, reason=reason)
