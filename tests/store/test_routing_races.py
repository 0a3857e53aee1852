"""Routing on a real Redis: many at once, late claims, routers that die, clocks that jump."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from bot.errors import Refused
from bot.sales.service import DESERTED_SECONDS, MISSED_PAUSE_SECONDS, REJECTED_SECONDS, RESERVATION_SECONDS
from bot.store.routing import Router, select
from tests.store.floor import Floor

SOURCING = "sourcing_request"


async def test_a_claim_that_comes_too_late_goes_to_the_next_candidate(floor: Floor, redis: Redis[bytes]) -> None:
    for rep in ("ann", "bob"):
        await floor.comes(rep, capacity=1)
    await floor.route()
    await floor.waits("alice")
    freed, waiting, *_ = await floor.router._filter(floor.now)
    await floor.waits("bea")
    taken = await floor.queue.claim("bea", "ann", floor.now, capacity=1)
    (won,), _ = await floor.router._claim(list(select(freed, waiting, floor.now)), floor.now)
    assert won is not None
    assert (won.conversation, won.rep, taken.rep) == ("alice", "bob", "ann")


async def test_a_router_that_dies_between_its_steps_is_followed_by_another_look(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    await floor.router._filter(floor.now)  # and then it died
    assert await floor.route() == {}
    floor.later(4)
    assert await floor.route() == {"alice": "ann"}


async def test_many_routers_and_reps_at_once_give_each_customer_one_rep_and_leak_no_seat(
    redis: Redis[bytes], floor: Floor
) -> None:
    for number in range(20):
        await floor.comes(f"rep-{number}", capacity=3, skills=("sourcing",) if number % 3 else ())
    for number in range(200):
        await floor.waits(f"c{number}", intent=SOURCING if number % 4 == 0 else "", zip="30301" if number % 2 else "")
    routers = [Router(redis, batch) for batch in (1, 2, 4, 8, 16, 16, 16, 16)]

    async def route(router: Router) -> list[tuple[str, str]]:
        given = []
        more = True
        while more:
            some, more = await router.route(floor.now)
            given += [(one.conversation, one.rep) for one in some]
        return given

    async def by_hand(rep: str) -> list[tuple[str, str]]:
        given = []
        for number in range(0, 200, 7):
            try:
                claim = await floor.queue.claim(f"c{number}", rep, floor.now, capacity=3)
                given.append((claim.conversation, claim.rep))
            except Refused:
                continue
        return given

    hands = [by_hand(f"rep-{number}") for number in range(4)]
    given = [one for some in await asyncio.gather(*map(route, routers), *hands) for one in some]
    held = [(one.conversation, f"rep-{n}") for n in range(20) for one in await floor.queue.mine(f"rep-{n}")]
    assert len({name for name, _ in held}) == len(held)
    assert set(given) == set(held)
    for number in range(20):
        mine = await floor.queue.mine(f"rep-{number}")
        seats = sum(2 if int(one.conversation[1:]) % 4 == 0 else 1 for one in mine)
        assert await floor.seats(f"rep-{number}") == seats <= 3
    waiting = {one.conversation for one in await floor.queue.waiting(1000)}
    assert waiting | {name for name, _ in held} == {f"c{number}" for number in range(200)}


async def test_five_hundred_customers_in_one_second_are_all_offered(floor: Floor) -> None:
    for number in range(50):
        await floor.comes(f"rep-{number}", capacity=10)
    for number in range(500):
        await floor.waits(f"c{number}")
    assert len(await floor.route()) == 500


async def test_fifty_hand_offs_of_one_customer_are_one_place_in_the_queue(floor: Floor) -> None:
    for epoch in range(1, 51):
        await floor.waits("alice", epoch=epoch)
    await floor.comes("ann")
    assert await floor.route() == {"alice": "ann"}
    assert [(one.epoch, one.state) for one in await floor.queue.mine("ann")] == [(50, "reserved")]
    assert await floor.seats("ann") == 1


@pytest.mark.parametrize("jump", [-7200, 7200])
async def test_a_clock_that_jumps_loses_nobody(floor: Floor, jump: float) -> None:
    await floor.comes("ann", capacity=2)
    for name in ("one", "two", "three"):
        await floor.waits(name)
    assert len(await floor.route()) == 2
    floor.later(jump)
    await floor.queue.present("ann", 30)
    await floor.route()
    waiting = {one.conversation for one in await floor.queue.waiting()}
    held = {one.conversation for one in await floor.queue.mine("ann")}
    assert waiting | held == {"one", "two", "three"}
    assert not waiting & held
    for name in held:
        await floor.accepts(name, "ann")
        await floor.ends(name, "ann")
    floor.later(MISSED_PAUSE_SECONDS + 1)
    await floor.queue.present("ann", 30)
    assert await floor.route() or not waiting


async def test_nothing_lasts_longer_because_the_clock_was_set_back(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    await floor.route()
    await floor.queue.lapse(floor.now)
    await floor.comes("ben")
    floor.later(-7200)
    await floor.queue.lapse(floor.now)
    floor.later(RESERVATION_SECONDS - 1)
    assert await floor.queue.lapse(floor.now) == 0
    for rep in ("ann", "ben"):
        await floor.queue.present(rep, 3600)
    floor.later(2)
    assert await floor.queue.lapse(floor.now) == 1, "the offer has had its time"
    assert await floor.route() == {"alice": "ben"}
    floor.later(-7200)
    await floor.queue.lapse(floor.now)
    for rep in ("ann", "ben"):
        await floor.queue.present(rep, 3600)
    await floor.waits("bob", own="ann")
    assert "bob" not in await floor.route() or (await floor.queue.floor("ann")).state == "missed"
    floor.later(MISSED_PAUSE_SECONDS + 1)
    await floor.queue.lapse(floor.now)
    assert (await floor.queue.floor("ann")).state == "available"


async def test_who_declined_gets_it_again_in_time_though_the_clock_was_set_back(floor: Floor) -> None:
    await floor.comes("ann", seconds=9000)
    await floor.waits("alice")
    await floor.route()
    await floor.queue.reject("alice", "ann", 1, floor.now)
    await floor.queue.lapse(floor.now)
    floor.later(-7200)
    await floor.queue.lapse(floor.now)
    await floor.queue.present("ann", 9000)
    assert await floor.route() == {}
    floor.later(REJECTED_SECONDS + 1)
    await floor.queue.lapse(floor.now)
    assert await floor.route() == {"alice": "ann"}


async def test_a_rep_who_left_before_the_clock_was_set_back_counts_as_gone(floor: Floor, redis: Redis[bytes]) -> None:
    await floor.comes("ann", seconds=30)
    await floor.waits("alice")
    await floor.route()
    await floor.accepts("alice", "ann")
    await floor.queue.lapse(floor.now)
    floor.later(-7200)
    await floor.queue.lapse(floor.now)
    for _ in range(3):
        floor.later(DESERTED_SECONDS + 1)
        await floor.queue.lapse(floor.now)
    assert [one.conversation for one in await floor.queue.overdue(floor.now)][:1] == ["alice"]
    assert (await floor.queue.floor("ann")).state == "away"
