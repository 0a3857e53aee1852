"""The policy: which rep gets which conversation, and why. Pure; the store and the simulation both ask it.

Routing is four steps: **filter** (the lines give the few that come into question), **select** (here), **claim** (one script
reserves, or finds that it came too late), **tell** (the desk shows the offer and the reasons are kept with the assignment).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Literal

import msgspec

from bot.sales.needs import Needs, StepName, steps_of
from bot.sales.urgency import RIPE_SECONDS, head_start

Found = Literal["chosen", "busy", "empty"]


class Free(msgspec.Struct, frozen=True):
    """A rep with seats left; `idle_since` is when they last got something (ms since 1970, 0 for never)."""

    rep: str
    room: int
    idle_since: int = 0


class Seeker(msgspec.Struct, frozen=True):
    """A hand-off that waits: served in the order of `key`. `step` counts from 1 the open step in which it met the reps in
    question; `here` says of each step so far how many reps are there for it, free or not."""

    conversation: str
    epoch: int
    key: float
    since_ms: int
    needs: Needs
    step: int
    here: tuple[int, ...]

    @property
    def seats(self) -> int:
        return self.needs.weight


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one step, or one fact that decided; `words` are for reps and leads."""

    step: str
    found: Found | Literal[""] = ""
    words: str = ""


class Assignment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One offer, and why this rep got this one. `waited` in seconds; `dropped` names what was asked for and is not met."""

    conversation: str
    epoch: int
    rep: str
    at: datetime
    step: StepName | Literal["by hand"]
    reasons: tuple[Reason, ...]
    waited: float = 0.0
    dropped: tuple[str, ...] = ()


def choose_rep(seeker: Seeker, free: Sequence[Free], now: datetime) -> list[Assignment]:
    """Assignments to try in order, best first, for a hand-off that looks for a rep: who has most seats left; among equals, who
    has been idle longest."""
    ranked = sorted(free, key=lambda one: (-one.room, one.idle_since, one.rep))
    return [_assigned(seeker, one.rep, _why_rep(one, ranked), now) for one in ranked]


def choose_handoff(free: Free, seekers: Sequence[Seeker], now: datetime) -> Assignment | None:
    """The assignment for a rep who has become free: of those who may be served, the one with the smallest key."""
    if not seekers:
        return None
    first = min(seekers, key=lambda one: (one.key, one.conversation))
    return _assigned(first, free.rep, _why_handoff(first, seekers, now), now)


def _assigned(seeker: Seeker, rep: str, why: str, now: datetime) -> Assignment:
    steps = steps_of(seeker.needs)[: seeker.step]
    reasons = [Reason(step.name, "busy" if here else "empty") for step, here in zip(steps[:-1], seeker.here, strict=False)]
    chosen = steps[-1].name
    return Assignment(
        seeker.conversation,
        seeker.epoch,
        rep,
        now,
        chosen,
        (*reasons, Reason(chosen, "chosen", why), *_urgent(seeker.needs)),
        round(max(0.0, now.timestamp() - seeker.since_ms / 1000), 1),
        dropped_at(chosen, seeker.needs),
    )


def _urgent(needs: Needs) -> list[Reason]:
    return [Reason("urgent", words=needs.urgent)] if needs.urgent else []


def dropped_at(step: StepName, needs: Needs) -> tuple[str, ...]:
    """What was asked for and is not promised at this step: told to the rep, and where it is the language, to the customer."""
    place = ("territory",) if needs.zip or needs.state else ()
    skill = ("skill",) if needs.skill else ()
    lacks: dict[StepName, tuple[str, ...]] = {
        "skill": place,
        "language": (*place, *skill),
        "english": (*place, "language"),
        "anyone": (*place, *skill, "language"),
    }
    return lacks.get(step, ())


def _why_rep(one: Free, ranked: Sequence[Free]) -> str:
    others = len(ranked) - 1
    if not others:
        return "the only one free"
    most = one.room > max(other.room for other in ranked if other is not one)
    return "most seats left" if most else "as many seats left as any, idle longest" if one is ranked[0] else "next in order"


def _why_handoff(first: Seeker, seekers: Sequence[Seeker], now: datetime) -> str:
    older = sum(other.since_ms < first.since_ms for other in seekers)
    if now.timestamp() * 1000 - first.since_ms >= RIPE_SECONDS * 1000:
        return f"waits longest, more than {RIPE_SECONDS} s"
    if not older:
        return "waits longest"
    return f"goes before {older} who came earlier: {_weighty(first.needs, first.since_ms)}"


def _weighty(needs: Needs, since_ms: int) -> str:
    since = datetime.fromtimestamp(since_ms / 1000, timezone.utc)
    signs = (
        f"a deal of about ${needs.deal:,}" if needs.deal else "",
        needs.intent.replace("_", " "),
        "a quote about to expire" if needs.expires and needs.expires > since else "",
    )
    return ", ".join(sign for sign in signs if sign) + f" ({head_start(needs, since)} places)"


def told(assignment: Assignment) -> list[str]:
    """The reasons as lines to read."""
    lines = [f"{assignment.rep} by {_STEPS[assignment.step]}, after {assignment.waited:.0f} s"]
    for reason in assignment.reasons:
        if reason.found in ("busy", "empty"):
            lines.append(f"{_STEPS[reason.step]}: {'all busy' if reason.found == 'busy' else 'nobody there'}")
        elif reason.words:
            lines.append(f"{_STEPS.get(reason.step, reason.step)}: {reason.words}")
    return lines + [f"not met: {', '.join(assignment.dropped)}"] * bool(assignment.dropped)


_STEPS: dict[str, str] = {
    "own": "the account's own rep",
    "last": "the rep last spoken to",
    "territory": "skill, language and territory",
    "skill": "skill and language",
    "language": "language",
    "english": "skill, in English",
    "anyone": "anyone there",
    "by hand": "own choice",
    "urgent": "comes back with priority",
}
