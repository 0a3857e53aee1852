"""`quartermaster understand`"""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from bot.settings import settings


@click.command()
@click.option("--now", help="the customer's clock as an ISO time with offset, for words such as 'next friday'")
def command(now: str | None) -> None:
    """Read lines from standard input; print what each was understood as, one JSON object a line.

    Fields: text, intent {name, confidence}, ranking, entities {type, start, end, text, value, role}.
    """
    from bot.nlu.training import current_model

    clock = _clock(now)
    archive = current_model(settings().var)
    from bot.nlu.reader import Reader

    reader = Reader(archive)
    lines = open(sys.stdin.fileno(), encoding="utf-8", errors="replace", newline="\n", closefd=False)  # noqa: SIM115
    for line in lines:
        understood = reader.understand(line.removesuffix("\n").removesuffix("\r"), clock)
        # A lone surrogate or any other oddity in the text must not end the program: JSON escapes it.
        sys.stdout.write(json.dumps(understood) + "\n")
        sys.stdout.flush()


def _clock(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise click.BadParameter(f"{typed!r} is not an ISO time", param_hint="--now") from None
