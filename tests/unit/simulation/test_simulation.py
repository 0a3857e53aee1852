"""The simulation agrees with theory where there is one, and with the promises of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from statistics import fmean

import pytest

from bot.sales.model import Rep
from bot.sales.needs import Needs
from bot.simulation.erlang import erlang_a, servers_for
from bot.simulation.run import Caller, Hour, Shift, Simulation

START = 1_772_000_000.0
HANDLE, PATIENCE = 300.0, 120.0
COUNT = 40_000


def callers(rate: float, patience: float, seed: int = 1) -> Iterator[Caller]:
    random, at = Random(seed), START
    for _ in range(COUNT):
        at += random.expovariate(rate)
        yield Caller(at, Needs(), random.expovariate(1 / patience), random.expovariate(1 / HANDLE))


def together(hours: dict[int, Hour]) -> Hour:
    whole = Hour()
    for hour in hours.values():
        whole.arrived += hour.arrived
        whole.abandoned += hour.abandoned
        whole.waits += hour.waits
        whole.left_after += hour.left_after
        whole.busy += hour.busy
    return whole


@pytest.mark.parametrize(
    ("servers", "load", "patience"),
    [(20, 0.9, PATIENCE), (20, 1.0, PATIENCE), (20, 1.2, PATIENCE), (5, 0.9, 60.0), (5, 1.2, 600.0), (50, 1.0, 240.0)],
)
def test_it_agrees_with_erlang_a_within_a_tenth(servers: int, load: float, patience: float) -> None:
    drawn = list(callers(load * servers / HANDLE, patience))
    span = drawn[-1].at - START
    shifts = [Shift(f"rep-{number}", START, START + 3 * span) for number in range(servers)]
    simulation = Simulation([Rep(f"rep-{number}", "R") for number in range(servers)], 1, shifts)
    whole = together(simulation.run(drawn))
    # of what was drawn: where hardly anybody waits, a thousandth more customers are a hundredth more waits
    theory = erlang_a(servers, COUNT / span, fmean(one.handle for one in drawn), fmean(one.patience for one in drawn))
    waited = sum(wait > 0 for wait in whole.waits) + whole.abandoned
    assert waited / COUNT == pytest.approx(theory.waiting, rel=0.1)
    assert whole.abandonment == pytest.approx(theory.abandoned, rel=0.1)
    assert whole.mean_wait == pytest.approx(theory.wait, rel=0.1)
    assert whole.busy / (span * servers) == pytest.approx(theory.occupancy, rel=0.1)


def test_erlang_a_in_cases_that_are_known() -> None:
    # one server, everybody infinitely impatient in effect: Erlang B, a / (1 + a)
    assert erlang_a(1, 0.01, 100, 1e-9).abandoned == pytest.approx(0.5, rel=1e-3)
    # patience without end: Erlang C; M/M/1 with load 0.5 waits rho / (1 - rho) handle times
    assert erlang_a(1, 0.005, 100, 1e12).wait == pytest.approx(100, rel=1e-3)
    assert erlang_a(5, 0.0, 100, 100) == (0, 0, 0, 0)


def test_the_fewest_servers_that_suffice() -> None:
    servers = servers_for(0.5, HANDLE, PATIENCE, 0.03)
    assert erlang_a(servers, 0.5, HANDLE, PATIENCE).abandoned <= 0.03
    assert erlang_a(servers - 1, 0.5, HANDLE, PATIENCE).abandoned > 0.03


def test_a_skill_is_preferred_and_dropped_after_its_time() -> None:
    reps = [Rep("skilled", "S", skills=("print",)), Rep("other", "O")]
    shifts = [Shift(rep.id, START, START + 3600) for rep in reps]
    wanted = [Caller(START + at, Needs(skill="print"), 500, 300) for at in (1, 2)]
    whole = together(Simulation(reps, 1, shifts).run(wanted))
    assert whole.waits == [0, 20]


def test_nobody_is_served_off_shift() -> None:
    hours = Simulation([Rep("ann", "Ann")], 3, [Shift("ann", START + 600, START + 1200)]).run(
        [Caller(START, Needs(), 300, 60), Caller(START + 590, Needs(), 300, 60), Caller(START + 1300, Needs(), 300, 60)]
    )
    whole = together(hours)
    assert (whole.waits, whole.abandoned) == ([10], 2)
