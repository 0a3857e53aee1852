"""Files of customers, for reps alone: always a download, never shown by the browser."""

from __future__ import annotations

from aiohttp import web

from bot.conversation.model import Attachment
from connectors.desk import sessions
from connectors.desk.roles import leads
from connectors.web import keys
from connectors.web.downloads import download as web_download


async def download(request: web.Request) -> web.StreamResponse:
    """A file of a conversation that waits or is the rep's own; 404 for anything else."""
    rep = await sessions.signed_in(request)
    if rep is None:
        raise web.HTTPUnauthorized(text="Sign in first.")
    conversation, wanted = request.match_info["conversation"], request.match_info["id"]
    queue = request.app[keys.SALES].queue
    readable = {one.conversation for one in (*await queue.waiting(), *await queue.mine(rep.id))}
    file = await _sent(request.app, conversation, wanted) if conversation in readable or leads(rep) else None
    if file is not None:
        await sessions.trail(request.app).add(rep.id, "downloaded", f"{conversation} {wanted[:12]}", request.remote or "")
    return web_download(request, file)


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
