"""Who waits, as all the tabs of this process show it: read once for all of them."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiohttp import web

from bot.sales.model import Rep, Waiting, free_seats
from bot.sales.service import Queue, Reps
from connectors.desk.protocol import Board, Colleague

SHOWN = 100  # of those that wait, the longest first
MOST_COLLEAGUES = 20


class Look(NamedTuple):
    """Those that wait longest, and how many wait in all."""

    waiting: list[Waiting]
    total: int


class Room:
    """The queue and the colleagues, for the tabs of one process."""

    def __init__(self, queue: Queue, reps: Reps) -> None:
        self._queue, self._reps = queue, reps
        self._looking = asyncio.Lock()
        self._next: asyncio.Task[Look] | None = None

    async def look(self) -> Look:
        """The queue as it stands at some moment from now on. Who asks while another look is under way shares the one after."""
        if self._next is None:
            self._next = asyncio.create_task(self._look())
        return await asyncio.shield(self._next)

    async def _look(self) -> Look:
        async with self._looking:
            self._next = None
            waiting = await self._queue.waiting(SHOWN)
            return Look(waiting, await self._queue.length() if len(waiting) == SHOWN else len(waiting))

    async def colleagues(self, rep: str, words: str) -> list[Colleague]:
        """Those at the desk, but for this rep, whom all the words fit: name, skills, languages, states."""
        wanted = words.lower().split()
        there = await self._reps.several([one for one in await self._queue.reps_present() if one != rep])
        fitting = [one for one in there if all(word in _described(one) for word in wanted)]
        chosen = sorted(fitting, key=lambda one: one.name)[:MOST_COLLEAGUES]
        held = await asyncio.gather(*(self._queue.mine(one.id) for one in chosen))
        return [
            Colleague(one.id, one.name, list(one.skills), max(free_seats(one, chats), 0))
            for one, chats in zip(chosen, held, strict=True)
        ]


ROOM = web.AppKey("ROOM", Room)


def _described(rep: Rep) -> str:
    return " ".join((rep.name, *rep.skills, *rep.languages, *rep.states)).lower()


class Shown:
    """What one tab has of the board, so that only what is new goes there."""

    def __init__(self) -> None:
        self.waiting: dict[str, Waiting] = {}
        self.mine: list[Waiting] | None = None
        self._total = 0

    def readable(self) -> set[str]:
        """The conversations that the rep may read."""
        return {*self.waiting, *(one.conversation for one in self.mine or ())}

    def news(self, look: Look, mine: list[Waiting]) -> Board | None:
        """What to send for the tab to show this; None where it does already."""
        fresh = {one.conversation: one for one in look.waiting}
        changed = [one for one in look.waiting if self.waiting.get(one.conversation) != one]
        gone = [name for name in self.waiting if name not in fresh]
        same = self.mine == mine
        if same and not changed and not gone and self._total == look.total:
            return None
        self.waiting, self.mine, self._total = fresh, mine, look.total
        return Board(changed, gone, look.total, None if same else mine)
