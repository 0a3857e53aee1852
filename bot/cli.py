"""The `quartermaster` command: each subcommand lives in a module of `bot.commands` and is imported only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from bot.errors import QuartermasterError

COMMANDS = {
    "serve": "website chat, shop page, desk, on one command",
    "web": "the web process alone, with REDIS_URL",
    "engine": "the dialogue engine alone, with REDIS_URL",
    "telegram": "the Telegram door alone, with REDIS_URL",
    "chat": "talk in the terminal",
    "train": "train the language parts and the Rasa model",
    "understand": "a line in, what was understood out, as JSON",
    "nlu": "measure the understanding",
    "catalog": "import and search the catalog",
    "policies": "what the merchant says: returns, payment, offers and more",
    "stores": "the shops: import, list, near a ZIP",
    "suppliers": "the suppliers' directory",
    "requests": "sourcing requests: list, show, export, letters given up",
    "reps": "the reps' directory",
    "queue": "who waits for a person",
    "simulate": "a day of customers against reps on shifts, before it happens",
    "demo": "fill the directories with a believable world",
    "bench": "the benchmarks, each with its peer",
}


class LazyGroup(click.Group):
    """Lists every command by its one line; imports a command's module only to run it or show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"bot.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quartermaster")
def group() -> None:
    """Quartermaster: a conversational sales assistant."""


def main() -> None:
    """Runs the command line; an expected failure is one clear line on stderr and exit code 1."""
    try:
        group()
    except QuartermasterError as error:
        click.echo(f"quartermaster: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
