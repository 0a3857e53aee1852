"""The sending side of a socket, shared by everything that wants to tell its browser something."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

import msgspec
from aiohttp import WSCloseCode, web

from bot.errors import StoreError
from bot.store.connect import UNREACHABLE
from connectors.web.protocol import Error, encode

HEARTBEAT = 25.0  # seconds
LARGEST_FRAME = 2 * 1024 * 1024  # bytes; a text far too long still gets an answer, and only a flood ends the connection
SEND_SECONDS = 30.0  # a browser that takes nothing for so long is let go; it resumes when it is back
AWAY = "Messages cannot be taken at this moment; please try again shortly."

log = logging.getLogger(__name__)


def new_socket() -> web.WebSocketResponse:
    return web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_FRAME, compress=False)


class Line:
    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def send(self, message: msgspec.Struct) -> None:
        """Sends one message; a browser that is gone, or takes nothing, misses it and will read the log again."""
        if self._socket.closed:
            return
        try:
            await asyncio.wait_for(self._socket.send_str(encode(message)), SEND_SECONDS)
        except (ConnectionError, asyncio.TimeoutError):
            await self._socket.close()

    async def close(self, code: int) -> None:
        await self._socket.close(code=code)

    async def guard(self, showing: Awaitable[None]) -> None:
        """Awaits what keeps the browser up to date. When that fails the connection ends, so that the browser comes again."""
        try:
            await showing
        except (StoreError, *UNREACHABLE):
            await self.send(Error("unavailable", AWAY))
        except Exception:
            log.exception("a browser could not be kept up to date")
        await self.close(WSCloseCode.TRY_AGAIN_LATER)
