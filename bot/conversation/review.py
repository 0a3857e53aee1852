"""Messages that were misunderstood, for people to look at: what they accept becomes an example, and nothing does by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from bot.errors import BadInput, Missing, Refused
from bot.events import MessageMisread

LONGEST_TEXT = 500
"""Characters of a message that are kept for the review: longer ones teach nothing."""
Decision = Literal["accepted", "dropped"]


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """A misread message, and once somebody has decided, how: `intent` is what it means, and `by` who said so."""

    id: str
    misread: MessageMisread
    decision: Decision | None = None
    intent: str = ""
    by: str = ""
    decided: datetime | None = None


class ReviewList(Protocol):
    async def open_cases(self, limit: int) -> list[Case]:
        """Cases that nobody has decided, newest first."""

    async def case(self, case_id: str) -> Case | None:
        """An open one, or one that was accepted."""

    async def decide(self, case: Case) -> bool:
        """Takes a case off the list with its decision; False where somebody decided it before."""

    async def accepted(self) -> list[Case]:
        """What was accepted, oldest first."""


class Review:
    """`intents` are those that a message may be said to mean."""

    def __init__(self, cases: ReviewList, intents: Collection[str]) -> None:
        self._cases = cases
        self.intents = tuple(intents)

    async def open_cases(self, limit: int = 100) -> list[Case]:
        return await self._cases.open_cases(limit)

    async def case(self, case_id: str) -> Case:
        """Raises Missing for an id that is on no list (any more)."""
        found = await self._cases.case(case_id)
        if found is None:
            raise Missing(f"there is no message {case_id!r} to review (any more)")
        return found

    async def accept(self, case_id: str, intent: str, by: str, now: datetime) -> Case:
        """The message becomes an example of this intent. Raises BadInput, Missing, or Refused where it is decided already."""
        if intent not in self.intents:
            raise BadInput(f"{intent!r} is no intent; there are: {', '.join(self.intents)}")
        return await self._decide(case_id, "accepted", intent, by, now)

    async def drop(self, case_id: str, by: str, now: datetime) -> Case:
        """The message teaches nothing, and is forgotten. Raises Missing, or Refused where it is decided already."""
        return await self._decide(case_id, "dropped", "", by, now)

    async def examples(self) -> list[Case]:
        return await self._cases.accepted()

    async def _decide(self, case_id: str, decision: Decision, intent: str, by: str, now: datetime) -> Case:
        case = await self.case(case_id)
        decided = msgspec.structs.replace(case, decision=decision, intent=intent, by=by, decided=now)
        if case.decision or not await self._cases.decide(decided):
            raise Refused(f"{case_id} has been decided already")
        return decided


def likeliest(misread: MessageMisread) -> str:
    """What to propose: what somebody said that it means, else the likeliest reading."""
    return misread.suggested or next((name for name, _ in misread.ranking), misread.taken_for)


def by_intent(cases: Sequence[Case]) -> dict[str, list[str]]:
    """Masked texts of accepted cases by intent, each once, intents in order."""
    found: dict[str, dict[str, None]] = {}
    for case in cases:
        found.setdefault(case.intent, {}).setdefault(case.misread.text)
    return {intent: list(found[intent]) for intent in sorted(found)}
