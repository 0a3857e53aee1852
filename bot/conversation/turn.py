"""One turn: a message, what the conversation knew, and what comes of it. Nothing is written until the engine commits it all."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s
from typing import Any, Protocol

from bot.conversation.message import Message
from bot.conversation.model import KEPT_BUTTONS, Button, Card, Chart, Conversation, Entry, Offered, Table, View
from bot.errors import Refused
from bot.events import Event


@dataclass(frozen=True)
class Reply:
    """What the bot answers, before its buttons got their ids."""

    text: str
    offered: tuple[Offered, ...] = ()
    cards: tuple[Card, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass
class Memory:
    """What the reader remembers of earlier turns: a snapshot and the events since it, opaque to everyone but the reader."""

    snapshot: dict[str, Any] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Turn:
    message: Message
    conversation: Conversation
    memory: Memory
    entries: list[Entry] = field(default_factory=list)
    effects: list[Event] = field(default_factory=list)
    refused: str = ""
    """Why a rep's message was refused, for that rep's eyes."""
    new_events: list[dict[str, Any]] = field(default_factory=list)
    snapshot: dict[str, Any] | None = None
    """The reader's state at the end of this turn."""
    view: View = field(default_factory=View)
    handoff_offered: bool = False
    """Set by the action whose reply offers a person."""
    failure: Exception | None = None
    """What went wrong inside the reader where it could not raise: the turn must not be committed."""
    numbered: int = 0
    part: int = 0
    """Which of the several things that the message wants is being acted on."""
    parts: int = 1
    barred: bool = False
    """Whether the customer was blocked in another conversation, as a person or with the whole account."""
    rehearsed: bool = False
    """Whether it is only tried out, for a draft: nothing of it is committed, so it may allocate nothing."""

    @property
    def now(self) -> datetime:
        return self.message.at

    def effect(self, event: Event) -> None:
        """Remembers what happened; it takes place with the commit or not at all."""
        self.effects.append(event)

    def key(self, action: str) -> str:
        """A key for a number that this turn allocates: the same again when the message is taken again after a crash.

        Raises Refused where the turn is only rehearsed.
        """
        self.numbered += 1
        if self.rehearsed:
            raise Refused("a turn that is only rehearsed allocates no number")
        return f"{self.message.conversation}/{self.message.id}/{action}/{self.numbered}"

    def reply(self, reply: Reply) -> None:
        """Appends the bot's answer to the log and gives its buttons opaque ids that only this conversation can redeem."""
        buttons = []
        for position, offered in enumerate(reply.offered):
            button_id = self._button_id(position)
            self.conversation.buttons[button_id] = offered
            buttons.append(Button(button_id, offered.title))
        for oldest in list(self.conversation.buttons)[:-KEPT_BUTTONS]:
            del self.conversation.buttons[oldest]
        self.log("bot", text=reply.text, buttons=tuple(buttons), cards=reply.cards, chart=reply.chart, table=reply.table)

    def _button_id(self, position: int) -> str:
        place = f"{self.message.conversation}/{self.message.id}/{len(self.entries)}/{position}"
        return blake2s(place.encode(), digest_size=8).hexdigest()

    def log(self, author: Any, **fields: Any) -> None:
        self.entries.append(Entry(author=author, at=self.message.at, message=self.message.id, **fields))


class Reader(Protocol):
    """Understands a customer's message and answers it: fills the turn's replies, effects, new events, snapshot and view."""

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        """`pressed` is what stands behind the button, where the message is one."""

    async def say(self, turn: Turn, response: str) -> None:
        """Answers with one fixed response of the domain, asking nobody what to do: for the cases where that is what failed."""

    async def tell(self, turn: Turn) -> None:
        """Says unasked what the message is about, and takes up nothing of what the customer said before."""


_current: ContextVar[Turn] = ContextVar("turn")


def current_turn() -> Turn | None:
    """The turn that this task is working on; None outside the engine (a stand-alone action server)."""
    return _current.get(None)


def set_current_turn(turn: Turn) -> None:
    _current.set(turn)
