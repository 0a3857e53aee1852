"""Files of customers, for reps alone: always a download, never shown by the browser."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.conversation.model import Attachment
from bot.errors import Missing
from connectors.desk import sessions
from connectors.web import keys

SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"}


async def download(request: web.Request) -> web.StreamResponse:
    """A file of a conversation that waits or is the rep's own; 404 for anything else."""
    rep = await sessions.signed_in(request)
    if rep is None:
        raise web.HTTPUnauthorized(text="Sign in first.")
    conversation, wanted = request.match_info["conversation"], request.match_info["id"]
    queue = request.app[keys.SALES].queue
    readable = {one.conversation for one in (*await queue.waiting(), *await queue.mine(rep.id))}
    file = await _sent(request.app, conversation, wanted) if conversation in readable else None
    try:
        path = request.app[keys.ATTACHMENTS].path(wanted) if file else None
    except Missing:
        path = None
    if file is None or path is None:
        raise web.HTTPNotFound(text="There is no such file.")
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return web.FileResponse(path, headers={"Content-Type": "application/octet-stream", **named, **SAFE})


async def _sent(app: web.Application, conversation: str, wanted: str) -> Attachment | None:
    """The file with this id, where it was sent in this conversation."""
    last = "0"
    while found := await app[keys.CONVERSATIONS].entries(conversation, last):
        for _, entry in found:
            for file in entry.attachments:
                if file.id == wanted:
                    return file
        last = found[-1][0]
    return None
