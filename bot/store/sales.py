"""The queue of people who wait, in Redis: one slot, reached by events, by the desk and by the router."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

import msgspec

from bot.errors import Refused
from bot.events import HandoffRequested
from bot.sales.model import Claim, Rep, Standing, Waiting
from bot.sales.needs import Needs
from bot.sales.outlook import Outlook, outlook
from bot.sales.routing import Assignment, Reason, told
from bot.sales.service import (
    DESERTED_SECONDS,
    MISSED_PAUSE_SECONDS,
    REJECTED_SECONDS,
    RESERVATION_SECONDS,
    SILENT_SECONDS,
)
from bot.store import keys
from bot.store.connect import IN_A_TURN, Client, patiently
from bot.store.floor import standing
from bot.store.sales_changes import PREFIX, SalesEvent, applied_as, milliseconds, presence_as
from bot.store.scripts import Scripts

REFUSALS = {
    -1: "nobody waits in that conversation any more",
    -2: "another rep was faster",
    -3: "you hold as many chats as you may",
    -4: "you have put aside as many chats as you may answer at once",
}
MOST_DUE = 100

_waiting = msgspec.json.Decoder(Waiting)
_rep = msgspec.json.Decoder(Rep)
_needs = msgspec.json.Decoder(Needs)
_assignment = msgspec.json.Decoder(Assignment)


def _moment(ms: bytes | float) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, timezone.utc)


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Overdue(NamedTuple):
    """A conversation whose rep has been silent, or gone, for too long; `list_` is where that stands, until `due`."""

    conversation: str
    epoch: int
    rep: str
    why: str
    list_: str
    due: datetime


class RedisQueue:
    """Fulfils `bot.sales.service.Queue`. `clock` says what time it is where nobody else does."""

    def __init__(self, client: Client, clock: Callable[[], datetime] = _now) -> None:
        self._client = client
        self._run = Scripts(client)
        self._clock = clock

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
        deadline = now + timedelta(seconds=RESERVATION_SECONDS)
        why = Assignment(conversation, 0, rep, now, "by hand", (Reason("by hand", "chosen", "taken from the list"),))
        arguments = [milliseconds(now), conversation, rep, milliseconds(deadline), capacity, msgspec.json.encode(why)]
        epoch = int(await self._run("sales_claim", PREFIX, arguments))
        if epoch < 0:
            raise Refused(REFUSALS[epoch])
        return Claim(conversation, epoch, rep, await self._lacks(conversation, rep))

    async def _lacks(self, conversation: str, rep: str) -> tuple[str, ...]:
        """What the hand-off asks for and the rep does not have, as far as both are known."""
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.hget(keys.sales_handoff(conversation), "needs")
            pipeline.hget(keys.SALES_REPS, rep)
            needs, known = await pipeline.execute()
        asks = _needs.decode(needs).language if needs and known else ""
        return ("language",) if asks and asks not in _rep.decode(known).languages else ()

    async def reject(self, conversation: str, rep: str, epoch: int, now: datetime) -> bool:
        """Gives back what was reserved for a rep, age and place kept; False where it is not theirs any more."""
        again = now + timedelta(seconds=REJECTED_SECONDS)
        return bool(await self._run("sales_reject", PREFIX, [milliseconds(now), conversation, rep, epoch, milliseconds(again)]))

    async def lapse(self, now: datetime) -> int:
        """Puts back into the queue what was reserved and not followed up in time, and lets all else that is due happen; says
        how many lapsed."""
        seconds = (DESERTED_SECONDS, MISSED_PAUSE_SECONDS, RESERVATION_SECONDS, SILENT_SECONDS)
        arguments = [milliseconds(now), MOST_DUE, *(1000 * one for one in seconds)]
        return int(await self._run("sales_tick", PREFIX, arguments))

    async def outlook(self, conversation: str) -> Outlook | None:
        """What may honestly be said to who waits there; None where nobody waits."""
        state, steps, key = await self._client.hmget(keys.sales_handoff(conversation), "state", "steps", "key")
        if state not in (b"queued", b"reserved") or not steps or key is None:
            return None
        if state == b"reserved":
            return Outlook(1)
        line = _language_line(steps.decode())
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.zcount(keys.SALES_QUEUE + line, "-inf", f"({float(key)!r}")
            pipeline.lrange(keys.SALES_PICKUPS + line, 0, -1)
            ahead, pickups = await pipeline.execute()
        return outlook(ahead + 1, [int(moment) / 1000 for moment in pickups], self._clock().timestamp())

    async def assignments(self, conversation: str) -> list[Assignment]:
        """Every offer of a conversation in the last 30 days, oldest first, each with its reasons."""
        return [_assignment.decode(doc) for doc in await self._client.lrange(keys.sales_why(conversation), 0, -1)]

    async def snoozes_due(self, now: datetime) -> list[tuple[str, datetime]]:
        """Conversations whose time to come back has passed, with that time; each until `snooze_told`."""
        due = await self._client.zrangebyscore(keys.SALES_SNOOZED, 0, milliseconds(now), start=0, num=MOST_DUE, withscores=True)
        return [(name.decode(), _moment(until)) for name, until in due]

    async def snooze_told(self, conversation: str, until: datetime) -> None:
        """The conversation has the word of its timer in its inbox."""
        await self._run("remove_due", [keys.SALES_SNOOZED], [conversation, milliseconds(until)])

    async def overdue(self, now: datetime) -> list[Overdue]:
        """Conversations that their rep has let down; each until `overdue_told`."""
        found = []
        for list_, why in ((keys.SALES_SILENT, "silent"), (keys.SALES_DESERTED, "gone")):
            due = await self._client.zrangebyscore(list_, 0, milliseconds(now), start=0, num=MOST_DUE, withscores=True)
            for name, at in due:
                epoch, rep = await self._client.hmget(keys.sales_handoff(name.decode()), "epoch", "rep")
                found.append(Overdue(name.decode(), int(epoch or 0), (rep or b"").decode(), why, list_, _moment(at)))
        return found

    async def overdue_told(self, one: Overdue) -> None:
        """The conversation has the word of it in its inbox."""
        await self._run("remove_due", [one.list_], [one.conversation, milliseconds(one.due)])

    async def present(self, rep: str, seconds: float) -> None:
        """The rep's desk is open; holds for so many seconds, 0 ends it. Off shift, nothing is offered."""
        await self._present(rep, seconds, "")

    async def leave(self, rep: str) -> int:
        """The rep is no more: offers go to others at once, and so, with the next sweep, does what they hold. Says how much."""
        await self._present(rep, 0, "")
        held = [one for one in await self.mine(rep) if one.state == "active"]
        if held:
            now = milliseconds(self._clock())
            await self._client.zadd(keys.SALES_DESERTED, {one.conversation: now for one in held})
        return len(held)

    async def take_break(self, rep: str, on: bool, seconds: float = 30.0) -> None:
        """The rep is offered nothing from now on, or is back; the desk is open for so many seconds."""
        await self._present(rep, seconds, "break" if on else "available")

    async def _present(self, rep: str, seconds: float, status: str) -> None:
        doc = await self._client.hget(keys.SALES_REPS, rep)
        known = _rep.decode(doc) if doc else None
        await self._run("sales_present", PREFIX, presence_as(rep, known, seconds, status, self._clock()))

    async def floor(self, rep: str) -> Standing:
        """How the rep stands now."""
        now = milliseconds(self._clock())
        fields = await self._client.hmget(keys.sales_floor(rep), "load", "capacity", "status", "shift", "paused")
        there = await self._client.zscore(keys.SALES_PRESENT, rep)
        if there and there > now:
            return standing(fields, now)
        return Standing("away", int(fields[0] or 0), int(fields[1] or 0))

    async def reps_present(self) -> list[str]:
        """Ids of the reps at their desk."""
        found = await self._client.zrangebyscore(keys.SALES_PRESENT, time.time() * 1000, "+inf")
        return sorted(rep.decode() for rep in found)

    async def anyone_present(self) -> bool:
        now = time.time() * 1000
        return bool(await patiently(lambda: self._client.zcount(keys.SALES_PRESENT, now, "+inf"), IN_A_TURN))

    async def apply(self, event: SalesEvent, partition: int, event_id: str, own: str = "", customer: str = "") -> None:
        """Lets an event of a partition's stream take place, exactly once. `own` is the rep of the customer's account,
        `customer` who that is; without it, the conversation stands for the customer."""
        last = left_by = ""
        if isinstance(event, HandoffRequested):
            last, left_by = await self._history(event.conversation, customer or event.conversation)
        arguments = applied_as(event, partition, event_id, self._clock(), customer, (own, last, left_by))
        await self._run("sales_apply", PREFIX, arguments)

    async def _history(self, conversation: str, customer: str) -> tuple[str, str]:
        """The rep that the customer last spoke with, and the one whom the conversation leaves for the queue; "" for none."""
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.get(keys.sales_last(customer))
            pipeline.hmget(keys.sales_handoff(conversation), "state", "rep")
            last, (state, rep) = await pipeline.execute()
        return (last or b"").decode(), rep.decode() if state == b"active" else ""

    async def _read(self, conversations: list[str]) -> list[Waiting]:
        async with self._client.pipeline(transaction=False) as pipeline:
            for conversation in conversations:
                pipeline.hmget(keys.sales_handoff(conversation), "state", "rep", "doc", "snoozed", "deadline", "why")
            found = await pipeline.execute()
        return [
            msgspec.structs.replace(
                _waiting.decode(doc),
                state=state.decode(),
                rep=rep.decode() or None,
                snoozed=_moment(snoozed) if snoozed else None,
                deadline=_moment(deadline) if deadline else None,
                why=tuple(told(_assignment.decode(why))) if why else (),
            )
            for state, rep, doc, snoozed, deadline, why in found
            if doc
        ]


def _language_line(steps: str) -> str:
    """The line of the step that asks for the language alone."""
    return next((step.split("\n")[2] for step in steps.split("\n\n") if step.startswith("language\n")), "")


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

    async def remove(self, rep: str) -> bool:
        """The rep is no more; False where there was none. What they hold is for the caller to see to."""
        return bool(await self._client.hdel(keys.SALES_REPS, rep))

    async def all(self) -> list[Rep]:
        return sorted((_rep.decode(doc) for doc in await self._client.hvals(keys.SALES_REPS)), key=lambda rep: rep.id)

    async def count(self) -> int:
        return int(await self._client.hlen(keys.SALES_REPS))
