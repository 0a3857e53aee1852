"""`quartermaster queue`: who waits for a person."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from bot.settings import settings

if TYPE_CHECKING:
    from bot.sales.model import Waiting


@click.group("queue", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.pass_context
def command(ctx: click.Context, as_json: bool, limit: int) -> None:
    """Shows who waits for a person, longest first; with `why`, how somebody got their rep."""
    if ctx.invoked_subcommand is None:
        _show(as_json, limit)


@command.command("why")
@click.argument("conversation")
@click.option("--json", "as_json", is_flag=True, help="one JSON object an offer")
def why(conversation: str, as_json: bool) -> None:
    """Shows every offer of a CONVERSATION in the last 30 days, and why that rep got it."""
    from msgspec.json import encode

    from bot.sales.routing import told
    from bot.store.once import ask_redis
    from bot.store.sales import RedisQueue

    offers = ask_redis(settings(), lambda client: RedisQueue(client).assignments(conversation))
    for one in offers:
        first, *rest = told(one)
        text = f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {first}" + "".join(f"\n    {line}" for line in rest)
        click.echo(encode(one).decode() if as_json else text)
    if not offers and not as_json:
        click.echo(f"{conversation} was offered to nobody")


def _show(as_json: bool, limit: int) -> None:
    from bot.store.once import ask_redis
    from bot.store.sales import RedisQueue

    waiting = ask_redis(settings(), lambda client: RedisQueue(client).waiting(limit))
    now = datetime.now(timezone.utc)
    for one in waiting:
        click.echo(_as_json(one) if as_json else _as_text(one, now))
    if not waiting and not as_json:
        click.echo("nobody waits")


def _as_json(one: Waiting) -> str:
    return json.dumps(
        {
            "conversation": one.conversation,
            "since": one.since.isoformat(),
            "reason": one.reason,
            "summary": one.summary,
            "channel": one.channel,
            "known": one.known,
        },
        ensure_ascii=False,
        default=str,
    )


def _as_text(one: Waiting, now: datetime) -> str:
    minutes = max(0, int((now - one.since).total_seconds() // 60))
    return f"{minutes:>5} min  {one.channel:<9} {one.conversation:<28} {one.reason}"
