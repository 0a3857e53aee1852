"""What a simulated day comes to: a table by hour, and a chart."""

from __future__ import annotations

from datetime import datetime
from math import nan
from pathlib import Path
from typing import NamedTuple

from dateutil import tz

from bot.simulation.run import Hour

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
