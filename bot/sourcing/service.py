"""Sourcing: opening requests, looking them up, comparing their quotes and acting on them. Writes nothing itself: it returns
what happened, for the turn's commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import msgspec

from bot.conversation.model import Conversation, RequestRef
from bot.errors import Refused
from bot.events import RequestActed, RequestCancelled, RequestOpened
from bot.sourcing import deeds, news, states
from bot.sourcing.comparing import Comparison, compare
from bot.sourcing.dossier import Change, Dossier
from bot.sourcing.request import Request, RequestFields


class Numbers(Protocol):
    async def allocate(self, series: str, key: str) -> str:
        """The next number of a series ("RFQ" gives "RFQ-10001"); the same key always gets the same number again."""


class Requests(Protocol):
    async def get(self, number: str) -> Request | None: ...

    async def dossier(self, number: str) -> Dossier | None: ...

    async def changes(self, number: str, after: int = 0) -> list[Change]: ...


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

    async def dossier(self, conversation: Conversation, number: str) -> Dossier | None:
        """All about an own request: quotes, invitations, versions. None as `find`."""
        request = await self.find(conversation, number)
        return await self._requests.dossier(request.number) if request else None

    async def compare(self, conversation: Conversation, number: str, now: datetime) -> Comparison:
        """The quotes of an own request side by side, as of now. Raises Refused where the number is not this conversation's."""
        dossier = await self._own(conversation, number)
        return compare(dossier.current, dossier.request.fields, now.date())

    async def act(
        self,
        conversation: Conversation,
        number: str,
        deed: str,
        key: str,
        now: datetime,
        supplier: str = "",
        revision: int = 0,
        **data: Any,
    ) -> RequestActed:
        """A deed with an own request, as `RequestActed` names them, for the turn's effects.

        amend takes `fields`, a RequestFields; counter takes unit_price and note, answer takes text. `key` is the turn's key for
        this deed. Raises Refused, with the reason, for what the rules do not allow as the request stands now.
        """
        dossier = await self._own(conversation, number)
        if "fields" in data:
            data = msgspec.to_builtins(data["fields"])
        event = RequestActed(dossier.request.number, conversation.id, now, key, deed, "customer", supplier, revision, data)
        closed = deeds.closing(dossier, event)
        deeds.perform(closed.after if closed else dossier, event)
        return event

    async def news(self, conversation: Conversation, number: str) -> tuple[Dossier, list[Change]] | None:
        """An own request, and what happened to it since the customer was told last. None as `find`."""
        dossier = await self.dossier(conversation, number)
        if dossier is None:
            return None
        ref = _ref(conversation, dossier)
        changes = await self._requests.changes(dossier.request.number, ref.told)
        return dossier, [change for change in changes if change.seq <= dossier.seq]

    def told(self, conversation: Conversation, dossier: Dossier, now: datetime) -> bool:
        """Keeps in the conversation how far the customer has been told by this turn; says whether they ever were before."""
        before = _ref(conversation, dossier)
        after = msgspec.structs.replace(before, state=dossier.request.state, told=dossier.seq, told_at=now)
        conversation.requests = [after if ref is before else ref for ref in conversation.requests]
        return before.told_at is not None

    async def saw_quotes(self, conversation: Conversation, number: str, now: datetime) -> None:
        """The customer has asked for the quotes: where nothing else has happened, there is no news any more."""
        found = await self.news(conversation, number)
        if found and all(one.what in ("quoted", "revised", "withdrawn") for one in news.untold(found[1])):
            self.told(conversation, found[0], now)

    async def cancel(self, conversation: Conversation, number: str, now: datetime, reason: str = "") -> RequestCancelled:
        """Cancels an own request; raises Refused where it is not this conversation's or is already closed."""
        request = await self.find(conversation, number)
        if request is None:
            raise Refused(f"{number} is not a request of this conversation")
        if "cancelled" not in states.NEXT[request.state]:
            raise Refused(f"{number} is {request.state} already")
        return RequestCancelled(number=request.number, conversation=conversation.id, at=now, reason=reason)

    async def _own(self, conversation: Conversation, number: str) -> Dossier:
        dossier = await self.dossier(conversation, number)
        if dossier is None:
            raise Refused(f"{number} is not a request of this conversation")
        return dossier


def _ref(conversation: Conversation, dossier: Dossier) -> RequestRef:
    return next(ref for ref in conversation.requests if ref.number == dossier.request.number)
