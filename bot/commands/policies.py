"""`quartermaster policies`: what the merchant says, from dated files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.settings import settings


@click.group()
def command() -> None:
    """Import and list the merchant's policies."""


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option("--replace/--add", default=True, help="replace all policies (default), or add to them")
def import_(path: Path, replace: bool) -> None:
    """Import policy files: Markdown with a YAML head, or YAML; a folder with everything below it.

    The head names topic, title, source and effective (2026-01-31) and, if wanted, expires, url and region (a state). What does
    not fit is reported and left out.
    """
    from bot.policies.files import PolicyFiles
    from bot.policies.reading import read_policies

    policies, faults = read_policies(path)
    for fault in faults:
        click.echo(f"{fault.file}: {fault.reason}", err=True)
    if not policies:
        click.echo("no policy imported; what was there stays", err=True)
        sys.exit(1)
    held = PolicyFiles(settings().var).save(policies, add=not replace)
    more = f", {len(faults)} did not fit" if faults else ""
    click.echo(f"{len(policies)} policies imported{more}; {held} on file")


@command.command("list")
def list_() -> None:
    """Show all policies on file, with the days on which they hold."""
    from datetime import date

    from bot.policies.files import PolicyFiles

    policies = PolicyFiles(settings().var)()
    today = date.today()
    for policy in policies:
        days = f"{policy.effective} to {policy.expires}" if policy.expires else f"{policy.effective} on"
        mark = "" if policy.holds(today) else "  (not today)"
        where = f"  {policy.region}" if policy.region else ""
        click.echo(f"{policy.topic:<14} {policy.title:<44} {days:<24} {policy.source}{where}{mark}")
    if not policies:
        click.echo("no policies yet; import some with: quartermaster policies import FILE|FOLDER")
