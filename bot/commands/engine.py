"""`quartermaster engine`: the dialogue engine alone."""

from __future__ import annotations

import asyncio
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from bot.settings import settings

if TYPE_CHECKING:
    from bot.store.connect import Client


ANSWERS = "the assistant has its model and answers"


@click.command("engine")
@click.option("--name", default="", help="Name among the engines; one that keeps its name resumes at once after a crash.")
def command(name: str) -> None:
    """Answers messages: any number of engines share the conversations of one REDIS_URL."""
    from bot.engine.lean import lean
    from bot.nlu.quiet import quiet

    lean()
    quiet()
    from bot.bootstrap import use, wire
    from bot.engine.main import serve
    from bot.store.embedded import embedded_redis

    chosen = settings()
    name = name or f"{socket.gethostname()}-{uuid4().hex[:8]}"

    def wired(client: Client, var: Path) -> None:
        made = wire(client, var)
        use(made)
        # Suppliers are found in milliseconds once their tables are there; no customer's turn is to wait for them.
        made.estimates.begin()

    with nullcontext(chosen.redis_url) if chosen.redis_url else embedded_redis(chosen.var) as url:
        offers = chosen.routing == "offer"
        asyncio.run(serve(url, chosen.var, name, chosen.turn_seconds, wired, offers, lambda: click.echo(ANSWERS)))
