"""The trail: who read and did what, and when. Written by the desk and by commands, never changed, cut only by age in
numbers."""

from __future__ import annotations

from datetime import datetime, timezone

import msgspec

from bot.store import keys
from bot.store.connect import Client

KEPT = 1_000_000
"""Entries at least; some 100 bytes each."""


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """`who` did `what` (signed_in, sign_in_failed, signed_out, password_changed, read, claim, say, imported, revoked, removed,
    …) with `of` (a conversation, a rep), coming from the address `source`. "refused_say" is a "say" of which nothing came, with
    `why`; `message` is the id of what was sent, the same for both."""

    who: str
    what: str
    of: str = ""
    source: str = ""
    message: str = ""
    why: str = ""


class Trail:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def add(self, who: str, what: str, of: str = "", source: str = "", message: str = "", why: str = "") -> None:
        doc = msgspec.json.encode(Step(who[:64], what, of[:200], source[:64], message[:64], why[:200]))
        await self._client.xadd(keys.TRAIL, {"s": doc}, maxlen=KEPT, approximate=True)

    async def newest(self, limit: int = 100, who: str = "", of: str = "") -> list[tuple[datetime, Step]]:
        """The newest steps first, of one person or about one thing where that is given; looks back over the whole trail.

        What a crash let be noted twice is given once."""
        found: list[tuple[datetime, Step]] = []
        refused: set[Step] = set()
        last = "+"
        while len(found) < limit:
            page = await self._client.xrevrange(keys.TRAIL, last, "-", count=1000)
            for entry_id, fields in page:
                step = msgspec.json.decode(fields[b"s"], type=Step)
                twice = step in refused
                if step.why:
                    refused.add(step)
                if not twice and step.who == (who or step.who) and step.of == (of or step.of):
                    found.append((_when(entry_id.decode()), step))
            if len(page) < 1000:
                break
            last = f"({page[-1][0].decode()}"
        return found[:limit]


def _when(entry_id: str) -> datetime:
    return datetime.fromtimestamp(int(entry_id.split("-")[0]) / 1000, timezone.utc)
