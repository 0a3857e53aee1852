"""Files that customers send: uploaded with the conversation's token, then named in a message by their receipt."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from aiohttp import web

from bot.errors import Refused
from bot.store.attachments import LARGEST, TooLarge, WrongType
from connectors.web import keys
from connectors.web.pace import Pace
from connectors.web.security import may_connect

CHUNK = 1 << 16  # bytes
RATE, BURST = 0.2, 10  # files of one conversation: a second in the long run, and at once
MOST_PACED = 10_000

_paces: dict[str, Pace] = {}


async def allow_upload(request: web.Request) -> web.Response:
    """Tells a browser that its page may send files here."""
    return web.Response(status=204, headers=_shared(request))


async def upload(request: web.Request) -> web.Response:
    """Keeps one file: the body is its content, `name` in the query what it is called, and the token says whose it is.

    Answers with the file and its receipt; 401 for an unknown token, 413 too large, 415 not of a kind taken, 429 too many.
    """
    headers = _shared(request)
    try:
        conversation = request.app[keys.SIGNER].conversation(request.headers.get("Authorization", "").removeprefix("Bearer "))
        data = await _read(request)
        wait = _pace(conversation).take(time.monotonic())
        if wait:
            return _refused("too_fast", 429, headers)
        file = await asyncio.to_thread(request.app[keys.ATTACHMENTS].keep, request.query.get("name", ""), data)
    except Refused:
        return _refused("unknown_conversation", 401, headers)
    except TooLarge:
        return _refused("file_too_large", 413, headers)
    except WrongType:
        return _refused("file_refused", 415, headers)
    described = {"name": file.name, "media_type": file.media_type, "size": file.size}
    receipt = request.app[keys.SIGNER].receipt(conversation, file)
    return web.json_response({**described, "receipt": receipt}, headers=headers)


async def _read(request: web.Request) -> bytes:
    """The body, unless it is too large: then it is let go by, so that the browser hears the answer. Raises TooLarge."""
    data, size = bytearray(), 0
    async for chunk in request.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size <= LARGEST:
            data += chunk
        elif size > 10 * LARGEST:
            break
    if size > LARGEST:
        raise TooLarge(f"{size:,} bytes")
    return bytes(data)


def _pace(conversation: str) -> Pace:
    while len(_paces) >= MOST_PACED:
        with suppress(KeyError):
            del _paces[next(iter(_paces))]
    return _paces.setdefault(conversation, Pace(RATE, BURST))


def _refused(code: str, status: int, headers: dict[str, str]) -> web.Response:
    return web.json_response({"code": code}, status=status, headers=headers)


def _shared(request: web.Request) -> dict[str, str]:
    """What lets a page of another site read the answer, where it may carry the widget; HTTPForbidden for any other."""
    if not may_connect(request, request.app[keys.SETTINGS].origins):
        raise web.HTTPForbidden(text="Pages of this site may not carry the chat; see QUARTERMASTER_ORIGINS.")
    allowed = {"Access-Control-Allow-Headers": "authorization, content-type", "Access-Control-Max-Age": "600"}
    return {"Access-Control-Allow-Origin": request.headers.get("Origin", "*"), "Vary": "Origin", **allowed}
