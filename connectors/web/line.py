"""The sending side of a socket, shared by everything that wants to tell its browser something."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

import msgspec
from aiohttp import WSCloseCode, web

from bot.errors import StoreError
from bot.store.connect import UNREACHABLE
from connectors.web import keys
from connectors.web.protocol import Error, encode

HEARTBEAT = 25.0  # seconds
LARGEST_FRAME = 2 * 1024 * 1024  # bytes; a text far too long still gets an answer, and only a flood ends the connection
SEND_SECONDS = 30.0  # a browser that takes nothing for so long is let go; it resumes when it is back
AWAY = "Messages cannot be taken at this moment; please try again shortly."

log = logging.getLogger(__name__)


async def open_socket(request: web.Request) -> web.WebSocketResponse:
    """Upgrades the request; the socket is closed when the process stops."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_FRAME, compress=False)
    await socket.prepare(request)
    request.app[keys.SOCKETS].add(socket)
    return socket


class Line:
    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._socket, self._transport = socket, transport

    async def send(self, message: msgspec.Struct) -> None:
        """Sends one message; a browser that is gone, or takes nothing, misses it and will read the log again."""
        if self._socket.closed or self._transport is None:
            return
        # a timer and not wait_for, which in Python 3.10 may swallow the cancelling of its task
        too_slow = asyncio.get_running_loop().call_later(SEND_SECONDS, self._transport.abort)
        try:
            await self._socket.send_str(encode(message))
        except ConnectionError:
            self._transport.abort()
        finally:
            too_slow.cancel()

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
