"""`quartermaster demo`: fills the directories with a believable world."""

from __future__ import annotations

from contextlib import nullcontext

import click

from bot.settings import settings


@click.command("demo")
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same world.")
@click.option("--reps", default=12, show_default=True, type=click.IntRange(1, 5_000), help="How many sales reps.")
def command(seed: int, reps: int) -> None:
    """Fills an empty catalog and an empty directory of reps, and says how to sign in. What is there stays."""
    from bot.demo.world import ensure
    from bot.store.embedded import embedded_redis

    chosen = settings()
    with nullcontext(chosen.redis_url) if chosen.redis_url else embedded_redis(chosen.var) as url:
        for line in ensure(chosen.var, url, seed, reps):
            click.echo(line)
