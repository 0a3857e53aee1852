"""The queue of people who wait, and the reps, in Redis: one slot, reached by events and by the desk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import singledispatchmethod

import msgspec

from bot.errors import Refused
from bot.events import (
    ClaimVoided,
    HandoffAccepted,
    HandoffEnded,
    HandoffEvent,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
)
from bot.sales.model import Claim, Rep, Waiting
from bot.sales.service import RESERVATION_SECONDS
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently
from bot.store.scripts import Scripts

SalesEvent = HandoffEvent
REFUSALS = {
    -1: "nobody waits in that conversation any more",
    -2: "another rep was faster",
    -3: "you hold as many chats as you may",
    -4: "you have put aside as many chats as you may answer at once",
}

_waiting = msgspec.json.Decoder(Waiting)
_rep = msgspec.json.Decoder(Rep)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(ms: bytes | float) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, timezone.utc)


class RedisQueue:
    """Fulfils `bot.sales.service.Queue`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)

    async def waiting(self, limit: int = 100) -> list[Waiting]:
        """Those that wait, longest first."""
        return await self._read([name.decode() for name in await self._client.zrange(keys.SALES_WAITING, 0, limit - 1)])

    async def length(self) -> int:
        """How many wait."""
        return int(await self._client.zcard(keys.SALES_WAITING))

    async def mine(self, rep: str) -> list[Waiting]:
        """What a rep holds, reserved or active, longest first."""
        held = await self._read([name.decode() for name in await self._client.smembers(keys.sales_rep(rep))])
        return sorted(held, key=lambda one: one.since)

    async def claim(self, conversation: str, rep: str, now: datetime, capacity: int = 12) -> Claim:
        """Reserves a waiting conversation for one rep. Raises Refused, with the reason, where that cannot be."""
        handoff = keys.sales_handoff(conversation)
        names = [keys.SALES_WAITING, keys.SALES_RESERVED, handoff, keys.SALES_REP, keys.SALES_EVENTS, keys.SALES_HANDOFF]
        deadline = _ms(now) + RESERVATION_SECONDS * 1000
        epoch = int(await self._run("sales_claim", names, [conversation, rep, deadline, capacity]))
        if epoch < 0:
            raise Refused(REFUSALS[epoch])
        return Claim(conversation, epoch, rep)

    async def lapse(self, now: datetime) -> int:
        """Puts back into the queue what was reserved and not followed up in time; says how many."""
        due = await self._client.zrangebyscore(keys.SALES_RESERVED, 0, _ms(now), start=0, num=100)
        lapsed = 0
        for name in due:
            conversation = name.decode()
            rep = await self._client.hget(keys.sales_handoff(conversation), "rep")
            names = [
                keys.SALES_WAITING,
                keys.SALES_RESERVED,
                keys.sales_handoff(conversation),
                keys.SALES_REP,
                keys.SALES_EVENTS,
            ]
            lapsed += int(await self._run("sales_lapse", names, [conversation, (rep or b"").decode(), _ms(now)]))
        return lapsed

    async def snoozes_due(self, now: datetime) -> list[tuple[str, datetime]]:
        """Conversations whose time to come back has passed, with that time; each until `snooze_told`."""
        due = await self._client.zrangebyscore(keys.SALES_SNOOZED, 0, _ms(now), start=0, num=100, withscores=True)
        return [(name.decode(), _moment(until)) for name, until in due]

    async def snooze_told(self, conversation: str, until: datetime) -> None:
        """The conversation has the word of its timer in its inbox."""
        await self._run("remove_due", [keys.SALES_SNOOZED], [conversation, _ms(until)])

    async def present(self, rep: str, seconds: float) -> None:
        """The rep's desk is open; holds for so many seconds, 0 ends it."""
        await self._client.zadd(keys.SALES_PRESENT, {rep: time.time() * 1000 + seconds * 1000})

    async def reps_present(self) -> list[str]:
        """Ids of the reps at their desk."""
        found = await self._client.zrangebyscore(keys.SALES_PRESENT, time.time() * 1000, "+inf")
        return sorted(rep.decode() for rep in found)

    async def anyone_present(self) -> bool:
        now = time.time() * 1000
        return bool(await patiently(lambda: self._client.zcount(keys.SALES_PRESENT, now, "+inf"), IN_A_TURN))

    async def apply(self, event: SalesEvent, partition: int, event_id: str) -> None:
        """Lets an event of a partition's stream take place, exactly once."""
        change, rep, since, doc = self._change(event)
        names = [
            keys.SALES_MARKS,
            keys.SALES_WAITING,
            keys.SALES_RESERVED,
            keys.sales_handoff(event.conversation),
            keys.SALES_REP,
            keys.SALES_EVENTS,
            keys.SALES_SNOOZED,
        ]
        await self._run("sales_apply", names, [partition, event_id, event.conversation, event.epoch, change, rep, since, doc])

    @singledispatchmethod
    def _change(self, event: SalesEvent) -> tuple[str, str, int, bytes]:
        raise TypeError(event)

    @_change.register
    def _(self, event: HandoffRequested) -> tuple[str, str, int, bytes]:
        waiting = Waiting(
            event.conversation, event.epoch, "queued", event.reason, event.summary, event.known, event.since, event.channel
        )
        return "queue", "", _ms(event.since), msgspec.json.encode(waiting)

    @_change.register(HandoffAccepted)
    @_change.register(HandoffTransferred)
    def _(self, event: HandoffAccepted | HandoffTransferred) -> tuple[str, str, int, bytes]:
        return "accept", event.rep, 0, b""

    @_change.register
    def _(self, event: HandoffSnoozed) -> tuple[str, str, int, bytes]:
        return "snooze", event.rep, _ms(event.until), b""

    @_change.register
    def _(self, event: HandoffWoken) -> tuple[str, str, int, bytes]:
        return "wake", event.rep, 0, b""

    @_change.register
    def _(self, event: ClaimVoided) -> tuple[str, str, int, bytes]:
        return "void", event.rep, 0, b""

    @_change.register
    def _(self, event: HandoffEnded) -> tuple[str, str, int, bytes]:
        return "end", event.rep or "", 0, b""

    async def _read(self, conversations: list[str]) -> list[Waiting]:
        async with self._client.pipeline(transaction=False) as pipeline:
            for conversation in conversations:
                pipeline.hmget(keys.sales_handoff(conversation), "state", "rep", "doc", "snoozed")
            found = await pipeline.execute()
        return [
            msgspec.structs.replace(
                _waiting.decode(doc),
                state=state.decode(),
                rep=rep.decode() or None,
                snoozed=_moment(snoozed) if snoozed else None,
            )
            for state, rep, doc, snoozed in found
            if doc
        ]


class RedisReps:
    """Fulfils `bot.sales.service.Reps`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def get(self, rep: str) -> Rep | None:
        doc = await self._client.hget(keys.SALES_REPS, rep)
        return _rep.decode(doc) if doc else None

    async def several(self, reps: Sequence[str]) -> list[Rep]:
        """Those of them that there are, in one round trip."""
        found = await self._client.hmget(keys.SALES_REPS, list(reps)) if reps else []
        return [_rep.decode(doc) for doc in found if doc]

    async def save(self, *reps: Rep) -> None:
        if reps:
            await self._client.hset(keys.SALES_REPS, mapping={rep.id: msgspec.json.encode(rep) for rep in reps})

    async def all(self) -> list[Rep]:
        return sorted((_rep.decode(doc) for doc in await self._client.hvals(keys.SALES_REPS)), key=lambda rep: rep.id)

    async def count(self) -> int:
        return int(await self._client.hlen(keys.SALES_REPS))
