"""Replies that reps need often, read from `canned.txt`: a line each, a short name before the colon."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.sales.model import Rep
from connectors.desk.protocol import Canned

FILE = Path(__file__).with_name("canned.txt")


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    lines = (line for line in FILE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    return tuple((name.strip(), words.strip()) for name, _, words in (line.partition(":") for line in lines))


def replies(rep: Rep) -> list[Canned]:
    """All of them, in the rep's name."""
    first = rep.name.split()[0] if rep.name.split() else rep.name
    return [Canned(name, words.replace("{rep}", first)) for name, words in _lines()]
