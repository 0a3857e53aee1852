"""`quartermaster reps`: the reps' directory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadInput
from bot.settings import settings

if TYPE_CHECKING:
    from bot.sales.directory import NewRep
    from bot.sales.model import Rep


@click.group()
def command() -> None:
    """List and import the sales reps."""


@command.command("list")
def list_() -> None:
    """Show all reps."""
    from bot.store.once import ask_redis
    from bot.store.sales import RedisReps

    reps = ask_redis(settings(), lambda client: RedisReps(client).all())
    for rep in reps:
        lacks = "" if rep.password else "  (no password: cannot sign in)"
        click.echo(f"{rep.id:<24} {rep.name:<28} {rep.role:<6} {', '.join(rep.languages):<8} {', '.join(rep.skills)}{lacks}")
    if not reps:
        click.echo("no reps yet; import some with: quartermaster reps import FILE")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Import reps from a CSV file with the columns id, name and, if wanted, password, skills, languages, email, capacity, role.

    Several skills or languages have ";" between them. A rep who is there already is replaced; without a password in the file,
    the old one stays. Rows that do not fit are reported and left out.
    """
    from bot.sales.directory import read_reps
    from bot.store.once import ask_redis
    from bot.store.sales import RedisReps

    try:
        new, faults = read_reps(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"cannot read {file}: it is not UTF-8 text") from None
    passwords = {rep.id: rep.password for rep in ask_redis(settings(), lambda client: RedisReps(client).all())}
    reps = _with_passwords(new, passwords, file.name)
    ask_redis(settings(), lambda client: RedisReps(client).save(*reps))
    for fault in faults:
        click.echo(f"line {fault.line}: {fault.reason}", err=True)
    click.echo(f"{len(reps)} reps imported" + (f", {len(faults)} rows did not fit" if faults else ""))
    if faults and not reps:
        sys.exit(1)


def _with_passwords(new: list[NewRep], old: dict[str, str], name: str) -> list[Rep]:
    from msgspec.structs import replace
    from tqdm import tqdm

    from bot.sales.passwords import hash_password

    with tqdm(new, unit=" reps", desc=name, file=sys.stderr) as bar:
        return [
            replace(one.rep, password=hash_password(one.password) if one.password else old.get(one.rep.id, "")) for one in bar
        ]
