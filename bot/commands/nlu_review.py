"""`quartermaster nlu review`: what was misunderstood, and what people say that it means."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.settings import settings

if TYPE_CHECKING:
    from bot.conversation.review import Case, Review

T = TypeVar("T")
WIDTH = 76


@click.group("review", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 2_000))
@click.pass_context
def command(context: click.Context, as_json: bool, limit: int) -> None:
    """Messages that were misunderstood, newest first, personal data masked. Nothing is learned before somebody accepts it."""
    if context.invoked_subcommand:
        return
    cases = _ask(lambda review: review.open_cases(limit))
    for case in cases:
        click.echo(json.dumps(_plain(case), ensure_ascii=False) if as_json else _line(case))
    if not cases and not as_json:
        click.echo("nothing to review")


@command.command()
@click.argument("case_id", metavar="ID")
def show(case_id: str) -> None:
    """Show one message with its likeliest readings."""
    click.echo(json.dumps(_plain(_ask(lambda review: review.case(case_id))), ensure_ascii=False, indent=1))


@command.command()
@click.argument("case_id", metavar="ID")
@click.option("--intent", help="what it means; without it the reading that `review` proposes")
def accept(case_id: str, intent: str | None) -> None:
    """The message becomes an example."""
    from bot.conversation.review import likeliest

    proposed = intent or likeliest(_ask(lambda review: review.case(case_id)).misread)
    _accept(case_id, proposed)


@command.command()
@click.argument("case_id", metavar="ID")
@click.argument("intent")
def correct(case_id: str, intent: str) -> None:
    """The message becomes an example of INTENT, whatever was proposed."""
    _accept(case_id, intent)


@command.command()
@click.argument("case_id", metavar="ID")
def drop(case_id: str) -> None:
    """The message teaches nothing and is forgotten."""
    _ask(lambda review: review.drop(case_id, getuser(), _now()))
    click.echo(f"dropped {case_id}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(file: Path | None) -> None:
    """Write all accepted examples to FILE [QUARTERMASTER_LEARNED], which the next `quartermaster train` reads."""
    from bot.conversation.learned import write

    path = file or settings().learned
    count = write(path, _ask(lambda review: review.examples()))
    click.echo(f"{count} examples in {path}" if count else f"nothing has been accepted yet; {path} is not there")


def _accept(case_id: str, intent: str) -> None:
    from bot.conversation.learned import write

    _ask(lambda review: review.accept(case_id, intent, getuser(), _now()))
    count = write(settings().learned, _ask(lambda review: review.examples()))
    click.echo(f"accepted {case_id} as {intent}; {count} examples wait for the next `quartermaster train`")


def _ask(work: Callable[[Review], Awaitable[T]]) -> T:
    from bot.conversation.review import Review
    from bot.store.once import ask_redis
    from bot.store.review import RedisReview
    from bot.words import intents

    return ask_redis(settings(), lambda client: work(Review(RedisReview(client), intents())))


def _plain(case: Case) -> dict[str, Any]:
    from bot.conversation.review import likeliest

    misread = case.misread
    return {
        "id": case.id,
        "text": misread.text,
        "why": misread.why,
        "at": misread.at.isoformat(),
        "taken_for": misread.taken_for,
        "ranking": [{"name": name, "confidence": confidence} for name, confidence in misread.ranking],
        "proposed": case.intent or likeliest(misread),
        "decision": case.decision,
        "by": case.by or None,
    }


def _line(case: Case) -> str:
    from bot.conversation.review import likeliest

    text = " ".join(case.misread.text.split())
    shown = text if len(text) <= WIDTH else f"{text[: WIDTH - 2]} …"
    return f"{case.id}  {case.misread.why:<10} {likeliest(case.misread):<20} {shown}"


def _now() -> datetime:
    return datetime.now(timezone.utc)
