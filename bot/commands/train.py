"""`quartermaster train`"""

from __future__ import annotations

import sys

import click

from bot.settings import settings


@click.command()
@click.option("--force", is_flag=True, help="train even when nothing changed")
def command(force: bool) -> None:
    """Train the language parts and the dialogue from config.yml, domain.yml, nlu_data and what `nlu review` accepted.

    The model goes to QUARTERMASTER_VAR/models as a new generation and is in service at once for whoever starts next, unless it
    understands too little of nlu_data/held_out.jsonl: then the old one stays and the exit code is not 0.
    """
    from bot.nlu.training import train

    terminal = sys.stdout
    archive = train(settings().var, force, lambda line: click.echo(line, file=terminal), settings().learned)
    click.echo(f"model in service: {archive}")
