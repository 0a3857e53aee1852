"""Calls of the Bot API that wait as long as they are told to, and tell those who cannot be reached from what cannot be sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from connectors.telegram.shown import Piece

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0  # seconds between two tries, doubling
AT_ONCE = 25  # calls; Telegram allows about 30 messages a second: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot can't initiate")

T = TypeVar("T")
log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The chat takes nothing from the bot, until somebody writes there again."""


class Unsendable(Exception):
    """Telegram will never take this message."""


class Sender:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def send(self, chat: int, piece: Piece) -> None:
        """Sends one message, however long that takes. A picture that Telegram cannot fetch is sent as its words.

        Raises Unreachable or Unsendable.
        """
        if piece.photo:
            try:
                await self.patiently(lambda: self._photo(chat, piece))
                return
            except Unsendable as refused:
                log.warning("a picture was not taken (%s); its words go alone", refused)
        await self.patiently(lambda: self._text(chat, piece))

    async def _photo(self, chat: int, piece: Piece) -> None:
        await self.bot.send_photo(chat, piece.photo, caption=piece.text, reply_markup=_keyboard(piece))

    async def _text(self, chat: int, piece: Piece) -> None:
        plain = LinkPreviewOptions(is_disabled=True)
        await self.bot.send_message(chat, piece.text, reply_markup=_keyboard(piece), link_preview_options=plain)

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Repeats a call until Telegram has decided on it. Raises Unreachable, Unsendable or InvalidToken."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._at_once:
                    return await call()
            except RetryAfter as error:
                await asyncio.sleep(seconds(error.retry_after))
            except (Forbidden, ChatMigrated) as error:
                raise Unreachable(str(error)) from error
            except BadRequest as error:
                if any(sign in str(error).lower() for sign in _GONE):
                    raise Unreachable(str(error)) from error
                raise Unsendable(str(error)) from error
            except InvalidToken:
                raise
            except TelegramError as error:  # the network, or Telegram itself, is not well
                log.warning("Telegram could not be asked (%s); trying again in %.1f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    async def once(self, call: Callable[[], Awaitable[object]]) -> None:
        """A call that is worth one try and nothing more."""
        try:
            await call()
        except TelegramError as error:
            log.info("not shown: %s", error)


def seconds(after: int | timedelta) -> float:
    """How long Telegram wants to be left alone."""
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _keyboard(piece: Piece) -> InlineKeyboardMarkup | None:
    """One button a row, so that titles can be read on a phone."""
    rows = [[InlineKeyboardButton(button.title, callback_data=button.id)] for button in piece.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
