"""Files that customers send, fetched from Telegram and kept."""

from __future__ import annotations

import asyncio

from aiohttp import ClientError, ClientSession
from telegram.error import TelegramError

from bot.conversation.model import Attachment
from bot.store.attachments import LARGEST, Attachments, TooLarge
from connectors.telegram.arrivals import File
from connectors.telegram.sender import Sender, Unreachable, Unsendable

FETCH_SECONDS = 25.0  # less than Telegram waits for the answer to a webhook
CHUNK = 1 << 16  # bytes


class Lost(Exception):
    """The file could not be fetched."""


class Files:
    def __init__(self, sender: Sender, session: ClientSession, attachments: Attachments) -> None:
        self._sender, self._session, self._attachments = sender, session, attachments

    async def take(self, file: File) -> Attachment:
        """Fetches a file and keeps it. Raises TooLarge, WrongType or Lost."""
        if file.size > LARGEST:
            raise TooLarge(f"{file.size:,} bytes")
        try:
            data = await asyncio.wait_for(self._fetch(file.file_id), FETCH_SECONDS)
        except (asyncio.TimeoutError, ClientError, TelegramError, Unreachable) as error:
            raise Lost(type(error).__name__) from None  # the error's text may hold the address, and that the token
        return await asyncio.to_thread(self._attachments.keep, file.name, data)

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
