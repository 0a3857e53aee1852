"""What happens to the queue, in the form in which its scripts take it."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch
from typing import Any, NamedTuple

import msgspec

from bot.events import (
    ClaimVoided,
    CustomerAnswered,
    CustomerUnanswered,
    HandoffAccepted,
    HandoffEnded,
    HandoffEvent,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
)
from bot.sales.figures import IN_TIME_SECONDS, why_of
from bot.sales.model import Rep, Waiting
from bot.sales.needs import Needs, lines_of, needs_of, steps_of
from bot.sales.service import DESERTED_SECONDS, SILENT_SECONDS
from bot.sales.shifts import on_shift
from bot.sales.urgency import RIPE_SECONDS, head_start
from bot.store import keys

SalesEvent = HandoffEvent
PREFIX = [keys.SALES]
"""The keys of every script of the queue."""


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1000)


class Change(NamedTuple):
    """An effect as the script takes it: what happens, to which rep, since or until when (ms), and how it is to be routed."""

    what: str
    rep: str = ""
    at: int = 0
    doc: bytes = b""
    needs: Needs | None = None


def presence_as(rep: str, known: Rep | None, seconds: float, status: str, now: datetime) -> list[Any]:
    """A sign of life as the script takes it; somebody unknown is present and offered nothing."""
    shift = int(known is not None and on_shift(known, now))
    lines = "\n".join(lines_of(known)) if known else ""
    until, capacity = milliseconds(now) + int(seconds * 1000), known.capacity if known else 0
    return [milliseconds(now), rep, until, status, shift, capacity, lines, DESERTED_SECONDS * 1000]


def applied_as(
    event: SalesEvent,
    partition: int,
    event_id: str,
    now: datetime,
    customer: str = "",
    history: tuple[str, str, str] = ("", "", ""),
) -> list[Any]:
    """An effect as the script takes it; `history` are the account's rep, the one last spoken to, and the one who gave it up."""
    change = _change(event, now)
    if isinstance(event, HandoffRequested):
        own, last, left_by = history
        own, last = ("" if rep == left_by else rep for rep in (own, last))
        change, customer = change._replace(rep=left_by, needs=needs_of(event, own, last)), customer or event.conversation
    arguments = [partition, event_id, milliseconds(now), event.conversation, event.epoch, change.what, change.rep, change.at]
    why = why_of(event) if isinstance(event, HandoffRequested) else ""
    return [*arguments, change.doc, *_routing(change.needs, now), customer, why, IN_TIME_SECONDS * 1000]


@singledispatch
def _change(event: SalesEvent, now: datetime) -> Change:
    raise TypeError(event)


@_change.register
def _(event: HandoffRequested, now: datetime) -> Change:
    waiting = Waiting(
        event.conversation,
        event.epoch,
        "queued",
        event.reason,
        event.summary,
        event.known,
        event.since,
        event.channel,
        topic=event.topic,
        asked=event.asked,
        happened=event.happened,
    )
    return Change("queue", "", milliseconds(event.since), msgspec.json.encode(waiting))


@_change.register(HandoffAccepted)
@_change.register(HandoffTransferred)
def _(event: HandoffAccepted | HandoffTransferred, now: datetime) -> Change:
    return Change("accept", event.rep, milliseconds(now) + SILENT_SECONDS * 1000)


@_change.register
def _(event: HandoffSnoozed, now: datetime) -> Change:
    return Change("snooze", event.rep, milliseconds(event.until))


@_change.register
def _(event: HandoffWoken, now: datetime) -> Change:
    return Change("wake", event.rep)


@_change.register
def _(event: CustomerUnanswered, now: datetime) -> Change:
    return Change("unanswered", event.rep, milliseconds(event.since) + SILENT_SECONDS * 1000)


@_change.register
def _(event: CustomerAnswered, now: datetime) -> Change:
    return Change("answered", event.rep)


@_change.register
def _(event: ClaimVoided, now: datetime) -> Change:
    return Change("void", event.rep)


@_change.register
def _(event: HandoffEnded, now: datetime) -> Change:
    return Change("end", event.rep or "")


def _routing(needs: Needs | None, now: datetime) -> list[bytes | str | int]:
    """What the script is told of how a hand-off is to be routed; filler for events that are none."""
    if needs is None:
        return [b"", "", 0, 0, 0, DESERTED_SECONDS * 1000]
    steps = "\n\n".join("\n".join((step.name, str(step.hold_ms), *step.lines)) for step in steps_of(needs))
    weights = (needs.weight, head_start(needs, now), RIPE_SECONDS * 1000, DESERTED_SECONDS * 1000)
    return [msgspec.json.encode(needs), steps, *weights]
