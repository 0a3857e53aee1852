"""A demo world where there is none: something on the shelves, and reps at the desk."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.catalog.search import Catalog
from bot.demo.catalog import load_demo
from bot.demo.reps import demo_reps
from bot.errors import SettingError
from bot.sales.passwords import hash_password
from bot.store.once import ask
from bot.store.sales import RedisReps

SEED = 7
REPS = 12
TOLD = 2  # reps whose sign-in is told, so that two browsers can try who is faster
WORDS = (
    "amber birch cedar clover copper ember fern harbor indigo juniper lantern maple meadow olive pebble river willow".split()
)


def ensure(var: Path, redis_url: str, seed: int = SEED, reps: int = REPS) -> list[str]:
    """Fills an empty catalog and an empty directory of reps; leaves what is there. Gives the lines that say how to sign in."""
    if not Catalog.open(var).size():
        load_demo(var)
    if not ask(redis_url, lambda client: RedisReps(client).count()):
        # made up anew each time, so that no two installations share a password
        password = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
        made = demo_reps(reps, seed, hash_password(password))
        _keep_sign_in(var, [f"{rep.id}  password  {password}" for rep in made[:TOLD]])
        ask(redis_url, lambda client: RedisReps(client).save(*made))
    return sign_in(var)


def sign_in(var: Path) -> list[str]:
    """How to sign in at the desk."""
    path = _sign_in_file(var)
    told = path.read_text().splitlines() if path.exists() else []
    return [f"sign in    {line}" for line in told] or ["sign in    with the name and password of one of your reps"]


def _keep_sign_in(var: Path, lines: list[str]) -> None:
    path = _sign_in_file(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise SettingError(f"QUARTERMASTER_VAR: {path} cannot be written: {error.strerror}") from None


def _sign_in_file(var: Path) -> Path:
    return var / "demo-sign-in"
