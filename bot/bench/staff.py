"""Reps who race for the customers that wait, talk, get lost half-way, put conversations aside, pass them on, end them."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta, timezone

from bot.bench.crowd import Post
from bot.conversation.message import RepBody, RepClaimed, RepHandedBack, RepResolved, RepSaid, RepSnoozed, RepTransferred
from bot.errors import Refused
from bot.sales.model import Claim
from bot.sales.service import RESERVATION_SECONDS
from bot.store.connect import Client, patiently
from bot.store.fanout import Fanout, QueueChanged
from bot.store.sales import RedisQueue

PATIENCE = 60.0  # seconds that a desk tries to reach Redis
CAPACITY = 4


class Staff:
    def __init__(self, client: Client, fanout: Fanout, post: Post, reps: int, rng: random.Random) -> None:
        self._queue = RedisQueue(client)
        self._fanout = fanout
        self._post = post
        self._rng = rng
        self.reps = [f"rep-{number}" for number in range(1, reps + 1)]
        self.counts: Counter[str] = Counter()
        self._busy: set[asyncio.Task[None]] = set()

    async def come_in(self) -> None:
        """The reps are at their desks from now on."""
        for rep in self.reps:
            await self._queue.present(rep, 3600)

    async def work(self) -> None:
        """Until cancelled: whenever somebody begins to wait, or waits again, two reps reach for them at the same time."""
        with self._fanout.desk() as desk:
            while True:
                change = await desk.get()
                if isinstance(change, QueueChanged) and change.change in ("queued", "requeued", "ended", "void"):
                    for waiting in (await patiently(lambda: self._queue.waiting(4), PATIENCE))[:2]:
                        await self._race(waiting.conversation)

    async def finish(self) -> None:
        """Lets the reps bring to an end what they are about."""
        await asyncio.gather(*self._busy)

    async def _race(self, conversation: str) -> None:
        late = self._rng.random() < 0.2
        claims = await asyncio.gather(*(self._claim(conversation, rep, late) for rep in self._rng.sample(self.reps, 2)))
        won = [claim for claim in claims if claim]
        self.counts["races"] += bool(won)
        self.counts["races with two winners"] += len(won) > 1 and not late
        for claim in won:
            task = asyncio.create_task(self._follow(claim, late))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _claim(self, conversation: str, rep: str, late: bool) -> Claim | None:
        """`late` makes the reservation lapse at the next look: as if the rep had gone to lunch with it."""
        now = datetime.now(timezone.utc) - timedelta(seconds=RESERVATION_SECONDS + 1 if late else 0)
        try:
            return await patiently(lambda: self._queue.claim(conversation, rep, now, CAPACITY), PATIENCE)
        except Refused:
            return None

    async def _follow(self, claim: Claim, late: bool) -> None:
        if late and self._rng.random() < 0.5:
            self.counts["reservations forgotten"] += 1
            return
        if self._rng.random() < 0.1:
            await self._say(claim, RepSaid(claim.rep, "too early"), "said before ownership")
        await self._say(claim, RepClaimed(claim.rep, claim.rep.title(), claim.epoch), "claims")
        await self._talk(claim)
        if self._rng.random() < 0.3:
            await self._put_aside(claim)
        if self._rng.random() < 0.3:
            colleague = self._rng.choice([rep for rep in self.reps if rep != claim.rep])
            await self._say(claim, RepTransferred(claim.rep, colleague, colleague.title(), "yours"), "passed to a colleague")
            claim = Claim(claim.conversation, claim.epoch, colleague)
            await self._talk(claim)
        await self._end(claim)

    async def _talk(self, claim: Claim) -> None:
        for number in range(self._rng.randint(1, 3)):
            await self._say(claim, RepSaid(claim.rep, f"hello {number}"), "said")

    async def _put_aside(self, claim: Claim) -> None:
        """For a moment: the timer may fire, the customer may write, or the rep takes it up again."""
        pause = self._rng.uniform(0.05, 1)
        until = datetime.now(timezone.utc) + timedelta(seconds=pause)
        await self._say(claim, RepSnoozed(claim.rep, until), "put aside")
        if self._rng.random() < 0.5:
            await asyncio.sleep(pause)
        else:
            await self._say(claim, RepSnoozed(claim.rep, None), "taken up again")

    async def _end(self, claim: Claim) -> None:
        way = self._rng.random()
        if way < 0.2:
            await self._say(claim, RepTransferred(claim.rep, note="knows no toner"), "passed to the queue")
        elif way < 0.6:
            await self._say(claim, RepHandedBack(claim.rep, "the bot helps you on"), "handed back")
        else:
            await self._say(claim, RepResolved(claim.rep, "done"), "resolved")

    async def _say(self, claim: Claim, body: RepClaimed | RepBody, kind: str) -> None:
        sent = await self._post.send(claim.conversation, body, "rep")
        answer = await self._post.answer(claim.conversation, sent)
        self.counts[f"{kind}, refused" if answer.refused else kind] += 1
