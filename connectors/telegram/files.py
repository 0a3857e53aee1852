"""Files that customers send, fetched from Telegram and kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from aiohttp import ClientError, ClientSession
from telegram.error import TelegramError

from bot.conversation.model import Attachment
from bot.store.albums import Part
from bot.store.attachments import LARGEST, Attachments, TooLarge, WrongType
from connectors.telegram.sender import Sender, Unreachable, Unsendable

FETCH_SECONDS = 25.0  # less than Telegram waits for the answer to a webhook
CHUNK = 1 << 16  # bytes
MEGABYTE = 1024 * 1024

Problem = tuple[str, dict[str, object]]
"""The response that says why a file was not taken, and its values."""
log = logging.getLogger(__name__)


class Lost(Exception):
    """The file could not be fetched."""


class Files:
    def __init__(self, sender: Sender, session: ClientSession, attachments: Attachments) -> None:
        self._sender, self._session, self._attachments = sender, session, attachments

    async def take(self, parts: Sequence[Part]) -> tuple[tuple[Attachment, ...], list[Problem]]:
        """Fetches the files, side by side, and keeps them; gives those that were taken, and why others were not."""
        found = await asyncio.gather(*(self._take(part) for part in parts))
        kept = tuple(one for one in found if isinstance(one, Attachment))
        return kept, [one for one in found if not isinstance(one, Attachment)]

    async def _take(self, part: Part) -> Attachment | Problem:
        if part.response:
            return part.response, {}
        try:
            return await self._kept(part)
        except TooLarge:
            return "utter_channel_file_too_large", {"most": LARGEST // MEGABYTE}
        except WrongType:
            return "utter_channel_file_refused", {}
        except Lost as lost:
            log.warning("a file did not arrive: %s", lost)
            return "utter_channel_file_failed", {}

    async def _kept(self, part: Part) -> Attachment:
        if part.size > LARGEST:
            raise TooLarge(f"{part.size:,} bytes")
        try:
            data = await asyncio.wait_for(self._fetch(part.file_id), FETCH_SECONDS)
        except (asyncio.TimeoutError, ClientError, TelegramError, Unreachable) as error:
            raise Lost(type(error).__name__) from None  # the error's text may hold the address, and that the token
        return await asyncio.to_thread(self._attachments.keep, part.name, data)

    async def _fetch(self, file_id: str) -> bytes:
        try:
            found = await self._sender.patiently(lambda: self._sender.bot.get_file(file_id))
        except Unsendable as error:
            raise TooLarge(str(error)) if "too big" in str(error).lower() else Lost(str(error)) from None
        async with self._session.get(found.file_path or "") as response:
            response.raise_for_status()
            data = bytearray()
            async for chunk in response.content.iter_chunked(CHUNK):
                data += chunk
                if len(data) > LARGEST:
                    raise TooLarge("more than it said")
        return bytes(data)
