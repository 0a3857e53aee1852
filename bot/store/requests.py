"""Sourcing requests in Redis, each in a slot of its own."""

from __future__ import annotations

import msgspec

from bot.events import RequestCancelled, RequestOpened
from bot.sourcing.request import Request, RequestFields
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently
from bot.store.scripts import Scripts

_request = msgspec.json.Decoder(Request)


class RedisRequests:
    """Fulfils `bot.sourcing.service.Requests`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)

    async def get(self, number: str) -> Request | None:
        state, doc = await patiently(lambda: self._client.hmget(keys.request(number), "state", "doc"), IN_A_TURN)
        if doc is None or state is None:
            return None
        return msgspec.structs.replace(_request.decode(doc), state=state.decode())

    async def apply(self, event: RequestOpened | RequestCancelled) -> None:
        """Lets an event take place; a second time changes nothing."""
        if isinstance(event, RequestCancelled):
            await self._run("request_apply", [keys.request(event.number)], ["cancel", ""])
            return
        request = Request(
            number=event.number,
            conversation=event.conversation,
            version=1,
            state="open",
            opened=event.at,
            fields=msgspec.convert(event.fields, RequestFields, strict=False),
        )
        await self._run("request_apply", [keys.request(event.number)], ["open", msgspec.json.encode(request)])
