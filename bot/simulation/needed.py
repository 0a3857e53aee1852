"""How many reps an hour needs: the fewest with whom a simulated hour still goes well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

import msgspec

from bot.sales.model import Rep
from bot.simulation.erlang import servers_for
from bot.simulation.run import Hour, Shift, Simulation
from bot.simulation.traffic import Traffic, mean_handle, mean_patience

WARM_UP = timedelta(minutes=90)
"""Longer than nearly every negotiation: a floor that was filled for less is not yet as full as it will be."""
PROMPT_SHARE = 0.8
STEP = 0.03
"""Share of the reps by which the number is changed until an hour that goes well stands beside one that does not."""
NEAR = 100
"""The number is told to one part in so many: between two simulated hours chance differs by more."""

Tell = Callable[[str], None]


class Need(NamedTuple):
    """How many reps an hour needs: by theory, as if every rep could serve everybody, and by simulation with the policy."""

    theory: int
    simulated: int
    abandonment: float
    prompt: float
    rate: float
    """Customers an hour."""


def reps_needed(traffic: Traffic, moment: datetime, reps: list[Rep], seats: int, abandoned: float, tell: Tell) -> Need:
    """The fewest reps, of the same mix as these, with whom at most that share leaves and 80% are served within 20 seconds.

    Begins at the theory's number and looks up or down from there; takes some simulated hours, each told as it ends.
    """
    rate = traffic.rate(moment)
    theory = ceil(servers_for(rate, mean_handle(), mean_patience(), abandoned) / seats)
    hours: dict[int, Hour] = {}

    def well(count: int) -> bool:
        hours[count] = hour = _hour(traffic, moment, rate, _mix(reps, count), seats)
        tell(f"{count} reps: {hour.abandonment:.1%} leave unserved, {hour.prompt:.0%} are served within 20 s")
        return hour.abandonment <= abandoned and hour.prompt >= PROMPT_SHARE

    count = fewest(theory, well)
    return Need(theory, count, hours[count].abandonment, hours[count].prompt, rate * 3600)


def fewest(start: int, well: Callable[[int], bool]) -> int:
    """The smallest number from 1 on that goes well, to one part in NEAR, where more never goes worse."""
    low, high = start, start
    if well(start):
        while low > 0 and (low == high or well(low)):
            high, low = low, low - ceil(low * STEP)
    else:
        while low == high or not well(high):
            low, high = high, high + ceil(high * STEP)
    while high - low > max(1, high // NEAR):
        middle = (low + high) // 2
        low, high = (low, middle) if well(middle) else (middle, high)
    return high


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
