"""Reps and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from bot.shops.hours import Week

WaitingState = Literal["queued", "reserved", "active"]


class Rep(msgspec.Struct, frozen=True, omit_defaults=True):
    """`id` is the sign-in name; `password` an Argon2 hash; `capacity` the chats answered at once.

    The territory is `states` (two letters) and `zips` (first three digits of ZIPs), both empty where there is none; `shifts`
    are the hours at the desk in the rep's own `timezone`.
    """

    id: str
    name: str
    password: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    email: str = ""
    capacity: int = 12
    role: Literal["rep", "lead", "admin"] = "rep"
    states: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()
    timezone: str = ""
    shifts: Week | None = None
    change_password: bool = False
    """The password came from somebody else: the rep chooses another at the first sign-in."""


class Waiting(msgspec.Struct, frozen=True):
    """One hand-off: a conversation that waits for a rep, is reserved by one, or has one; `snoozed` until when that one put it
    aside."""

    conversation: str
    epoch: int
    state: WaitingState
    reason: str
    summary: str
    known: dict[str, Any]
    since: datetime
    channel: str = "web"
    rep: str | None = None
    snoozed: datetime | None = None
    deadline: datetime | None = None
    """Until when the rep may accept what is reserved."""
    why: tuple[str, ...] = ()
    """Why this rep got it, line by line."""
    topic: str = ""
    asked: str = ""
    happened: str = ""
    """These three as `HandoffRequested` has them."""


def free_seats(rep: Rep, held: Sequence[Waiting]) -> int:
    """How many chats more the rep may take: one put aside takes no seat until it wakes; 0 or less where there is none."""
    answering = sum(one.snoozed is None for one in held)
    return min(rep.capacity - answering, 2 * rep.capacity - len(held))


class Claim(msgspec.Struct, frozen=True):
    """A reservation that the store granted to one rep; the conversation has the last word."""

    conversation: str
    epoch: int
    rep: str
    lacks: tuple[str, ...] = ()
    """What was asked for and this rep does not have: "language", or nothing."""


class Standing(msgspec.Struct, frozen=True):
    """How a rep stands on the floor: `state` is available, break (by choice), missed (let an offer lapse), off_shift or away;
    `load` and `capacity` in seats."""

    state: Literal["available", "break", "missed", "off_shift", "away"]
    load: int
    capacity: int
