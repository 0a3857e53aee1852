"""`quartermaster telegram`: the Telegram door alone."""

from __future__ import annotations

import asyncio
import socket
from uuid import uuid4

import click

from bot.settings import settings


@click.command("telegram")
@click.option("--name", default="", help="Name among these processes; one that keeps its name resumes at once after a crash.")
def command(name: str) -> None:
    """Takes messages from Telegram and brings the answers: any number of these share the chats of one REDIS_URL.

    Needs TELEGRAM_TOKEN. With TELEGRAM_WEBHOOK_URL Telegram pushes to us, otherwise one of the processes asks.
    """
    from bot.store.embedded import embedded_redis
    from connectors.telegram.main import serve

    chosen = settings()
    name = name or f"{socket.gethostname()}-{uuid4().hex[:8]}"
    if chosen.redis_url:
        asyncio.run(serve(chosen, chosen.redis_url, name))
        return
    with embedded_redis(chosen.var) as url:
        asyncio.run(serve(chosen, url, name))
