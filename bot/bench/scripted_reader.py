"""A reader in Rasa's place that starts at once and answers predictably, for the tests that kill and count.

It knows five sentences and echoes everything else:

`request N totes`   opens a sourcing request through the real service, and names its number
`cancel RFQ-10001`  cancels it
`person`            asks for a person
`never mind`        withdraws that
`hang`, `crash`     never answers; fails
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bot.conversation.message import Message, RequestNews, Said
from bot.conversation.model import Offered, View
from bot.conversation.turn import Reply, Turn
from bot.errors import EngineError, Refused
from bot.events import HandoffEnded, HandoffRequested
from bot.sourcing import news
from bot.sourcing.request import RequestFields
from bot.sourcing.service import Sourcing

EVENTS_A_TURN = 8
"""As many as Rasa's reader adds in an ordinary turn."""
_REQUEST = re.compile(r"request (\d+) totes")
_CANCEL = re.compile(r"cancel (RFQ-\d+)")


class ScriptedReader:
    """Fulfils `bot.conversation.turn.Reader`. The snapshot counts the turns, so a lost or doubled memory shows in the reply."""

    def __init__(self, sourcing: Sourcing, at: Callable[[str, Message], None] = lambda point, message: None) -> None:
        self._sourcing = sourcing
        self._at = at

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        body = turn.message.body
        text = pressed.title if pressed else body.text if isinstance(body, Said) else ""
        turns = remembered(turn) + 1
        turn.view = View(intents=["scripted"], slots={"turns": turns})
        self._at("understood", turn.message)
        await self._answer(turn, text, turns)
        turn.new_events = [{"turn": turns, "part": part} for part in range(EVENTS_A_TURN)]
        turn.snapshot = {"turns": turns}

    async def say(self, turn: Turn, response: str) -> None:
        turn.reply(Reply(response))

    async def tell(self, turn: Turn) -> None:
        body = turn.message.body
        if not isinstance(body, RequestNews):
            turn.reply(Reply(f"told {type(body).__name__}"))
            return
        found = await self._sourcing.news(turn.conversation, body.number)
        if found:
            self._sourcing.told(turn.conversation, found[0], turn.now)
            turn.reply(Reply("news: " + ", ".join(f"{one.what} {one.supplier}".strip() for one in news.untold(found[1]))))

    async def _answer(self, turn: Turn, text: str, turns: int) -> None:
        conversation = turn.conversation
        if found := _REQUEST.fullmatch(text):
            fields = RequestFields(product="tote", quantity=Decimal(found[1]))
            opened = await self._sourcing.open(conversation, fields, turn.key("open"), turn.now)
            turn.effect(opened)
            turn.reply(Reply(f"opened {opened.number}", (Offered("cancel", f"cancel {opened.number}"),)))
        elif found := _CANCEL.fullmatch(text):
            await self._cancel(turn, found[1])
        elif text == "person":
            turn.effect(HandoffRequested(conversation.id, "asked", f"turn {turns}", {"turns": turns}, turn.now))
            turn.reply(Reply("a person will come"))
        elif text == "never mind":
            turn.effect(HandoffEnded(conversation.id, conversation.epoch, None, "cancelled"))
            turn.reply(Reply("back with the bot"))
        elif text == "hang":
            await asyncio.Event().wait()
        elif text == "crash":
            raise EngineError("this message cannot be read")
        else:
            turn.reply(Reply(f"{turns}: {text}"))

    async def _cancel(self, turn: Turn, number: str) -> None:
        try:
            turn.effect(await self._sourcing.cancel(turn.conversation, number, turn.now))
            turn.reply(Reply(f"cancelled {number}"))
        except Refused as refused:
            turn.reply(Reply(f"not cancelled: {refused}"))


def remembered(turn: Turn) -> int:
    """How many turns the memory tells of. Raises EngineError where an event is missing, doubled or out of place."""
    snapshot: dict[str, Any] = turn.memory.snapshot or {}
    last = int(snapshot.get("turns", 0))
    for position, event in enumerate(turn.memory.events):
        expected = {"turn": last + 1 + position // EVENTS_A_TURN, "part": position % EVENTS_A_TURN}
        if event != expected:
            raise EngineError(f"the memory holds {event} in place of {expected}")
    return last + len(turn.memory.events) // EVENTS_A_TURN
