"""`quartermaster serve`: the website chat, the shop page and the desk, on one command."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import click

from bot.settings import settings
from bot.supervisor.serve import parts, serve

NAMES = 8  # characters; the column of who speaks


@click.command()
def command() -> None:
    """Runs Redis (unless REDIS_URL names one), the web process, the engine, and Telegram's door where TELEGRAM_TOKEN is set;
    starts again whatever dies.

    Says the addresses and the demo sign-in as soon as the page is up. Ctrl-C ends it all.
    """
    chosen = settings()
    asyncio.run(serve(chosen, parts(telegram=bool(chosen.telegram_token)), demo_world, show))


def demo_world(var: Path, redis_url: str) -> list[str]:
    """Fills an empty store with the demo world; the lines say how to sign in."""
    from bot.demo.world import ensure

    return ensure(var, redis_url)


def show(name: str, line: bytes) -> None:
    """Writes one line of a child's, or of our own, to stdout."""
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(f"{name:<{NAMES}}| ".encode() + line + b"\n")
        sys.stdout.buffer.flush()
