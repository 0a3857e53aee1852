"""Sales: who waits, who may claim, who is present. The queue itself is the store's; the rules are here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.sales.model import Claim, Rep, Waiting

RESERVATION_SECONDS = 45


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

    async def present(self, rep: str, seconds: float) -> None:
        """The rep's desk is open; holds for so many seconds."""

    async def reps_present(self) -> list[str]:
        """Ids of the reps at their desk."""

    async def anyone_present(self) -> bool: ...


class Reps(Protocol):
    async def get(self, rep: str) -> Rep | None: ...

    async def several(self, reps: Sequence[str]) -> list[Rep]:
        """Those of them that there are."""


class Sales:
    def __init__(self, queue: Queue, reps: Reps) -> None:
        self.queue = queue
        self.reps = reps

    async def reps_online(self, override: bool | None) -> bool:
        """Whether a rep is there to answer now; a test clock may say so itself."""
        return await self.queue.anyone_present() if override is None else override
