"""How to sign in at the desk of a demo world, kept for the next start."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from bot.errors import SettingError

WORDS = (
    "amber birch cedar clover copper ember fern harbor indigo juniper lantern maple meadow olive pebble river willow".split()
)


def new_password() -> str:
    """Made up anew each time, so that no two installations share one."""
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"


def sign_in(var: Path) -> list[str]:
    """How to sign in at the desk."""
    path = _file(var)
    told = path.read_text().splitlines() if path.exists() else []
    return [f"sign in    {line}" for line in told] or ["sign in    with the name and password of one of your reps"]


def keep(var: Path, reps: Sequence[str], password: str) -> None:
    """Keeps the sign-in of these reps; raises SettingError where the folder cannot be written."""
    path = _file(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{rep}  password  {password}\n" for rep in reps))
    except OSError as error:
        raise SettingError(f"QUARTERMASTER_VAR: {path} cannot be written: {error.strerror}") from None


def _file(var: Path) -> Path:
    return var / "demo-sign-in"
