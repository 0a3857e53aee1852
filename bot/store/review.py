"""The review list in Redis: bounded, each message on it once, each decided once."""

from __future__ import annotations

from hashlib import blake2s

import msgspec

from bot.conversation.review import LONGEST_TEXT, Case
from bot.events import MessageMisread
from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

MOST_OPEN = 2_000
"""Cases that wait for a decision; where there are more, the oldest fall off."""
MOST_DONE = 20_000
"""Ids of decided cases that are remembered, so that none comes back."""

_case = msgspec.json.Decoder(Case)


class RedisReview:
    """Fulfils `bot.conversation.review.ReviewList`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)

    async def add(self, misread: MessageMisread) -> None:
        """Puts a message onto the list, once. What says more than a repair (handed off, corrected) replaces what is there."""
        case = Case(case_id(misread), msgspec.structs.replace(misread, text=misread.text[:LONGEST_TEXT]))
        says_more = misread.why != "repaired" or bool(misread.suggested)
        args = [case.id, msgspec.json.encode(case), int(misread.at.timestamp() * 1000), MOST_OPEN, MOST_DONE, int(says_more)]
        await self._run("review_add", [keys.REVIEW_OPEN, keys.REVIEW_CASES, keys.REVIEW_DONE], args)

    async def open_cases(self, limit: int) -> list[Case]:
        ids = await self._client.zrange(keys.REVIEW_OPEN, 0, limit - 1, desc=True)
        docs = await self._client.hmget(keys.REVIEW_CASES, ids) if ids else []
        return [_case.decode(doc) for doc in docs if doc]

    async def case(self, case_id: str) -> Case | None:
        doc = await self._client.hget(keys.REVIEW_CASES, case_id) or await self._client.hget(keys.REVIEW_ACCEPTED, case_id)
        return _case.decode(doc) if doc else None

    async def decide(self, case: Case) -> bool:
        names = [keys.REVIEW_OPEN, keys.REVIEW_CASES, keys.REVIEW_ACCEPTED, keys.REVIEW_DONE]
        args = [case.id, msgspec.json.encode(case), int(case.decision == "accepted")]
        return bool(await self._run("review_decide", names, args))

    async def accepted(self) -> list[Case]:
        found = [_case.decode(doc) for doc in await self._client.hvals(keys.REVIEW_ACCEPTED)]
        return sorted(found, key=lambda case: (case.misread.at, case.id))


def case_id(misread: MessageMisread) -> str:
    """Short, and the same again for the same message."""
    return blake2s(f"{misread.conversation}/{misread.message}".encode(), digest_size=5).hexdigest()
