"""Pages and files of the website."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from connectors.web import demo, keys

LONGEST_QUERY = 200


def page(request: web.Request, template: str, status: int = 200, **context: Any) -> web.Response:
    """A page made of one of the templates."""
    text = request.app[keys.TEMPLATES].get_template(template).render(context)
    return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})


async def shop(request: web.Request) -> web.Response:
    words = request.query.get("q", "").strip()[:LONGEST_QUERY]
    department = request.query.get("department", "")[:LONGEST_QUERY]
    shown = await asyncio.to_thread(request.app[keys.SHOP].page, words, department)
    customer, shown_pass = await demo.signed_in(request)
    at_home = not (words or department)
    customers = await demo.offered(request.app) if at_home and not customer else []
    telegram = await request.app[keys.CHATS].bot_name() if at_home else None
    who = {"customer": customer, "pass": shown_pass, "customers": customers}
    return page(request, "shop.html", shown=shown, who=who, telegram=telegram)


async def healthz(request: web.Request) -> web.Response:
    """200 while customers can be served; 503 where Redis does not answer."""
    try:
        await asyncio.wait_for(request.app[keys.PING](), 2)
    except (Exception, asyncio.TimeoutError):  # whatever is wrong, the answer is the same
        return web.json_response({"ok": False, "redis": False}, status=503)
    return web.json_response({"ok": True, "redis": True})


async def asset(request: web.Request) -> web.Response:
    return request.app[keys.ASSETS].response(request, request.path)


async def no_icon(_: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/shop/icon.svg")
