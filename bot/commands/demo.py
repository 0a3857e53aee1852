"""`quartermaster demo`: fills the directories with a believable world."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from typing import TypeVar

import click

from bot.settings import settings

T = TypeVar("T")


@click.command("demo")
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same world.")
@click.option("--shops", type=click.IntRange(1, 20_000), help="How many shops (1,350).")
@click.option("--reps", type=click.IntRange(1, 5_000), help="How many sales reps (1,800).")
@click.option("--suppliers", type=click.IntRange(1, 1_000_000), help="How many suppliers (150,000).")
@click.option("--customers", type=click.IntRange(1, 100_000), help="How many customers with orders and invoices (5,000).")
@click.option("--small", is_flag=True, help="A small world, in seconds; the other options still count.")
def command(seed: int, shops: int | None, reps: int | None, suppliers: int | None, customers: int | None, small: bool) -> None:
    """Makes a world of goods, shops, reps, suppliers, customers and policies, and says how to sign in.

    A demo world that is there grows, or gives way to the new one. What was imported stays.
    """
    from datetime import date

    from bot.demo.world import FULL, SMALL, fill
    from bot.store.embedded import embedded_redis

    given = {"shops": shops, "reps": reps, "suppliers": suppliers, "customers": customers}
    sizes = (SMALL if small else FULL)._replace(**{name: size for name, size in given.items() if size is not None})
    chosen = settings()
    with nullcontext(chosen.redis_url) if chosen.redis_url else embedded_redis(chosen.var) as url:
        for line in fill(chosen.var, url, sizes, seed, date.today(), _watch):
            click.echo(line)


def _watch(things: Iterable[T], name: str, total: int) -> Iterable[T]:
    from tqdm import tqdm

    return tqdm(things, desc=f"{name:<10}", total=total, unit="", file=sys.stderr)
