"""A believable world where there is none: goods, shops, reps, suppliers, customers, and what the merchant says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot.demo.catalog import load_demo
from bot.demo.parts import Watch, fill_customers, fill_policies, fill_reps, fill_shops, fill_suppliers, unwatched
from bot.demo.sign_in import sign_in
from bot.store.accounts import RedisAccounts
from bot.store.once import ask
from bot.store.sales import RedisReps

SEED = 7


class Sizes(NamedTuple):
    """How many of each a world has."""

    shops: int
    reps: int
    suppliers: int
    customers: int


SMALL = Sizes(shops=1_350, reps=12, suppliers=2_000, customers=50)
FULL = Sizes(shops=1_350, reps=1_800, suppliers=150_000, customers=5_000)


def ensure(var: Path, redis_url: str, seed: int = SEED, sizes: Sizes = SMALL) -> list[str]:
    """Fills what is empty with a small world, in seconds; leaves what is there. Gives the lines that say how to sign in."""
    load_demo(var)
    fill_policies(var)
    fill_shops(var, sizes.shops, seed, anew=False)
    fill_suppliers(var, sizes.suppliers, seed, anew=False)
    if not ask(redis_url, lambda client: RedisReps(client).count()):
        fill_reps(var, redis_url, sizes.reps, seed)
    if not ask(redis_url, lambda client: RedisAccounts(client).count()):
        fill_customers(redis_url, sizes.customers, seed, date.today())
    return sign_in(var)


def fill(var: Path, redis_url: str, sizes: Sizes, seed: int, today: date, watch: Watch = unwatched) -> list[str]:
    """Makes a world of these sizes: shops and suppliers of another demo world give way, its reps and customers become more.

    Catalog and policies are filled where they are empty; what was imported stays. Gives a line for each directory that stays
    for that reason, and those that say how to sign in.
    """
    load_demo(var)
    fill_policies(var)
    filled = {
        "shops": fill_shops(var, sizes.shops, seed, watch),
        "suppliers": fill_suppliers(var, sizes.suppliers, seed, watch),
        "reps": fill_reps(var, redis_url, sizes.reps, seed),
        "customers": fill_customers(redis_url, sizes.customers, seed, today, watch),
    }
    stay = [f"{name:<10} others are there and stay" for name, done in filled.items() if not done]
    return [*stay, *sign_in(var)]
