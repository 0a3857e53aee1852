"""What Rasa utters, as replies of the conversation."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from rasa.core.channels.channel import OutputChannel

from bot.conversation.model import Card, Chart, Offered, Table
from bot.conversation.turn import Reply, Turn
from bot.errors import EngineError


class TurnOutput(OutputChannel):
    """Collects what is uttered into the turn; nothing is sent before the commit."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        return "quartermaster"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        utter(self._turn, message)


def utter(turn: Turn, message: dict[str, Any]) -> None:
    """One response: its text, its buttons, and in `custom` the cards and what programs are told about the answer."""
    custom = message.get("custom") or {}
    view = turn.view
    view.asks = [*view.asks, *custom.get("asks", ())]
    view.about = [*view.about, *map(str, custom.get("about", ()))]
    offered = tuple(offer(button) for button in message.get("buttons") or ())
    cards = tuple(msgspec.convert(card, Card, strict=False) for card in custom.get("cards", ()))
    chart = msgspec.convert(custom["chart"], Chart) if custom.get("chart") else None
    table = msgspec.convert(custom["table"], Table) if custom.get("table") else None
    if message.get("text") or offered or cards:
        turn.reply(Reply(message.get("text") or "", offered, cards, chart, table))


def offer(button: dict[str, Any]) -> Offered:
    """A button of the domain: its payload is `/intent` or `/intent{"entity": value}`."""
    intent, brace, entities = str(button["payload"]).removeprefix("/").partition("{")
    try:
        return Offered(intent.strip(), str(button["title"]), json.loads(brace + entities) if brace else {})
    except json.JSONDecodeError as error:
        raise EngineError(f"button {button['title']!r} has a payload that is no JSON: {error}") from error
