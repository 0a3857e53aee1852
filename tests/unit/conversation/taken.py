"""Turns that are taken by the rules alone, without a store: who reads, and what conversation it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from bot.conversation.message import Body, Message
from bot.conversation.model import Conversation, Offered, View
from bot.conversation.service import take
from bot.conversation.turn import Memory, Reply, Turn
from bot.events import Event, HandoffRequested

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
Does = Callable[[Turn, "Offered | None"], None]


class Reader:
    """Does what the test says, and answers where that says nothing; says responses by their names."""

    def __init__(self, does: Does = lambda turn, pressed: None) -> None:
        self._does = does

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        turn.view = View(intents=["greet"], slots={"product": "totes"})
        self._does(turn, pressed)
        if not any(entry.author == "bot" for entry in turn.entries):
            turn.reply(Reply("answer"))

    async def say(self, turn: Turn, response: str) -> None:
        turn.reply(Reply(response))

    async def tell(self, turn: Turn) -> None:
        turn.reply(Reply("news"))


def emits(*events: Event) -> Reader:
    def does(turn: Turn, pressed: Offered | None) -> None:
        for event in events:
            turn.effect(event)

    return Reader(does)


def wanted(later: bool = False) -> HandoffRequested:
    return HandoffRequested(
        "alice", "asked", "totes", {"quantity": 5, "date": {"value": None, "text": "soon"}}, NOW, answered_later=later
    )


def turn_of(body: Body, conversation: Conversation | None = None, name: str = "m1") -> Turn:
    return Turn(Message(name, "alice", NOW, body), conversation or Conversation("alice"), Memory())


async def after(body: Body, conversation: Conversation | None = None, reader: Reader | None = None) -> Turn:
    turn = turn_of(body, conversation)
    await take(turn, reader or Reader())
    return turn


def said(turn: Turn) -> list[tuple[str, str]]:
    return [(entry.author, entry.text or entry.event) for entry in turn.entries]


def with_rep() -> Conversation:
    return Conversation("alice", owner="rep", rep="ann", rep_name="Ann", epoch=1, handoff="active")


def queued() -> Conversation:
    return Conversation("alice", owner="queue", epoch=1, handoff="queued")
