"""Sales: who waits, who may claim, who is present. The queue itself is the store's; the rules are here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Protocol

from bot.sales.model import Claim, Rep, Standing, Waiting
from bot.sales.outlook import Outlook
from bot.sales.routing import Assignment

RESERVATION_SECONDS = 45
DESERTED_SECONDS = 60
"""A rep whose desk has been closed for so long has left the customers they hold."""
SILENT_SECONDS = 180
"""A customer who has not been answered for so long gets another rep."""
MISSED_PAUSE_SECONDS = 120
"""Who let an offer lapse is offered nothing for so long, or until they take something up."""
STAFF_SECONDS = 60
REJECTED_SECONDS = 600
"""Who rejected a conversation is not offered the same one for so long."""


class Queue(Protocol):
    async def waiting(self, limit: int = 100) -> list[Waiting]:
        """Those that wait, longest first."""

    async def length(self) -> int:
        """How many wait."""

    async def mine(self, rep: str) -> list[Waiting]:
        """What this rep holds, reserved or active."""

    async def claim(self, conversation: str, rep: str, now: datetime, capacity: int = 12) -> Claim:
        """Reserves a waiting conversation for one rep; raises Refused where another has it, nothing waits, or the rep answers
        as many as the capacity says. What is put aside takes no seat, but at most as many again may be put aside."""

    async def reject(self, conversation: str, rep: str, epoch: int, now: datetime) -> bool:
        """The rep will not take what was reserved for them; False where it is not theirs any more."""

    async def present(self, rep: str, seconds: float) -> None:
        """The rep's desk is open; holds for so many seconds."""

    async def take_break(self, rep: str, on: bool, seconds: float) -> None:
        """The rep is offered nothing from now on, or is back; the desk is open for so many seconds."""

    async def floor(self, rep: str) -> Standing:
        """How the rep stands now."""

    async def outlook(self, conversation: str) -> Outlook | None:
        """What may honestly be said to who waits there; None where nobody waits."""

    async def assignments(self, conversation: str) -> list[Assignment]:
        """Every offer of a conversation in the last 30 days, oldest first, each with its reasons."""

    async def reps_present(self) -> list[str]:
        """Ids of the reps at their desk."""

    async def anyone_present(self) -> bool: ...


class Reps(Protocol):
    async def get(self, rep: str) -> Rep | None: ...

    async def several(self, reps: Sequence[str]) -> list[Rep]:
        """Those of them that there are."""

    async def all(self) -> list[Rep]:
        """Every rep."""


class Sales:
    def __init__(self, queue: Queue, reps: Reps) -> None:
        self.queue = queue
        self.reps = reps
        self._staff: list[Rep] = []
        self._read_at = 0.0

    async def staff(self) -> list[Rep]:
        """Every rep, as they were a minute ago at most: for hours and languages, which change seldom."""
        if not self._staff or monotonic() - self._read_at > STAFF_SECONDS:
            self._staff, self._read_at = await self.reps.all(), monotonic()
        return self._staff

    async def reps_online(self, override: bool | None) -> bool:
        """Whether a rep is there to answer now; a test clock may say so itself."""
        return await self.queue.anyone_present() if override is None else override
