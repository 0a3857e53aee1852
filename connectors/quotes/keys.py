"""What the suppliers' door holds while it runs."""

from __future__ import annotations

from aiohttp import web

from bot.notify.clerk import Clerk
from bot.sourcing.links import Links

LINKS = web.AppKey("LINKS", Links)
CLERK = web.AppKey("CLERK", Clerk)
