"""The sign that the bot writes, as long as a message has no answer yet."""

from __future__ import annotations

import asyncio

from telegram.constants import ChatAction

from bot.conversation.model import Message
from bot.store.chats import Chats
from bot.store.conversations import Conversations
from connectors.telegram.sender import Sender

FIRST_AFTER = 0.3  # seconds; most answers are there by then, and a sign after the answer would be wrong
SHOWN_SECONDS = 4.5  # Telegram shows a sign for five: https://core.telegram.org/bots/api#sendchataction
MOST = 6


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
