"""What of a request's changes its customer is told unasked, and when: soon, a few at a time, and not at night. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo

from bot.conversation.model import Conversation, RequestRef
from bot.sourcing.dossier import Change

TOLD = ("quoted", "revised", "withdrawn", "asked", "closed", "expired", "closes_soon", "runs_out", "refused")
URGENT = ("asked", "closed", "expired", "refused")
"""These do not wait for others to be told with them; nor does what changes the state, or answers a counter-offer."""
SETTLES = timedelta(seconds=2)  # after the first of several that come together
PAUSE = timedelta(seconds=45)  # between two tellings of one request
AWAKE = timedelta(minutes=20)  # who wrote so lately is there, whatever the hour
MORNING, EVENING = time(8), time(21)
"""Hours in which calls are allowed by 47 CFR 64.1200(c)(1); a message wakes people as a call does."""


def untold(changes: Iterable[Change]) -> list[Change]:
    """Those that the customer hears of: what others did, never their own deeds."""
    return [one for one in changes if one.what in TOLD and (one.who != "customer" or one.what == "refused")]


def tell_at(news: Sequence[Change], ref: RequestRef, conversation: Conversation, zone: tzinfo, now: datetime) -> datetime:
    """When these news, at least one, are to be told: now or before now means at once."""
    due = news[0].at + SETTLES
    if ref.told_at and not any(map(_is_urgent, news)):
        due = max(due, ref.told_at + PAUSE)
    if conversation.wrote and now - conversation.wrote < AWAKE:
        return due
    return max(due, by_day(max(due, now), zone))


def _is_urgent(change: Change) -> bool:
    return change.what in URGENT or change.before != change.after or (change.what, change.after) == ("revised", "negotiating")


def by_day(moment: datetime, zone: tzinfo) -> datetime:
    """The moment itself by day in that zone, else the next morning there."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, zone)
