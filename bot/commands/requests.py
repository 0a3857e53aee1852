"""`quartermaster requests`: the sourcing requests, their quotes, and letters that were given up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from bot.errors import Missing
from bot.settings import settings

if TYPE_CHECKING:
    from bot.sourcing.dossier import Change, Dossier


@click.group("requests")
def command() -> None:
    """Show and export sourcing requests."""


@command.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="how many to show")
def list_(limit: int) -> None:
    """Show requests, the newest first."""
    from bot.store.once import ask_redis
    from bot.store.requests import RedisRequests

    for held in ask_redis(settings(), lambda client: RedisRequests(client).newest(limit)):
        request = held.request
        quotes = f"{len(held.current)} of {len(held.invited)} quoted"
        click.echo(f"{request.number:<12} {request.state:<12} v{request.version}  {quotes:<18} {request.fields.product[:60]}")


@command.command("show")
@click.argument("number")
def show(number: str) -> None:
    """Show a request with its quotes at the door, in their order, and what happened."""
    from bot.sourcing.brief import brief
    from bot.sourcing.comparing import compare

    held, changes = _dossier(number)
    click.echo(f"{held.request.number}, version {held.request.version}: {held.request.state}")
    for name, value in brief(held.request.fields):
        click.echo(f"  {name}: {value}")
    table = compare(held.current, held.request.fields, date.today())
    for rows, title in ((table.rows, "quotes"), (table.out, "ruled out")):
        if rows:
            click.echo(title)
        for row in rows:
            reasons = ", ".join(f"{one.name.replace('_', ' ')} {one.value}".strip() for one in row.reasons)
            click.echo(
                f"  {row.landed.per_piece:>10} USD a piece landed, cash {row.cash_up_front:>10}  {row.quote.company}: {reasons}"
            )
    click.echo("what happened")
    for change in changes:
        click.echo(f"  {change.at:%Y-%m-%d %H:%M} UTC  {change.what:<14} {change.who:<18} {change.after} {change.why}".rstrip())


@command.command("export")
@click.argument("number")
@click.option("--csv", "as_csv", is_flag=True, help="the quotes as CSV; else everything as JSON")
def export(number: str, as_csv: bool) -> None:
    """Write a request to standard output."""
    import msgspec

    from bot.sourcing import export as exports

    held, changes = _dossier(number)
    if as_csv:
        click.echo(exports.as_csv(held, date.today()), nl=False)
    else:
        click.echo(msgspec.json.format(msgspec.json.encode(exports.as_json(held, changes))))


@command.command("dead")
def dead() -> None:
    """Show letters to suppliers that were given up, the oldest first."""
    from bot.store.once import ask_redis
    from bot.store.requests import RedisRequests

    for letter in ask_redis(settings(), lambda client: RedisRequests(client).dead_letters()):
        click.echo(
            f"{letter['at'][:16]}  {letter['request']:<12} {letter['supplier']:<10} {letter['what']:<12} {letter['why']}"
        )


def _dossier(number: str) -> tuple[Dossier, list[Change]]:
    from bot.store.connect import Client
    from bot.store.once import ask_redis
    from bot.store.requests import RedisRequests

    wanted = number.strip().upper()

    async def read(client: Client) -> tuple[Dossier | None, list[Change]]:
        requests = RedisRequests(client)
        return await requests.dossier(wanted), await requests.changes(wanted)

    held, changes = ask_redis(settings(), read)
    if held is None:
        raise Missing(f"there is no request {wanted[:40]}")
    return held, changes
