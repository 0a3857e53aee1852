"""Sourcing requests. A change is worked out by the rules and written if nothing has changed meanwhile; else worked out anew."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from bot.errors import Missing, Refused, StoreError
from bot.events import RequestActed, RequestCancelled, RequestEvent, RequestOpened
from bot.sourcing import deeds
from bot.sourcing.dossier import Acceptance, Change, Deed, Dossier, Invitation, Step
from bot.sourcing.quote import Quote
from bot.sourcing.request import Request, RequestFields
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently
from bot.store.figures import Figures
from bot.store.numbers import FIRST
from bot.store.scripts import Scripts

TRIES = 100
"""A change meets at most so many others on its way; then somebody does nothing but change this request."""

MILESTONES = {"opened": "requests", "quoted": "quoted", "accepted": "awarded"}
"""What happens to a request → the figure that counts the requests to which it has happened."""

log = logging.getLogger(__name__)

_request = msgspec.json.Decoder(Request)
_fields = msgspec.json.Decoder(RequestFields)
_quote = msgspec.json.Decoder(Quote)
_invitation = msgspec.json.Decoder(Invitation)
_acceptance = msgspec.json.Decoder(Acceptance)
_change = msgspec.json.Decoder(Change)


class RedisRequests:
    """Fulfils `bot.sourcing.service.Requests`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)
        self._figures = Figures(client)

    async def get(self, number: str) -> Request | None:
        state, doc = await patiently(lambda: self._client.hmget(keys.request(number), "state", "doc"), IN_A_TURN)
        return _whole(state, doc) if state and doc else None

    async def dossier(self, number: str) -> Dossier | None:
        """The request with its versions, invitations and quotes; None where there is no such number."""
        return await patiently(lambda: self._load(number), IN_A_TURN)

    async def _load(self, number: str) -> Dossier | None:
        names = [keys.request(number), keys.request_quotes(number), keys.request_invited(number)]
        doc, quotes, invited = await self._run("request_load", names, [])
        return _read(_pairs(doc), _pairs(quotes), _pairs(invited)) if doc else None

    async def newest(self, limit: int) -> list[Dossier]:
        """The requests that were opened last, the newest first."""
        last = int(await self._client.get(keys.counter("RFQ")) or 0)
        found: list[Dossier] = []
        for number in range(last, FIRST - 1, -1):
            held = await self.dossier(f"RFQ-{number}")
            found += [held] if held else []
            if len(found) >= limit:
                break
        return found

    async def changes(self, number: str, after: int = 0) -> list[Change]:
        """What happened to it, oldest first, from after the change with this seq on."""
        found = await self._client.xrange(keys.request_changes(number), min=f"{after + 1}-0")
        return [_change.decode(fields[b"c"]) for _, fields in found]

    async def do(self, number: str, key: str, deed: Deed) -> Dossier:
        """Does something with a request, once for each key; gives the dossier after it.

        Raises what the deed raises (Refused), Missing for an unknown number, StoreError where Redis does not answer.
        """
        return await patiently(lambda: self._do(number, key, deed), IN_A_TURN)

    async def _do(self, number: str, key: str, deed: Deed) -> Dossier:
        for again in range(TRIES):
            dossier = await self._load(number)
            if dossier is None:
                raise Missing(f"there is no request {number}")
            if await self._client.hexists(keys.request_done(number), key):
                return dossier
            step = deed(dossier)
            if step is None:
                return dossier
            if await self._write(number, key, dossier.seq, step) == "done":
                return step.after
            await asyncio.sleep(random.uniform(0, 0.002 * (again + 1)))
        raise StoreError(f"{number} is changed by too many at once")

    async def apply(self, event: RequestEvent) -> None:
        """Lets an event from a conversation take place, once. What the rules refuse by now is kept as a change that says so.

        Where Redis is away, its own error comes out: whoever applies effects waits for it, however long that takes.
        """
        if isinstance(event, RequestOpened):
            fields = msgspec.convert(event.fields, RequestFields, strict=False)
            await self._write(event.number, "open", 0, deeds.open_request(event.number, event.conversation, fields, event.at))
            return
        key, who = (
            (f"cancel {event.at.isoformat()}", "customer") if isinstance(event, RequestCancelled) else (event.key, event.who)
        )
        what = "cancel" if isinstance(event, RequestCancelled) else event.deed
        try:
            await self._apply(event, key)
        except Missing:
            log.warning("%s is to be %s and does not exist", event.number, what)
        except Refused as error:
            why = str(error)
            await self._do(event.number, key, lambda dossier: deeds.refused(dossier, what, who, event.at, why))

    async def _apply(self, event: RequestCancelled | RequestActed, key: str) -> None:
        if isinstance(event, RequestCancelled):
            await self._do(event.number, key, lambda dossier: deeds.cancel(dossier, "customer", event.at, event.reason))
            return
        await self._do(event.number, f"{key} close", lambda dossier: deeds.closing(dossier, event))
        await self._do(event.number, key, lambda dossier: deeds.perform(dossier, event))

    async def _write(self, number: str, key: str, seq: int, step: Step) -> str:
        names = [
            keys.request(number),
            keys.request_changes(number),
            keys.request_quotes(number),
            keys.request_invited(number),
            keys.request_done(number),
        ]
        args = [seq, key, msgspec.json.encode(step.change), *_written(step)]
        await self.wake(number, step.change.at)
        answer: bytes = await self._run("request_change", names, args)
        await self.wake(number, step.change.at - timedelta(milliseconds=1))  # a look before the change saw too little
        if figure := MILESTONES.get(step.change.what):
            await self._figures.count(f"{number} {figure}", {figure: 1}, datetime.now(timezone.utc))
        return answer.decode()

    # ── what is due ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def wake(self, number: str, at: datetime) -> None:
        """Has the request looked at from this moment on, or earlier where that was said before."""
        await self._client.zadd(keys.REQUESTS_DUE, {number: _ms(at)}, lt=True)

    async def due(self, now: datetime, most: int = 50) -> list[tuple[str, int]]:
        """Requests that have to be looked at, and the time (ms) since when."""
        found = await self._client.zrangebyscore(keys.REQUESTS_DUE, 0, _ms(now), start=0, num=most, withscores=True)
        return [(number.decode(), int(score)) for number, score in found]

    async def claim(self, number: str, due: int, until: datetime) -> bool:
        """Whether this look is the caller's to have; nobody else has it until that moment, or until the request changes."""
        return bool(await self._run("request_claim", [keys.REQUESTS_DUE], [number, due, _ms(until)]))

    async def looked(self, number: str, until: datetime, again: datetime | None) -> None:
        """The look that was claimed until then is over: one at `again`, or None. What changed meanwhile is looked at anyway."""
        await self._run("remove_due", [keys.REQUESTS_DUE], [number, _ms(until)])
        if again is not None:
            await self.wake(number, again)

    async def dead_letter(self, number: str, supplier: str, what: str, why: str, at: datetime) -> None:
        """Keeps in the list that a letter was given up."""
        entry = msgspec.json.encode({"request": number, "supplier": supplier, "what": what, "why": why, "at": at})
        await self._client.hset(keys.REQUESTS_DEAD, f"{number} {supplier} {what}", entry)

    async def dead_letters(self) -> list[dict[str, Any]]:
        """The letters that were given up, the oldest first: request, supplier, what, why, at."""
        found = await self._client.hgetall(keys.REQUESTS_DEAD)
        return sorted((msgspec.json.decode(entry) for entry in found.values()), key=lambda entry: str(entry["at"]))


def _read(doc: Mapping[bytes, bytes], quotes: Mapping[bytes, bytes], invited: Mapping[bytes, bytes]) -> Dossier:
    request = _whole(doc[b"state"], doc[b"doc"])
    versions = {int(name[1:]): _fields.decode(value) for name, value in doc.items() if name[:1] == b"v" and name[1:].isdigit()}
    return Dossier(
        request=request,
        seq=int(doc.get(b"seq", b"0")),
        versions=versions or {1: request.fields},
        quotes={name.decode(): _quote.decode(value) for name, value in quotes.items()},
        invited={name.decode(): _invitation.decode(value) for name, value in invited.items()},
        accepted=_acceptance.decode(doc[b"accepted"]) if b"accepted" in doc else None,
    )


def _whole(state: bytes, doc: bytes) -> Request:
    """The request; the hash's own state is the truth."""
    return msgspec.structs.replace(_request.decode(doc), state=state.decode())


def _written(step: Step) -> list[Any]:
    """The script's arguments for the three hashes."""
    after = step.after
    request = after.request
    doc: dict[str, Any] = {"state": request.state, "version": request.version, "doc": msgspec.json.encode(request)}
    doc[f"v{request.version}"] = msgspec.json.encode(request.fields)
    if after.accepted is not None:
        doc["accepted"] = msgspec.json.encode(after.accepted)
    quotes = {name: msgspec.json.encode(after.quotes[name]) for name in step.quotes}
    invited = {name: msgspec.json.encode(after.invited[name]) for name in step.invited}
    return [part for held in (doc, quotes, invited) for part in (len(held), *(one for pair in held.items() for one in pair))]


def _pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
