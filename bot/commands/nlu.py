"""`quartermaster nlu`"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import click

from bot.commands.nlu_review import command as review
from bot.settings import settings


@click.group()
def command() -> None:
    """Measure the understanding, and review what was misunderstood."""


command.add_command(review)


@command.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of a table")
@click.option("--typos", type=int, metavar="SEED", help="with one typing slip in each message")
@click.option("--wrong", is_flag=True, help="also show every message whose intent was misunderstood")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="folder of the pictures [QUARTERMASTER_VAR/evaluation]"
)
def evaluate_file(file: Path, as_json: bool, typos: int | None, wrong: bool, out: Path | None) -> None:
    """Measure the model in service on FILE, labelled messages as JSON lines (see docs/nlu.md)."""
    from bot.nlu.evaluation.cases import read_cases, with_typos
    from bot.nlu.training import current_model

    cases = read_cases(file)
    if typos is not None:
        cases = with_typos(cases, typos)
    archive = current_model(settings().var)
    from bot.nlu.evaluation.evaluate import evaluate
    from bot.nlu.reader import Reader

    reader = Reader(archive)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    report = evaluate(cases, reader.understand, out or settings().var / "evaluation", file.stem)
    click.echo(json.dumps(report, indent=1) if as_json else _table(report, wrong))


@command.command("clinc")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of a table")
def clinc(file: Path, as_json: bool) -> None:
    """Train the intent classifier on CLINC150's training split in FILE and measure it on its test split; takes minutes.

    FILE is CSV with the columns text, intent and split (train, test, oos_test).
    """
    from bot.nlu.evaluation.clinc import measure

    figures = measure(file, lambda line: click.echo(line, err=True))
    click.echo(json.dumps(figures) if as_json else "\n".join(f"{name:20} {figure}" for name, figure in figures.items()))


def _table(report: dict[str, Any], wrong: bool) -> str:
    lines: list[str] = []
    intents, entities = report["intents"], report["entities"]
    if intents:
        names = (
            "messages",
            "accuracy",
            "accuracy_served",
            "in_scope",
            "in_scope_served",
            "out_of_scope_caught",
            "calibration_error",
        )
        lines += [f"{name:20} {intents[name]}" for name in names]
        lines += ["F1 of each intent:", *(f"  {name:22} {share:.3f}" for name, share in intents["f1"].items())]
    if entities:
        lines += [f"{'spans, F1':20} {entities['spans']['f1']}"]
        lines += [f"{name:20} {entities[name]['right']}/{entities[name]['of']}" for name in ("values", "roles", "frames")]
        lines += [f"  {kind:22} {counts['f1']:.3f}" for kind, counts in entities["types"].items()]
    lines += [f"{'ms a message':20} {report['milliseconds']}"]
    lines += [f"{name:20} {path}" for name, path in report.get("pictures", {}).items()]
    if wrong:
        lines += [
            f"{entry['label']:20} {entry['ranking'][0]['name'] or '':20} {entry['text']}" if entry["ranking"] else entry["text"]
            for entry in report["wrong"]
        ]
    return "\n".join(lines)
