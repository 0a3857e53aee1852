"""Past conversations, found by customer and words. Every search and what is read of it stands in the trail."""

from __future__ import annotations

from aiohttp import web

from bot.store.find import RedisFind
from connectors.desk import sessions
from connectors.desk.views import door
from connectors.web import keys
from connectors.web.views import page

LONGEST = 200


async def find(request: web.Request) -> web.Response:
    """What the words find, for reps alone."""
    rep = await sessions.signed_in(request)
    if rep is None:
        return door(request, 401)
    said = request.query.get("q", "").strip()[:LONGEST]
    found = await RedisFind(request.app[keys.CLIENT]).find(said)
    if said:
        await sessions.trail(request.app).add(rep.id, "searched", said, request.remote or "")
    return page(request, "find.html", rep=rep, words=said, found=found)


ROUTES = (web.get("/desk/find", find),)
