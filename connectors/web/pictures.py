"""The pictures of products that the project draws itself."""

from __future__ import annotations

import asyncio
from hashlib import blake2s

from aiohttp import web

from bot.catalog.pictures import picture
from connectors.web import keys

KEPT = "public, max-age=3600"  # a drawing changes only with the product's name or color
SHARED = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


async def product_picture(request: web.Request) -> web.Response:
    """The drawing of a product, by its id, for this site and every site with the widget on it."""
    product = await asyncio.to_thread(request.app[keys.SHOP].product, request.match_info["id"])
    if product is None:
        raise web.HTTPNotFound(text="There is no such product.")
    drawn = picture(product).encode()
    tag = blake2s(drawn, digest_size=12).hexdigest()
    headers = {"ETag": f'"{tag}"', "Cache-Control": KEPT, **SHARED}
    if any(known.value == tag for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=drawn, content_type="image/svg+xml", headers=headers)
