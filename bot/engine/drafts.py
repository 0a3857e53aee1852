"""The bot as the rep's assistant: what it would have answered, drafted for the rep alone, beside the customer's path.

A draft is made after the customer's words are committed, by the same reader on a copy of the conversation. Nothing of that turn
is committed but its words, which go to the conversation as a message like any other: the conversation still has one writer.
While a rep has it the committed memory stands still; what the customer and the drafts have talked of since is remembered here,
for "a cheaper one" is one of what was asked for last. An engine that takes over begins again with the committed memory.
"""

from __future__ import annotations

import asyncio
import copy
import logging
from collections import OrderedDict
from datetime import datetime, timezone

import msgspec

from bot.conversation.message import LONGEST_TEXT, BotDrafted, Message, RepAsked, Said
from bot.conversation.model import Card
from bot.conversation.turn import Memory, Reader, Turn, set_current_turn
from bot.engine.held import without_questions
from bot.errors import QuartermasterError
from bot.events import CustomerAsked, MessageMisread
from bot.store.conversations import Conversations

logger = logging.getLogger(__name__)

SILENT_INTENTS = frozenset(
    "greet goodbye thank talk_to_human out_of_scope nlu_fallback bot_challenge capabilities complaint affirm deny skip "
    "cancel".split()
)
"""To these a rep needs no draft, or the bot has none worth reading."""
HARMLESS = (CustomerAsked, MessageMisread)
MOST_CARDS = 6
MOST_THREADS = 5_000
"""So many conversations' threads are remembered, the newest."""
LONGEST = 8.0  # seconds; other reps' drafts wait meanwhile


class Drafts:
    def __init__(self, conversations: Conversations, reader: Reader, seconds: float) -> None:
        self._conversations, self._reader, self._seconds = conversations, reader, min(seconds, LONGEST)
        self._one_at_a_time = asyncio.Semaphore(1)  # customers' turns come first: drafts share what is left
        self._newest: dict[str, str] = {}
        """conversation → the message whose draft is wanted; an older one is not made any more."""
        self._threads: OrderedDict[str, tuple[int, Memory]] = OrderedDict()
        """conversation → epoch of the hand-off, and the memory after its last draft."""

    def wanted(self, turn: Turn) -> bool:
        """Whether the rep who has the conversation may use a draft after this turn."""
        body = turn.message.body
        words = body.text.strip() if isinstance(body, Said | RepAsked) else ""
        return bool(words) and turn.conversation.owner == "rep" and not turn.refused

    async def draft(self, done: Turn) -> None:
        """Makes one and hands it to the conversation; where that fails, there is none."""
        message = done.message
        self._newest[message.conversation] = message.id
        try:
            async with self._one_at_a_time:
                if self._newest.get(message.conversation) == message.id:
                    await self._make(done)
        except Exception:
            logger.warning("no draft for a rep", exc_info=True)
        finally:
            if self._newest.get(message.conversation) == message.id:
                del self._newest[message.conversation]

    async def _make(self, done: Turn) -> None:
        turn = _as_if_the_bot_had_it(done, self._thread(done))
        set_current_turn(turn)
        try:
            await asyncio.wait_for(self._reader.read(turn, None), self._seconds)
        except QuartermasterError:
            if turn.numbered:
                return  # it would have filed something: that is no draft, but the rep's to do
            raise
        if turn.numbered:
            return  # an action may have taken the refusal for one of the request, and said so
        words = _words(turn)
        if words and isinstance(done.message.body, Said):
            self._remember(done, turn)
        if words is None or self._newest.get(done.message.conversation) != done.message.id:
            return
        asked = isinstance(done.message.body, RepAsked)
        drafted = BotDrafted(done.conversation.epoch, done.message.id, *words, asked)
        now, conversation = datetime.now(timezone.utc), done.message.conversation
        await self._conversations.append(Message(f"draft:{done.message.id}", conversation, now, drafted, done.message.channel))

    def _thread(self, done: Turn) -> Memory:
        epoch, memory = self._threads.get(done.conversation.id, (0, done.memory))
        return without_questions(memory if epoch == done.conversation.epoch else done.memory)

    def _remember(self, done: Turn, made: Turn) -> None:
        self._threads.pop(done.conversation.id, None)
        self._threads[done.conversation.id] = (done.conversation.epoch, Memory(made.snapshot))
        while len(self._threads) > MOST_THREADS:
            self._threads.popitem(last=False)


def _as_if_the_bot_had_it(done: Turn, memory: Memory) -> Turn:
    body = done.message.body
    said = Said(body.text) if isinstance(body, RepAsked) else body
    conversation = copy.deepcopy(done.conversation)
    conversation.owner, conversation.rep, conversation.handoff = "bot", None, "none"
    return Turn(msgspec.structs.replace(done.message, body=said), conversation, copy.deepcopy(memory), rehearsed=True)


def _words(turn: Turn) -> tuple[str, tuple[Card, ...]] | None:
    """What the bot would have said; None where that is nothing for a rep, or would claim that something was done."""
    if any(not isinstance(event, HARMLESS) for event in turn.effects) or set(turn.view.intents) & SILENT_INTENTS:
        return None
    said = [entry for entry in turn.entries if entry.author == "bot"]
    text = "\n\n".join(entry.text for entry in said if entry.text)[:LONGEST_TEXT]
    cards = tuple(card for entry in said for card in entry.cards)[:MOST_CARDS]
    if turn.view.intents == ["inform"] and not cards and "$" not in text:
        return None  # "noted", of what is noted nowhere
    if turn.handoff_offered and not cards:
        return None  # "shall I ask a person?", to the person
    return (text, cards) if text or cards else None
