"""The router's two questions to Redis, each one script for a whole batch: who comes into question, and the reservation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from bot.sales.needs import Needs
from bot.sales.routing import Assignment, Free, Seeker, choose_handoff, choose_rep
from bot.sales.service import DESERTED_SECONDS, MISSED_PAUSE_SECONDS, RESERVATION_SECONDS
from bot.store.connect import Client
from bot.store.sales_changes import PREFIX, milliseconds
from bot.store.scripts import Scripts

BATCH = 8
"""Reps who have become free, and hand-offs that look for one, decided in one go: fewer cost more round trips, more of them take
longer than an assignment may."""
FEW = 3
"""Candidates for each: the second and third count when the first is gone by the time of the claim."""

_needs = msgspec.json.Decoder(Needs)
_encode = msgspec.json.Encoder().encode


class Wanted(NamedTuple):
    """One hand-off to be reserved for the first of these who still has room; `by_rep` where a free rep asked for it."""

    by_rep: bool
    choices: list[Assignment]


class Routed(NamedTuple):
    """What was reserved, and whether there is more to be decided now: what came too late is looked at again."""

    given: list[Assignment]
    more: bool


class Router:
    def __init__(self, client: Client, batch: int = BATCH) -> None:
        self._run = Scripts(client)
        self._batch = batch

    async def route(self, now: datetime) -> Routed:
        """Filter, select, claim, for one batch."""
        freed, waiting, left, due = await self._filter(now)
        won: list[Assignment | None] = []
        if wanted := list(select(freed, waiting, now)):
            won, left = await self._claim(wanted, now)
        return Routed([one for one in won if one is not None], bool(left or due))

    async def _filter(self, now: datetime) -> tuple[list[Any], list[Any], int, int]:
        arguments = [milliseconds(now), self._batch, FEW, DESERTED_SECONDS * 1000, MISSED_PAUSE_SECONDS * 1000]
        freed, waiting, left, due = await self._run("sales_next", PREFIX, arguments)
        return freed, waiting, left, due

    async def _claim(self, wanted: list[Wanted], now: datetime) -> tuple[list[Assignment | None], int]:
        deadline = now + timedelta(seconds=RESERVATION_SECONDS)
        arguments: list[Any] = [milliseconds(now), milliseconds(deadline)]
        for by_rep, choices in wanted:
            arguments += [choices[0].conversation, choices[0].epoch, int(by_rep), len(choices)]
            for choice in choices:
                arguments += [choice.rep, _encode(choice)]
        winners, left = await self._run("sales_reserve", PREFIX, arguments)
        return [_won(one.choices, winner.decode()) for one, winner in zip(wanted, winners, strict=True)], left


def select(freed: list[Any], waiting: list[Any], now: datetime) -> Iterator[Wanted]:
    """What the policy makes of what the filter found."""
    for rep, room, found in freed:
        chosen = choose_handoff(Free(rep.decode(), room), [_seeker(one) for one in found], now)
        if chosen:
            yield Wanted(True, [chosen])
    for found, reps in waiting:
        choices = choose_rep(_seeker(found), [Free(rep.decode(), room, at) for rep, room, at in reps], now)
        yield Wanted(False, choices)


def _won(choices: list[Assignment], winner: str) -> Assignment | None:
    return next((choice for choice in choices if choice.rep == winner), None)


def _seeker(found: list[Any]) -> Seeker:
    """One of the hand-offs that the filter found; of those to be compared with, only who and since when."""
    conversation, epoch, key, since, *more = found
    needs, step, here = (_needs.decode(more[0]), *more[1:]) if more else (Needs(), 1, ())
    return Seeker(conversation.decode(), int(epoch), float(key), int(since), needs, int(step), tuple(int(one) for one in here))
