"""Which language a person should answer in, and that whoever waits is looked for anew when it changes."""

from __future__ import annotations

from typing import Any

from bot.conversation import other_languages
from bot.conversation.model import Conversation
from bot.conversation.turn import Turn
from bot.events import HandoffRequested
from bot.languages import name_of


def hear(turn: Turn, text: str) -> None:
    """Notes what the customer asks to speak or writes in; who waits already keeps the place, and waits for somebody else."""
    conversation, before = turn.conversation, turn.conversation.spoken()
    conversation.language = other_languages.wanted(text) or conversation.language
    if conversation.handoff != "queued" or conversation.spoken() == before:
        return
    conversation.epoch += 1
    spoken = name_of(conversation.spoken() or "en")
    known = noted(conversation, dict(conversation.view.slots))
    note, channel = conversation.handoff_note, conversation.channel
    turn.effect(
        HandoffRequested(
            conversation.id, f"would rather speak {spoken}", note, known, turn.now, conversation.epoch, channel=channel
        )
    )


def noted(conversation: Conversation, known: dict[str, Any]) -> dict[str, Any]:
    """The facts of a hand-off, with the language that it is routed by."""
    spoken = conversation.spoken()
    return {**known, "language": {"value": spoken, "text": name_of(spoken)}} if spoken else known
