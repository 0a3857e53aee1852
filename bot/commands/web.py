"""`quartermaster web`: the web process alone: chat, shop page, desk."""

from __future__ import annotations

import asyncio

import click

from bot.settings import settings


@click.command("web")
def command() -> None:
    """Serves the website chat, the demo shop page and the desk: any number of web processes share one REDIS_URL."""
    from bot.store.embedded import embedded_redis
    from connectors.web.server import serve

    chosen = settings()
    if chosen.redis_url:
        asyncio.run(serve(chosen, chosen.redis_url))
        return
    with embedded_redis(chosen.var) as url:
        asyncio.run(serve(chosen, url))
