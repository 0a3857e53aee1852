"""Conversations in Redis: the inbox, the state a turn starts from, the commit, and the log that everybody reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import msgspec

from bot.conversation.message import Message
from bot.conversation.model import Conversation, Entry
from bot.conversation.turn import Memory, Turn
from bot.errors import StoreError
from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

REMEMBERED_SECONDS = 7 * 24 * 3600
"""How long an external id is remembered: longer than any messenger sends an update again (Telegram: 24 hours)."""
LONGEST_INBOX = 50_000
"""Unfinished messages of one partition; past that a connector is told to come back later."""
SHORTEST_WINDOW = 30
"""Events of the reader that a turn sees at least, so that policies know the last turns."""

_encode = msgspec.json.Encoder(decimal_format="number").encode
_conversation = msgspec.json.Decoder(Conversation)
_entry = msgspec.json.Decoder(Entry)


class Mark(msgspec.Struct, frozen=True):
    """A point in the reader's memory from which it can go on: how many events came before it, and the state there."""

    at: int
    snapshot: dict[str, Any] | None


class Marks(msgspec.Struct, frozen=True):
    """Two of them, so that a turn always sees between one and two windows of events, however long the conversation is."""

    older: Mark = Mark(0, None)
    newer: Mark = Mark(0, None)

    def moved(self, length: int, snapshot: dict[str, Any] | None, window: int = SHORTEST_WINDOW) -> Marks:
        if snapshot is None or length - self.newer.at < window:
            return self
        return Marks(self.newer, Mark(length, snapshot))


_marks = msgspec.json.Decoder(Marks)


@dataclass
class Loaded:
    """What a turn starts from, and what its commit needs. `tries` counts how often the message was
    taken, this time too; above 1 it was taken in vain."""

    conversation: Conversation
    memory: Memory
    done: str
    tries: int
    marks: Marks = field(default_factory=Marks)
    length: int = 0


@dataclass(frozen=True)
class Heard:
    """A customer's message as the reader took it."""

    message: str
    at: datetime
    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: list[dict[str, Any]]


MOST_HEARD = 400
"""Events of the reader that are looked through for the customer's messages."""


class Conversations:
    def __init__(self, client: Client, window: int = SHORTEST_WINDOW) -> None:
        """`window` is how many of the reader's events a turn sees at least."""
        self._client = client
        self._window = window
        self._run = Scripts(client)

    async def append(self, message: Message) -> bool:
        """Puts a message into its inbox: True when new, False when its id was seen before. Raises StoreError when full."""
        partition = keys.partition_of(message.conversation)
        names = [keys.seen(message.conversation, message.id), keys.inbox(partition)]
        args = [message.conversation, _encode(message), REMEMBERED_SECONDS, LONGEST_INBOX]
        new, _ = await self._run("append", names, args)
        if new < 0:
            raise StoreError("too many messages wait to be answered; try again in a moment")
        return bool(new)

    async def load(self, conversation: str, inbox_id: str, epoch: int, alone: bool = False) -> Loaded:
        """The state that the turn of this inbox entry starts from. Raises StaleLease.

        The first try of a message is counted at once, further ones only with `alone`: a crash leaves the count behind.
        """
        names = [keys.epoch(keys.partition_of(conversation)), keys.state(conversation), keys.memory(conversation)]
        doc, done, marks, tries, length, events = await self._run("load", names, [epoch, inbox_id, int(alone)])
        kept = _marks.decode(marks) if marks else Marks()
        return Loaded(
            conversation=_conversation.decode(doc) if doc else Conversation(conversation),
            memory=Memory(kept.older.snapshot, [msgspec.json.decode(event) for event in events]),
            done=done.decode() if done else "",
            tries=tries,
            marks=kept,
            length=length,
        )

    async def commit(self, turn: Turn, loaded: Loaded, inbox_id: str, epoch: int) -> tuple[str, ...]:
        """Writes all of a turn, or nothing; gives the ids of its log entries. Raises StaleLease or AlreadyDone."""
        conversation = turn.conversation
        partition = keys.partition_of(conversation.id)
        marks = loaded.marks.moved(loaded.length + len(turn.new_events), turn.snapshot, self._window)
        shown = {"m": turn.message.id, "owner": conversation.owner, "rep": conversation.rep, "refused": turn.refused}
        names = [
            keys.epoch(partition),
            keys.inbox(partition),
            keys.state(conversation.id),
            keys.log(conversation.id),
            keys.memory(conversation.id),
            keys.events(partition),
        ]
        args = [epoch, inbox_id, conversation.id, _encode(conversation), _encode(marks), marks.older.at]
        args += [_encode({**shown, "entries": turn.entries, "view": conversation.view})]
        args += [len(turn.entries), len(turn.new_events), len(turn.effects)]
        args += [_encode(one) for one in (*turn.entries, *turn.new_events, *turn.effects)]
        ids = await self._run("commit", names, args)
        return tuple(one.decode() for one in ids)

    async def entries(self, conversation: str, after: str = "0", limit: int = 500) -> list[tuple[str, Entry]]:
        """Log entries with ids beyond `after`, oldest first."""
        found = await self._client.xrange(keys.log(conversation), min=f"({after}", count=limit)
        return [(entry_id.decode(), _entry.decode(fields[b"e"])) for entry_id, fields in found]

    async def entry(self, conversation: str, entry_id: str) -> Entry | None:
        """The log entry of this id; None where there is none."""
        found = await self._client.xrange(keys.log(conversation), min=entry_id, max=entry_id, count=1)
        return _entry.decode(found[0][1][b"e"]) if found else None

    async def heard(self, conversation: str) -> list[Heard]:
        """The customer's latest messages as the reader took them, newest first; those said to a rep are not among them."""
        docs = await self._client.lrange(keys.memory(conversation), -MOST_HEARD, -1)
        events = [msgspec.json.decode(doc) for doc in docs]
        return [_heard(event) for event in reversed(events) if event.get("event") == "user" and event.get("text")]

    async def state(self, conversation: str) -> Conversation | None:
        """The conversation as the last commit left it; None where nothing was ever said."""
        doc = await self._client.hget(keys.state(conversation), "doc")
        return _conversation.decode(doc) if doc else None


def _heard(event: dict[str, Any]) -> Heard:
    parse = event.get("parse_data") or {}
    ranking = tuple((str(one.get("name")), float(one.get("confidence") or 0)) for one in parse.get("intent_ranking") or [])
    return Heard(
        message=str(event.get("message_id") or ""),
        at=datetime.fromtimestamp(float(event.get("timestamp") or 0), timezone.utc),
        text=str(event["text"]),
        intent=str((parse.get("intent") or {}).get("name") or ""),
        ranking=ranking,
        entities=parse.get("entities") or [],
    )
