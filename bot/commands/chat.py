"""`quartermaster chat`: talk in the terminal, or let a program talk with `--json`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from bot.settings import settings

START_SECONDS = 180.0
"""How long the engine may take to load its model."""


@click.command("chat")
@click.option("--json", "as_json", is_flag=True, help="For programs: one line in, exactly one JSON object out.")
def command(as_json: bool) -> None:
    """Talks to the assistant; starts an engine where none is running, and fills what is empty with the demo world."""
    from bot.demo.world import ensure
    from bot.store.embedded import embedded_redis

    chosen = settings()
    with ExitStack() as stack:
        url = chosen.redis_url or stack.enter_context(embedded_redis(chosen.var))
        ensure(chosen.var, url)
        asyncio.run(_chat(url, chosen.var, as_json))


async def _chat(url: str, var: Path, as_json: bool) -> None:
    from bot.bootstrap import wire
    from bot.store.connect import connect
    from connectors.terminal.program import converse
    from connectors.terminal.session import Session, wait_for_engine
    from connectors.terminal.talk import talk

    client = connect(url)
    made = wire(client, var)
    with ExitStack() as stack:
        if not await _engine_lives(client):
            click.echo("Starting the assistant: a few seconds …", err=True)
            engine = stack.enter_context(_engine(url))
            await wait_for_engine(client, START_SECONDS, lambda: engine.poll() is None)
        if as_json:
            await converse(lambda *of: Session(client, made.sales, made.attachments, *of))
        else:
            await talk(Session(client, made.sales, made.attachments))
    await client.close()


async def _engine_lives(client: object) -> bool:
    from bot.store import keys

    return bool(await client.exists(keys.lease(0)))  # type: ignore[attr-defined]


@contextmanager
def _engine(url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "REDIS_URL": url}
    process = subprocess.Popen([sys.executable, "-m", "bot.cli", "engine"], env=environment, stdout=sys.stderr)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
