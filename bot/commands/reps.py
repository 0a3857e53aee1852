"""`quartermaster reps`: the reps' directory, their sign-in, and what they did."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadInput, Missing
from bot.settings import settings

if TYPE_CHECKING:
    from bot.sales.directory import NewRep
    from bot.sales.model import Rep
    from bot.store.connect import Client


@click.group()
def command() -> None:
    """List and import the sales reps; end their sessions, give them new passwords, see what they did."""


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
@click.option("--rejects", type=click.Path(path_type=Path), help="Where the rows that do not fit go; default FILE.rejects.csv.")
def import_(file: Path, rejects: Path | None) -> None:
    """Import reps from a CSV file with the columns id, name and, if wanted, password, skills, languages, email, capacity, role,
    states, zips, timezone, shifts ("Mon-Fri: 9:00-17:30").

    Several skills, languages, states or zips have ";" between them. A rep who is there already is replaced; without a password
    in the file, the old one stays; with one, the rep chooses another at the first sign-in. Rows that do not fit go to a file of
    their own with the reason, the rest is imported.
    """
    from bot.sales.directory import faulty_rows, read_reps
    from bot.store.once import ask_redis
    from bot.store.sales import RedisReps

    try:
        new, faults = read_reps(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"cannot read {file}: it is not UTF-8 text") from None
    held = {rep.id: rep for rep in ask_redis(settings(), lambda client: RedisReps(client).all())}
    reps = _with_passwords(new, held, file.name)

    async def save(client: Client) -> None:
        await RedisReps(client).save(*reps)
        await _note(client, "imported", f"{len(reps)} reps")

    ask_redis(settings(), save)
    for fault in faults:
        click.echo(f"line {fault.line}: " + (f"{fault.column}: " if fault.column else "") + fault.reason, err=True)
    if faults:
        rejects = rejects or file.with_name(f"{file.name}.rejects.csv")
        _write(rejects, faulty_rows(faults))
        click.echo(f"the rows that did not fit are in {rejects}", err=True)
    click.echo(f"{len(reps)} reps imported" + (f", {len(faults)} rows did not fit" if faults else ""))
    if faults and not reps:
        sys.exit(1)


@command.command()
@click.argument("rep")
def remove(rep: str) -> None:
    """Remove REP: sessions end, and whoever they talked with gets another rep."""
    from bot.store.once import ask_redis
    from bot.store.sales import RedisQueue, RedisReps
    from bot.store.sessions import Sessions

    async def work(client: Client) -> int:
        if not await RedisReps(client).remove(rep):
            raise Missing(f"there is no rep {rep}")
        await Sessions(client).revoke_all(rep)
        await _note(client, "removed", rep)
        return await RedisQueue(client).leave(rep)

    held = ask_redis(settings(), work)
    click.echo(f"{rep} is removed" + (f"; {held} conversations wait for others" if held else ""))


@command.command("sign-out")
@click.argument("rep")
def sign_out(rep: str) -> None:
    """End every session of REP."""
    from bot.store.once import ask_redis
    from bot.store.sessions import Sessions

    async def work(client: Client) -> int:
        await _note(client, "revoked", rep)
        return await Sessions(client).revoke_all(rep)

    click.echo(f"{ask_redis(settings(), work)} sessions ended")


@command.command()
@click.argument("rep")
def password(rep: str) -> None:
    """Give REP a new password, to be changed at the next sign-in; their sessions end."""
    from msgspec.structs import replace

    from bot.demo.sign_in import new_password
    from bot.sales.passwords import hash_password
    from bot.store.once import ask_redis
    from bot.store.sales import RedisReps
    from bot.store.sessions import Sessions

    chosen = new_password()
    hashed = hash_password(chosen)

    async def work(client: Client) -> None:
        held = await RedisReps(client).get(rep)
        if held is None:
            raise Missing(f"there is no rep {rep}")
        await RedisReps(client).save(replace(held, password=hashed, change_password=True))
        await Sessions(client).revoke_all(rep)
        await _note(client, "password_given", rep)

    ask_redis(settings(), work)
    click.echo(chosen)


@command.command()
@click.option("--who", default="", help="Only what this rep did.")
@click.option("--of", default="", help="Only what concerns this conversation or rep.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def trail(who: str, of: str, limit: int, as_json: bool) -> None:
    """Show who read and did what, newest first."""
    import json

    import msgspec

    from bot.store.once import ask_redis
    from bot.store.trail import Trail

    for at, step in ask_redis(settings(), lambda client: Trail(client).newest(limit, who, of)):
        if as_json:
            click.echo(json.dumps({"at": at.isoformat(), **msgspec.to_builtins(step)}))
        else:
            click.echo(f"{at:%Y-%m-%d %H:%M:%S}  {step.who:<24} {step.what:<16} {step.of:<32} {step.source}{step.why}")


async def _note(client: Client, what: str, of: str) -> None:
    from bot.store.trail import Trail

    await Trail(client).add(f"command:{getpass.getuser()}", what, of)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None


def _with_passwords(new: list[NewRep], held: dict[str, Rep], name: str) -> list[Rep]:
    from msgspec.structs import replace
    from tqdm import tqdm

    from bot.sales.passwords import hash_password

    reps = []
    for one in tqdm(new, unit=" reps", desc=name, file=sys.stderr):
        old = held.get(one.rep.id)
        if one.password:
            reps.append(replace(one.rep, password=hash_password(one.password)))
        else:
            reps.append(replace(one.rep, password=old.password, change_password=old.change_password) if old else one.rep)
    return reps
