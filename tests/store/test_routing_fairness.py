"""Routing on a real Redis: in which order they are served, and how often one may be overtaken."""

from __future__ import annotations

import pytest

from bot.sales.routing import told
from tests.store.floor import Floor

SOURCING = "sourcing_request"


async def test_a_heavy_one_does_not_block_light_ones_until_nobody_may_overtake_it(floor: Floor) -> None:
    await floor.comes("ann", capacity=3)
    for name in ("a", "heavy"):
        await floor.waits(name, intent=SOURCING)
    await floor.route()
    await floor.accepts("a", "ann")
    for name in ("light", "late"):
        floor.later(1)
        await floor.waits(name)
    assert await floor.route() == {"light": "ann"}, "one seat is left"
    await floor.accepts("light", "ann")
    floor.later(130)
    await floor.ends("light", "ann")
    assert await floor.route() == {}, "the seat is kept"
    await floor.ends("a", "ann")
    assert await floor.route() == {"heavy": "ann", "late": "ann"}


async def test_who_comes_back_through_a_reps_fault_goes_first_and_keeps_its_place(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.waits("alice")
    await floor.route()
    await floor.accepts("alice", "ann")
    for number in range(3):
        floor.later(1)
        await floor.waits(f"c{number}", intent="complaint")
    await floor.waits("alice", urgent="Ann has left the desk", epoch=2)
    await floor.comes("bob", capacity=1)
    assert await floor.route() == {"alice": "bob", "c0": "ann"}, "not ann again"
    assert any(one.words == "Ann has left the desk" for one in (await floor.queue.assignments("alice"))[-1].reasons)


async def test_a_large_deal_goes_before_a_small_one_that_came_earlier(floor: Floor) -> None:
    await floor.waits("small")
    floor.later(1)
    await floor.waits("large", quantity=5000, target_price="12.50", intent="bulk_quote")
    await floor.comes("ann", capacity=2)
    (assigned,) = await floor.assign()
    assert assigned.conversation == "large"
    assert told(assigned)[2] == "language: goes before 1 who came earlier: a deal of about $62,500, bulk quote (11 places)"


async def test_nobody_is_overtaken_more_than_20_times(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.waits("held")
    await floor.route()
    await floor.accepts("held", "ann")
    await floor.waits("patient")
    held, before = "held", 0
    for number in range(40):
        await floor.waits(f"large-{number}", quantity=9000, target_price=100, intent="complaint")
        await floor.ends(held, "ann")
        ((held, _),) = (await floor.route()).items()
        await floor.accepts(held, "ann")
        if held == "patient":
            break
        before += 1
    assert 5 <= before <= 20


async def test_after_120_seconds_nobody_is_overtaken(floor: Floor) -> None:
    for name in ("first", "second"):
        await floor.waits(name)
        floor.later(60)
    floor.later(1)  # the first waits for 121 s, the second for 61
    await floor.waits("large", quantity=9000, target_price=100, intent="complaint")
    served = []
    await floor.comes("ann", capacity=1)
    for _ in range(3):
        ((name, _),) = (await floor.route()).items()
        served.append(name)
        await floor.accepts(name, "ann")
        await floor.ends(name, "ann")
    assert served == ["first", "large", "second"]


@pytest.mark.parametrize("capacity", [1, 3])
async def test_where_many_reps_become_free_while_others_arrive_who_waited_long_goes_first(floor: Floor, capacity: int) -> None:
    for number in range(100):
        await floor.waits(f"old-{number}")
    floor.later(121)
    await floor.route()
    for number in range(30):
        await floor.comes(f"rep-{number}", capacity=capacity)
    for number in range(100):
        await floor.waits(f"new-{number}", quantity=9000, target_price=100, intent="complaint")
    assert set(await floor.route()) == {f"old-{number}" for number in range(30 * capacity)}


async def test_where_many_reps_become_free_while_others_arrive_nobody_is_overtaken_more_than_20_times(floor: Floor) -> None:
    for number in range(100):
        await floor.waits(f"old-{number}")
    floor.later(10)
    await floor.route()
    for number in range(30):
        await floor.comes(f"rep-{number}", capacity=2)
    for number in range(100):
        await floor.waits(f"new-{number}", quantity=9000, target_price=100, intent="complaint")
    served = set(await floor.route())
    assert len(served) == 60
    passed = [number for number in range(100) if f"old-{number}" not in served]
    assert sum(name.startswith("new-") for name in served) <= 20
    assert min(passed) >= 40


async def test_no_seat_is_kept_for_a_heavy_one_that_the_rep_declined(floor: Floor) -> None:
    await floor.comes("ann", capacity=3)
    await floor.waits("held")
    await floor.route()
    await floor.accepts("held", "ann")
    await floor.waits("heavy", intent=SOURCING)
    await floor.route()
    await floor.queue.reject("heavy", "ann", 1, floor.now)
    floor.later(130)
    await floor.waits("one")
    await floor.waits("two")
    assert await floor.route() == {"one": "ann", "two": "ann"}


async def test_a_seat_that_was_kept_is_given_away_when_the_heavy_one_got_another_rep(floor: Floor) -> None:
    await floor.comes("ann", capacity=2)
    await floor.waits("held")
    await floor.route()
    await floor.accepts("held", "ann")
    await floor.waits("heavy", intent=SOURCING)
    floor.later(130)
    await floor.waits("light")
    assert await floor.route() == {}, "the seat is kept"
    await floor.comes("bob", capacity=2)
    assert await floor.route() == {"heavy": "bob", "light": "ann"}
