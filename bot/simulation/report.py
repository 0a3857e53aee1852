"""What a simulated day comes to: a table by hour, a chart, and how many reps an hour needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil, nan
from pathlib import Path
from typing import NamedTuple

import msgspec
from dateutil import tz

from bot.sales.model import Rep
from bot.simulation.erlang import servers_for
from bot.simulation.run import Hour, Shift, Simulation
from bot.simulation.traffic import Traffic, mean_handle, mean_patience

WARM_UP = timedelta(minutes=90)
"""Longer than nearly every negotiation: a floor that was filled for less is not yet as full as it will be."""
PROMPT_SHARE = 0.8
HEAD = f"{'hour':<6}{'came':>8}{'left':>7}{'mean wait':>11}{'95% within':>12}{'prompt':>8}{'busy':>7}"


class Line(NamedTuple):
    """One hour: customers, the share that left, seconds waited on average and by 95 of 100 of those served, the share served
    within 20 seconds, and the share of the seats in use."""

    hour: str
    came: int
    left: float
    mean_wait: float
    within_95: float
    prompt: float
    busy: float


def lines(hours: dict[int, Hour], zone: str) -> list[Line]:
    """By hour of that zone; hours in which nobody came are left out."""
    return [
        Line(
            datetime.fromtimestamp(number * 3600, tz.gettz(zone)).strftime("%H:%M"),
            hour.arrived,
            hour.abandonment,
            hour.mean_wait,
            hour.waited(0.05),
            hour.prompt,
            min(1.0, hour.occupancy),
        )
        for number, hour in sorted(hours.items())
        if hour.arrived
    ]


def written(line: Line) -> str:
    within = f"{line.within_95:.0f} s" if line.left < 1 else "–"  # where nobody was served
    return (
        f"{line.hour:<6}{line.came:>8}{line.left:>7.1%}{line.mean_wait:>9.1f} s{within:>12}{line.prompt:>8.0%}{line.busy:>7.0%}"
    )


def plot(found: list[Line], path: Path, title: str) -> None:
    """Three charts, by hour, into a picture file (.svg or .png)."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, charts = pyplot.subplots(3, 1, sharex=True, figsize=(9, 9), constrained_layout=True)
    hours = [line.hour for line in found]
    charts[0].bar(hours, [line.came for line in found], color="#1d4ed8")
    charts[0].set(ylabel="customers", title=title)
    charts[1].plot(hours, [line.mean_wait for line in found], marker="o", color="#b91c1c", label="mean wait")
    charts[1].plot(
        hours,
        [line.within_95 if line.left < 1 else nan for line in found],
        linestyle="--",
        color="#9a3412",
        label="95 of 100 within",
    )
    charts[1].set(ylabel="seconds")
    charts[1].legend()
    charts[2].plot(hours, [line.left * 100 for line in found], marker="o", color="#7e22ce", label="left unserved")
    charts[2].plot(hours, [line.busy * 100 for line in found], linestyle="--", color="#166534", label="seats in use")
    charts[2].set(ylabel="%", xlabel="hour")
    charts[2].legend()
    charts[2].tick_params(axis="x", rotation=60)
    figure.savefig(path)
    pyplot.close(figure)


class Need(NamedTuple):
    """How many reps an hour needs: by theory, as if every rep could serve everybody, and by simulation with the policy."""

    theory: int
    simulated: int
    abandonment: float
    prompt: float
    rate: float
    """Customers an hour."""


def reps_needed(traffic: Traffic, moment: datetime, reps: list[Rep], seats: int, abandoned: float) -> Need:
    """The fewest reps, of the same mix as these, with whom at most that share leaves and 80% are served within 20 seconds."""
    rate = traffic.rate(moment)
    theory = ceil(servers_for(rate, mean_handle(), mean_patience(), abandoned) / seats)
    count = theory
    while True:
        hour = _hour(traffic, moment, rate, _mix(reps, count), seats)
        if hour.abandonment <= abandoned and hour.prompt >= PROMPT_SHARE:
            return Need(theory, count, hour.abandonment, hour.prompt, rate * 3600)
        count = ceil(count * 1.03) + 1


def _mix(reps: list[Rep], count: int) -> list[Rep]:
    """So many reps, evenly out of these; some of them twice where they are not enough."""
    drawn = (reps[number * 7919 % len(reps)] for number in range(count))
    return [msgspec.structs.replace(rep, id=f"{rep.id}+{number}") for number, rep in enumerate(drawn)]


def _hour(traffic: Traffic, moment: datetime, rate: float, reps: list[Rep], seats: int) -> Hour:
    """That hour in a steady state: some time before it, at the same rate, lets the floor fill."""
    start, end = moment - WARM_UP, moment + timedelta(hours=1)
    shifts = [Shift(rep.id, start.timestamp(), end.timestamp() + 7200) for rep in reps]
    hours = Simulation(reps, seats, shifts).run(traffic.callers(start, end, rate))
    return hours[int(moment.timestamp() // 3600)]
