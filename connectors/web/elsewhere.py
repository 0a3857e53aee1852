"""Where a conversation of the website can go on: in the chat with our Telegram bot, where there is one."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.links import is_of_website, start_payload
from bot.errors import Refused
from bot.store.chats import Chats


class Elsewhere:
    def __init__(self, chats: Chats, secret: str) -> None:
        self._chats, self._secret = chats, secret

    async def in_telegram(self, conversation: str) -> bool:
        """Whether this conversation can go on there."""
        return is_of_website(conversation) and await self._chats.bot_name() is not None

    async def telegram_link(self, conversation: str, now: datetime) -> str:
        """An address that goes on with it in the first chat that opens it, for some minutes. Refused where that cannot be."""
        bot = await self._chats.bot_name()
        if bot is None:
            raise Refused("There is no Telegram bot here.")
        return f"https://t.me/{bot}?start={start_payload(self._secret, conversation, now)}"
