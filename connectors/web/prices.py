"""New prices and stock, told by the merchant's own systems: POST /catalog/changes with a key."""

from __future__ import annotations

import asyncio
import hmac
import time

from aiohttp import web

from bot.catalog.live import read_changes
from bot.errors import BadInput
from connectors.web import keys


async def change_catalog(request: web.Request) -> web.Response:
    """Takes changes as `bot.catalog.live.read_changes` reads them, all of a message or none; answers which ids are unknown."""
    _check_key(request)
    try:
        changes = read_changes(await request.read(), time.time())
    except BadInput as error:
        raise web.HTTPBadRequest(text=str(error)) from None
    known = await asyncio.to_thread(request.app[keys.SHOP].cards, [change.id for change in changes])
    there = {card.id for card in known}
    await request.app[keys.CHANGE]([change for change in changes if change.id in there])
    unknown = [change.id for change in changes if change.id not in there]
    return web.json_response({"changed": len(changes) - len(unknown), "unknown": unknown})


def _check_key(request: web.Request) -> None:
    """Without a key in the settings there is no such address."""
    key = request.app[keys.SETTINGS].catalog_key
    if not key:
        raise web.HTTPNotFound(text="There is nothing here.")
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), key.encode()):
        raise web.HTTPUnauthorized(text="The key is missing or wrong.", headers={"WWW-Authenticate": "Bearer"})
