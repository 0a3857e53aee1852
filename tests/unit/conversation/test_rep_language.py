"""In which language a person is looked for."""

from __future__ import annotations

import pytest

from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation
from bot.conversation.service import take
from bot.conversation.turn import Memory, Turn
from bot.events import HandoffRequested
from tests.unit.conversation.taken import NOW, after, emits, queued, wanted


async def test_who_asks_for_another_language_is_handed_on_with_it() -> None:
    conversation = Conversation("alice")
    await after(Said("do you speak Spanish?"), conversation)
    turn = await after(Said("can I talk to someone"), conversation, emits(wanted()))
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert asked.known["language"] == {"value": "es", "text": "Spanish"}


@pytest.mark.parametrize(
    ("locale", "words", "language"), [("es", "a person please", "es"), ("es", "do you speak English?", "")]
)
async def test_the_page_s_language_counts_until_the_customer_names_another(locale: str, words: str, language: str) -> None:
    turn = Turn(Message("m1", "alice", NOW, Said(words), language=locale), Conversation("alice"), Memory())
    await take(turn, emits(wanted()))
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert asked.known.get("language", {}).get("value", "") == language


async def test_who_waits_and_asks_for_another_language_waits_for_somebody_else() -> None:
    conversation = queued()
    turn = await after(Said("hablas español?"), conversation)
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert (asked.epoch, conversation.epoch, conversation.handoff) == (2, 2, "queued")
    assert asked.known["language"]["value"] == "es"
    assert not (await after(Said("hola, hay alguien?"), conversation)).effects, "once"
