"""Charts in a conversation: drawn from the log, for whoever has the signed address."""

from __future__ import annotations

import asyncio
from functools import lru_cache

import msgspec
from aiohttp import web

from bot.conversation.model import Chart
from bot.sourcing.chart import Words, chart_svg
from bot.sourcing.shelf_or_factory import Curve
from connectors.web import keys

SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",  # pages of other sites carry the widget
    "Cache-Control": "private, max-age=86400, immutable",
}


async def chart(request: web.Request) -> web.Response:
    """The chart of a log entry as SVG, `dark` in the query for a dark page. HTTPNotFound for an address not made here."""
    conversation, entry_id, signature = (request.match_info[name] for name in ("conversation", "entry", "signature"))
    if not request.app[keys.SIGNER].is_chart(conversation, entry_id, signature):
        raise web.HTTPNotFound(text="There is no such chart.")
    entry = await request.app[keys.CONVERSATIONS].entry(conversation, entry_id)
    if entry is None or entry.chart is None:
        raise web.HTTPNotFound(text="There is no such chart.")
    drawn = await asyncio.to_thread(_drawn, msgspec.json.encode(entry.chart), "dark" in request.query)
    return web.Response(text=drawn, content_type="image/svg+xml", headers=SAFE)


@lru_cache(maxsize=64)
def _drawn(described: bytes, dark: bool) -> str:
    held = msgspec.json.decode(described, type=Chart)
    return chart_svg(msgspec.convert(held.curve, Curve, strict=False), Words(**held.words), "dark" if dark else "light")
