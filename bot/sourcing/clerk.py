"""What is due with a request: whom to invite, which letters to send, when to close, and when to look again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from bot.sourcing import states
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.quote import ESSENTIAL, gaps

INVITED = 20  # suppliers that are asked; ten quotes are enough
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=1)  # after a first failure; each further one waits four times as long
MOST_CHASES = 2
CLOSES_SOON, RUNS_OUT = timedelta(days=1), timedelta(days=2)  # so long before, the customer is reminded

Kind = Literal["invite", "chase", "counter", "sample", "award", "cancel"]


class Reminder(msgspec.Struct, frozen=True):
    """Something that comes to pass soon: closes_soon, or runs_out for a supplier's quote; once for each key."""

    what: str
    key: str
    supplier: str = ""


class Post(msgspec.Struct, frozen=True):
    """A letter to a supplier; `name` tells it from every other one to the same supplier about the same request."""

    kind: Kind
    supplier: str
    name: str
    lacking: tuple[str, ...] = ()


def posts(dossier: Dossier, now: datetime) -> list[Post]:
    """The letters that have to leave now."""
    due = [post for one in dossier.invited.values() if _may_write(one, now) for post in _letters(dossier, one)]
    return [post for post in due if post.name not in dossier.invited[post.supplier].posted]


def to_be_invited(dossier: Dossier) -> bool:
    """Whether this version has been sent to nobody yet."""
    asked = any(one.version == dossier.request.version for one in dossier.invited.values())
    return dossier.request.state == "open" and not asked


def has_to_close(dossier: Dossier, now: datetime) -> bool:
    deadline = dossier.request.deadline
    return dossier.request.state in states.TAKES_QUOTES and deadline is not None and deadline <= now


def has_expired(dossier: Dossier, now: datetime) -> bool:
    """Whether nothing is left to decide about: every quote has run out or was taken back."""
    return dossier.request.state in states.DECIDABLE and all(quote.expired(now.date()) for quote in dossier.current)


def reminders(dossier: Dossier, now: datetime) -> list[Reminder]:
    """What the customer is to be reminded of now: quotes that run out soon, and that few days are left for more of them."""
    request, found = dossier.request, []
    if request.state in states.TAKES_QUOTES and request.deadline and now < request.deadline <= now + CLOSES_SOON:
        found.append(Reminder("closes_soon", f"remind v{request.version} {request.deadline.date()}"))
    if request.state in states.DECIDABLE:
        for quote in dossier.current:
            until = quote.terms.valid_until
            if until and now.date() <= until <= (now + RUNS_OUT).date():
                found.append(Reminder("runs_out", f"remind {quote.id} {until}", quote.supplier))
    return found


def sent(invitation: Invitation, post: Post, now: datetime) -> Invitation:
    """The invitation after a letter has left."""
    noted = replace(invitation, posted=(*invitation.posted, post.name), tries=0, again=None)
    if post.kind == "invite":
        return replace(noted, sent=now)
    return replace(noted, chased=post.lacking) if post.kind == "chase" else noted


def failed(invitation: Invitation, why: str, lasting: bool, now: datetime) -> Invitation:
    """The invitation after a letter could not be sent: again later, or given up."""
    tries = invitation.tries + 1
    if lasting or tries >= MOST_TRIES:
        return replace(invitation, tries=tries, again=None, dead=why[:300] or "could not be sent")
    return replace(invitation, tries=tries, again=now + FIRST_WAIT * 4 ** (tries - 1))


def next_look(dossier: Dossier, now: datetime) -> datetime | None:
    """When something may be due next, if nothing changes before."""
    moments = [one.again for one in dossier.invited.values() if one.again and one.again > now]
    if dossier.request.state in states.TAKES_QUOTES and dossier.request.deadline:
        moments += [dossier.request.deadline - CLOSES_SOON, dossier.request.deadline]
    if dossier.request.state in states.DECIDABLE:
        moments.append(now + timedelta(hours=1))  # quotes run out by the day
    return min((moment for moment in moments if moment > now), default=None)


def _may_write(invitation: Invitation, now: datetime) -> bool:
    return not invitation.dead and invitation.declined is None and (invitation.again is None or invitation.again <= now)


def _letters(dossier: Dossier, one: Invitation) -> list[Post]:
    """All letters that this supplier should have had by now."""
    found, request = [], dossier.request
    if one.version == request.version and request.state in states.TAKES_QUOTES:
        found.append(Post("invite", one.supplier, f"invite v{one.version}"))
    if dossier.accepted and dossier.accepted.quote.supplier == one.supplier and request.state in ("awarded", "ordered"):
        found.append(Post("award", one.supplier, f"award {dossier.accepted.quote.id}"))
    if request.state == "cancelled" and one.sent:  # who was never asked hears of no withdrawal
        found.append(Post("cancel", one.supplier, "cancel"))
    quote = dossier.quotes.get(one.supplier)
    if quote is None or quote.withdrawn or quote.version != request.version or request.state not in states.TAKES_REVISIONS:
        return found
    lacking = tuple(name for name in ESSENTIAL if name in gaps(quote.terms))
    if lacking and sum(name.startswith("chase") for name in one.posted) < MOST_CHASES:
        found.append(Post("chase", one.supplier, f"chase v{quote.version} r{quote.revision}", lacking))
    if one.counters and request.state in states.DECIDABLE:
        found.append(Post("counter", one.supplier, f"counter {one.counters}"))
    if one.samples and request.state in states.DECIDABLE:
        found.append(Post("sample", one.supplier, f"sample {one.samples}"))
    return found
