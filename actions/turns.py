"""The turn that an action works on: the engine's own, or outside of it (`rasa run actions`) one that stands in for it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker

from bot.bootstrap import services
from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation
from bot.conversation.turn import Memory, Turn, current_turn


def turn_of(tracker: Tracker) -> Turn:
    """The engine's turn; outside the engine a new one, made of what the tracker says."""
    return current_turn() or _stand_in(tracker)


async def settle(turn: Turn, action: str) -> None:
    """Outside the engine nobody commits the turn: its effects are published here, under a key of their own."""
    publish = services().publish
    if current_turn() is None and turn.effects:
        await publish(turn.effects, turn.key(action))


def said_at(tracker: Tracker) -> datetime:
    """When the message was sent: the engine's clock, else the one in the message, else now."""
    turn = current_turn()
    if turn is not None:
        return turn.now
    stated = (tracker.latest_message.get("metadata") or {}).get("now")
    return datetime.fromisoformat(stated) if stated else datetime.now(timezone.utc)


def message_id(tracker: Tracker) -> str:
    """Which message the tracker is at; the same in every action of one turn."""
    last: Any = next((event for event in reversed(tracker.events) if event.get("event") == "user"), {})
    return str(last.get("message_id") or tracker.latest_message.get("message_id") or last.get("timestamp"))


def _stand_in(tracker: Tracker) -> Turn:
    message = Message(
        id=message_id(tracker),
        conversation=tracker.sender_id,
        at=said_at(tracker),
        body=Said(tracker.latest_message.get("text") or ""),
        channel="terminal",
    )
    return Turn(message=message, conversation=Conversation(id=tracker.sender_id), memory=Memory())
