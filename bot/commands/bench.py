"""`quartermaster bench NAME`: the benchmarks."""

from __future__ import annotations

import importlib
import random
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.bench.result import Result

BENCHMARKS = {
    "faults": "kill the engine and Redis hundreds of times, then count: nothing lost, nothing twice, nothing out of order",
    "growth": "what turn 200 of a conversation costs, against turn 5 and against Rasa's own tracker",
}
"""Name → what it shows. Each is a module of `bot.bench` with `measure(quick, seed, say) -> Result`."""


class Benchmarks(click.Command):
    """Lists the benchmarks in its help."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Benchmarks"):
            formatter.write_dl(list(BENCHMARKS.items()))


@click.command("bench", cls=Benchmarks)
@click.argument("name", type=click.Choice(list(BENCHMARKS)))
@click.option("--quick", is_flag=True, help="A share of it, in under 50 seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON line only.")
@click.option("--seed", type=int, help="Repeat the choices of an earlier run.")
@click.pass_context
def command(ctx: click.Context, name: str, quick: bool, as_json: bool, seed: int | None) -> None:
    """Measures one thing, prints a table and, as the last line, one JSON object. Exit code 1 where a promise is not kept."""
    module = importlib.import_module(f"bot.bench.{name}")
    seed = random.randrange(1_000_000) if seed is None else seed

    def say(line: str) -> None:
        click.echo(line, err=True)

    say(f"seed {seed}")
    result: Result = module.measure(quick, seed, say)
    if not as_json:
        click.echo(result.table())
    click.echo(result.json())
    ctx.exit(1 if result.failures else 0)
