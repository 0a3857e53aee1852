"""Addresses of the suppliers' pages and of the API for platforms, and the clerk that works behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web
from jinja2 import ChoiceLoader, FileSystemLoader

from bot.ending import end
from bot.notify.clerk import Clerk, Desk
from bot.notify.teller import Teller
from bot.settings import own_address
from connectors.quotes import api, keys, views
from connectors.quotes.demo import DemoSuppliers
from connectors.quotes.invited import Directory
from connectors.web import keys as site

HERE = Path(__file__).parent
ROUTES = (
    web.get("/quote/static/{name}", views.asset),
    web.get("/quote/{token}", views.page),
    web.post("/quote/{token}", views.quote),
    web.get("/quote/{token}/files/{id}", views.file),
    web.post("/quote/{token}/question", views.question),
    web.post("/quote/{token}/decline", views.decline),
    web.get("/api/v1/openapi.json", api.description),
    web.get("/api/v1/quotes/{token}", api.show),
    web.post("/api/v1/quotes/{token}", api.quote),
    web.delete("/api/v1/quotes/{token}", api.withdraw),
    web.post("/api/v1/quotes/{token}/questions", api.question),
)


def add_quotes(app: web.Application) -> None:
    """Puts the suppliers' pages beside the website, and lets the clerk work while it runs."""
    app.add_routes(ROUTES)
    app[site.ASSETS].add_folder("/quote/static", HERE / "static")
    loader = app[site.TEMPLATES].loader
    app[site.TEMPLATES].loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), *([loader] if loader else [])])
    settings = app[site.SETTINGS]
    directory = Directory(settings.var)
    demo, teller = DemoSuppliers(directory, own_address(settings)), Teller(app[site.CLIENT])
    clerk = Clerk(app[site.REQUESTS], Desk(settings, directory, demo, teller=teller))
    app[keys.LINKS], app[keys.CLERK] = clerk.links, clerk
    app.cleanup_ctx.append(_working)


async def _working(app: web.Application) -> AsyncIterator[None]:
    work = asyncio.create_task(app[keys.CLERK].run())
    yield
    await end(work)
