"""The signs that somebody writes: the bot, as long as a message has no answer yet, and the rep, as long as they do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from telegram.constants import ChatAction

from bot.conversation.message import Message
from bot.ending import end
from bot.store.chats import Chats, Delivered
from bot.store.connect import UNREACHABLE
from bot.store.conversations import Conversations
from bot.store.signs import EVERY, Listener, Signs
from connectors.telegram.sender import Sender

FIRST_AFTER = 0.3  # seconds; most answers are there by then, and a sign after the answer would be wrong
SHOWN_SECONDS = 4.5  # Telegram shows a sign for five: https://core.telegram.org/bots/api#sendchataction
MOST = 6
WAITING_SIGNS = 1_000  # signs that wait to be looked at; more are passed over

log = logging.getLogger(__name__)


async def show_typing(sender: Sender, chats: Chats, conversations: Conversations, chat: int, message: Message) -> None:
    """Shows it again and again until the answer is in the log, for half a minute at most; never while a rep has the talk."""
    at = await chats.delivered(message.conversation)
    await asyncio.sleep(FIRST_AFTER)
    for _ in range(MOST):
        state = await conversations.state(message.conversation)
        found = await conversations.entries(message.conversation, at.mark if at else "0")
        if (state and state.owner == "rep") or any(entry.message == message.id for _, entry in found):
            return
        await sender.once(lambda: sender.bot.send_chat_action(chat, ChatAction.TYPING))
        await asyncio.sleep(SHOWN_SECONDS)


@dataclass
class Shown:
    """A sign that a chat sees now: `mark` is how far it was delivered then, `again` whether the rep has gone on writing."""

    mark: str
    work: asyncio.Task[None]
    again: bool = False


class RepTyping:
    """Lets chats see that a rep writes: one sign at once, and a further one each time it fades while the rep still writes."""

    def __init__(self, sender: Sender, chats: Chats, holds: Callable[[str], bool]) -> None:
        """`holds` says whether this process delivers a conversation, so that one process alone shows the sign."""
        self._sender, self._chats, self._holds = sender, chats, holds
        self._shown: dict[str, Shown] = {}

    async def run(self, signs: Signs) -> None:
        """Works until cancelled."""
        arriving: Listener = asyncio.Queue(WAITING_SIGNS)
        try:
            with signs.listen(EVERY, arriving):
                while True:
                    sign = await arriving.get()
                    if sign.who == "rep" and not sign.seen and self._holds(sign.conversation):
                        await self._writes(sign.conversation)
        finally:
            await end(*(shown.work for shown in self._shown.values()))

    async def _writes(self, conversation: str) -> None:
        try:
            at = await self._chats.delivered(conversation)
        except UNREACHABLE:
            return  # a sign that is lost costs nothing
        if at is None or at.unreachable:
            return
        shown = self._shown.get(conversation)
        if shown and shown.mark == at.mark:
            shown.again = True
            return
        # What was delivered since has wiped the sign away.
        if shown:
            await end(shown.work)
        self._shown[conversation] = Shown(at.mark, asyncio.create_task(self._show(conversation, at)))

    async def _show(self, conversation: str, at: Delivered) -> None:
        try:
            while True:
                await self._sender.once(lambda: self._sender.bot.send_chat_action(at.chat, ChatAction.TYPING))
                await asyncio.sleep(SHOWN_SECONDS)
                now = await self._chats.delivered(conversation)
                if not self._shown[conversation].again or now != at:
                    return
                self._shown[conversation].again = False
        except UNREACHABLE:
            log.info("Redis is away; a sign of writing is not shown again")
        finally:
            self._shown.pop(conversation, None)
