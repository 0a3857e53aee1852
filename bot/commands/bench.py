"""`quartermaster bench NAME`: the benchmarks."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadInput

if TYPE_CHECKING:
    from bot.bench.result import Result

BENCHMARKS = {
    "faults": "kill the engine and Redis hundreds of times, then count: nothing lost, nothing twice, nothing out of order",
    "suppliers": "how well and how quickly suppliers are found among 150,000, beside SQLite FTS5 and plain BM25",
    "search": "how well and how quickly the catalog is searched, beside SQLite FTS5 and a fusion with sentence embeddings",
    "routing": "an assignment at 180 to 18,000 reps, against a scan of them all; a storm of claims: none double, none lost",
    "understanding": "what it costs to understand one message, beside Rasa's stock pipeline with DIET",
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
@click.option("--queries", type=click.Path(path_type=Path), help="search: a file of graded queries.")
@click.option("--data", type=click.Path(path_type=Path), help="search: the folder of the feeds that the queries name.")
@click.option("--products", type=click.IntRange(1_000, 10_000_000), help="search: how many made-up products.")
@click.option("--keep", type=click.Path(path_type=Path), help="search: where made-up products stay, to be measured again.")
@click.pass_context
def command(ctx: click.Context, /, name: str, quick: bool, as_json: bool, seed: int | None, **given: Path | int | None) -> None:
    """Measures one thing, prints a table and, as the last line, one JSON object. Exit code 1 where a promise is not kept."""
    module = importlib.import_module(f"bot.bench.{name}")
    seed = random.randrange(1_000_000) if seed is None else seed

    def say(line: str) -> None:
        click.echo(line, err=True)

    say(f"seed {seed}")
    own = {option: value for option, value in given.items() if value is not None}
    if own and name != "search":
        raise BadInput(f"{name} takes no --{next(iter(own))}")
    result: Result = module.measure(quick, seed, say, **own)
    if not as_json:
        click.echo(result.table())
    click.echo(result.json())
    ctx.exit(1 if result.failures else 0)
