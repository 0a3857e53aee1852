"""Files that people sent, given out again: always a download, never shown by the browser."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.conversation.model import Attachment
from bot.errors import Missing
from connectors.web import keys

SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"}


def download(request: web.Request, file: Attachment | None) -> web.StreamResponse:
    """The file under its own name; HTTPNotFound where there is none, or it is gone."""
    try:
        path = request.app[keys.ATTACHMENTS].path(file.id) if file else None
    except Missing:
        path = None
    if file is None or path is None:
        raise web.HTTPNotFound(text="There is no such file.")
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return web.FileResponse(path, headers={"Content-Type": "application/octet-stream", **named, **SAFE})
