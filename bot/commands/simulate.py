"""`quartermaster simulate`: a day on the floor before it happens."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import BadInput

if TYPE_CHECKING:
    from bot.sales.model import Rep
    from bot.simulation.traffic import Traffic

ZONE = "America/New_York"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.command("simulate")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day; the next Monday where none is given.")
@click.option("--customers", default=10_000_000, show_default=True, type=click.IntRange(1), help="Customers there are.")
@click.option(
    "--share", default=1.5, show_default=True, type=click.FloatRange(0, 100), help="Per cent a day that want a person."
)
@click.option("--reps", "count", default=1_800, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seats", default=3, show_default=True, type=click.IntRange(1, 100), help="Chats that a rep holds at once.")
@click.option("--seed", default=7, show_default=True)
@click.option("--need", help='How many reps are needed then: "Mon 10:00", Eastern time.')
@click.option("--abandoned", default=3.0, show_default=True, type=click.FloatRange(0.1, 50), help="Per cent that may leave.")
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="A picture of the day: a file name with .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(
    day: datetime | None, customers: int, share: float, count: int, seats: int, seed: int, need: str | None, abandoned: float,
    picture: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Plays a day of customers against reps on shifts, through the policy that routes for real, with a clock of its own.

    Prints waits, the share that left unserved and how busy the reps were, hour by hour (Eastern time). With --need it says
    instead how many reps one hour needs. When customers come, why, and how long they wait are assumptions, all of them in
    bot/simulation/traffic.py.
    """
    from bot.demo.reps import demo_reps
    from bot.simulation.traffic import Traffic

    if picture and picture.suffix not in (".svg", ".png"):
        raise BadInput(f"{picture} must end in .svg or .png")
    if picture and not picture.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {picture.absolute().parent}")
    reps = demo_reps(count, seed)
    if not isfinite(share * abandoned):
        raise BadInput("--share and --abandoned must be numbers")
    people = round(customers * share / 100)
    if need is not None:
        moment = _moment(need, day.date() if day else None)
        _need(Traffic(moment.date(), people, seed), moment, reps, seats, abandoned / 100, as_json)
        return
    on = day.date() if day else _next(0)
    _day(Traffic(on, people, seed), on, reps, seats, picture, as_json)


def _next(weekday: int) -> date:
    today = date.today()
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _moment(text: str, day: date | None) -> datetime:
    from dateutil import tz

    try:
        name, _, clock = text.strip().lower().partition(" ")
        weekday, at = DAYS.index(name[:3]), time.fromisoformat(clock.zfill(5))
    except ValueError:
        raise BadInput(f"{text!r} is no day and time such as 'Mon 10:00'") from None
    if day and day.weekday() != weekday:
        raise BadInput(f"{day} is a {day:%A}; --need asks for {text!r}")
    return datetime.combine(day or _next(weekday), at, tz.gettz(ZONE))


def _need(traffic: Traffic, moment: datetime, reps: list[Rep], seats: int, abandoned: float, as_json: bool) -> None:
    from bot.simulation.needed import reps_needed

    found = reps_needed(traffic, moment, reps, seats, abandoned, lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps({"at": moment.isoformat(), **found._asdict()}))
        return
    click.echo(
        f"{moment:%A %H:%M}: {found.simulated} reps at the desk, {seats} seats each, for {found.rate:.0f} customers an hour\n"
        f"then {found.abandonment:.1%} leave unserved and {found.prompt:.0%} are served within 20 s\n"
        f"Erlang A, if every rep could serve everybody: {found.theory}"
    )


def _day(traffic: Traffic, day: date, reps: list[Rep], seats: int, picture: Path | None, as_json: bool) -> None:
    from dateutil import tz
    from tqdm import tqdm

    from bot.simulation.report import HEAD, lines, plot, written
    from bot.simulation.run import Simulation
    from bot.simulation.traffic import shifts_on

    start = datetime.combine(day, time(), tz.gettz(ZONE))
    simulation = Simulation(reps, seats, shifts_on(reps, day))
    callers = traffic.callers(start, start + timedelta(days=1))
    found = lines(simulation.run(tqdm(callers, total=round(traffic.people), unit=" customers", file=sys.stderr)), ZONE)
    if as_json:
        click.echo(json.dumps({"day": day.isoformat(), "reps": len(reps), "hours": [line._asdict() for line in found]}))
    else:
        click.echo(f"{day:%A %Y-%m-%d}, {len(reps)} reps, {seats} seats each; hours of Eastern time\n{HEAD}")
        click.echo("\n".join(written(line) for line in found))
    if picture:
        plot(found, picture, f"{day:%A %Y-%m-%d}: {len(reps)} reps")
