"""Routing on a real Redis: what becomes of an offer: rejected, lapsed, deserted, silent, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.sales.service import DESERTED_SECONDS, MISSED_PAUSE_SECONDS, REJECTED_SECONDS, RESERVATION_SECONDS, SILENT_SECONDS
from tests.store.floor import Floor

SOURCING = "sourcing_request"


async def test_what_is_rejected_goes_to_the_next_rep_with_its_age(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.comes("bob")
    await floor.waits("alice")
    since = floor.now
    (first,) = (await floor.route()).values()
    floor.later(5)
    assert await floor.queue.reject("alice", first, 1, floor.now)
    assert not await floor.queue.reject("alice", first, 1, floor.now), "once"
    assert [one.since for one in await floor.queue.waiting()] == [since]
    (second,) = (await floor.route()).values()
    assert {first, second} == {"ann", "bob"}
    assert await floor.seats(first) == 0
    assert await floor.queue.reject("alice", second, 1, floor.now)
    assert await floor.route() == {}, "both said no"


async def test_what_nobody_accepts_goes_on_and_who_missed_it_is_left_alone_for_a_while(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    assert await floor.route() == {"alice": "ann"}
    (offer,) = await floor.queue.mine("ann")
    assert offer.deadline is not None
    assert (offer.deadline - floor.now).total_seconds() == RESERVATION_SECONDS
    floor.later(RESERVATION_SECONDS + 1)
    assert await floor.route() == {}
    assert [one.conversation for one in await floor.queue.waiting()] == ["alice"]
    assert await floor.seats("ann") == 0
    assert (await floor.queue.floor("ann")).state == "missed"
    await floor.waits("bea")
    assert await floor.route() == {}
    floor.later(MISSED_PAUSE_SECONDS)
    assert await floor.route() == {"bea": "ann"}
    assert (await floor.queue.claim("alice", "ann", floor.now)).rep == "ann", "by hand it is theirs to take"


async def test_an_offer_to_a_rep_whose_desk_closes_goes_to_another_at_once(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    assert await floor.route() == {"alice": "ann"}
    await floor.comes("bob")
    await floor.queue.present("ann", 0)
    assert await floor.route() == {"alice": "bob"}


async def test_a_desk_that_closes_lets_down_whom_it_holds_and_one_that_comes_back_in_time_does_not(floor: Floor) -> None:
    await floor.comes("ann", seconds=30)
    for name in ("alice", "bea"):
        await floor.waits(name)
        await floor.route()
        await floor.accepts(name, "ann")
    floor.later(31)
    await floor.route()
    floor.later(DESERTED_SECONDS - 1)
    assert await floor.queue.overdue(floor.now) == []
    floor.later(2)
    overdue = await floor.queue.overdue(floor.now)
    assert sorted((one.conversation, one.epoch, one.rep, one.why) for one in overdue) == [
        ("alice", 1, "ann", "gone"), ("bea", 1, "ann", "gone")
    ]  # fmt: skip
    await floor.queue.overdue_told(overdue[0])
    await floor.queue.present("ann", 30)
    assert await floor.queue.overdue(floor.now) == []


async def test_a_rep_who_accepts_and_says_nothing_is_overdue(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    await floor.route()
    await floor.accepts("alice", "ann")
    floor.later(SILENT_SECONDS + 1)
    assert [(one.rep, one.why) for one in await floor.queue.overdue(floor.now)] == [("ann", "silent")]
    await floor.ends("alice", "ann")
    assert await floor.queue.overdue(floor.now) == []


@pytest.mark.parametrize(
    "leaves", [lambda floor: floor.ends("alice"), lambda floor: floor.voids("alice", "ann")], ids=["cancelled", "void"]
)
async def test_who_waits_no_more_leaves_nothing_behind(floor: Floor, leaves: Callable[[Floor], object]) -> None:
    await floor.comes("ann")
    await floor.waits("alice", intent=SOURCING, zip="30301", own="ann")
    await floor.route()
    await leaves(floor)  # type: ignore[misc]
    floor.later(300)
    await floor.route()
    left = {key.decode() for key in await floor.redis.keys("{sales}:*")}
    assert not [key for key in left if ":w:" in key or key.endswith((":h:alice", ":waiting", ":reserved", ":new", ":timers"))]
    assert await floor.seats("ann") == 0


async def test_a_rep_who_is_removed_while_owning_chats_leaves_them_to_others(floor: Floor) -> None:
    await floor.comes("ann")
    for name in ("held", "offered"):
        await floor.waits(name)
        await floor.route()
    await floor.accepts("held", "ann")
    await floor.reps.remove("ann")
    assert await floor.queue.leave("ann") == 1
    assert [one.conversation for one in await floor.queue.waiting()] == ["offered"]
    assert [(one.conversation, one.why) for one in await floor.queue.overdue(floor.now)] == [("held", "gone")]
    await floor.comes("bob")
    assert await floor.route() == {"offered": "bob"}


async def test_reps_who_declined_do_not_hide_another_who_is_free(floor: Floor) -> None:
    for rep in ("ann", "bob", "cy"):
        await floor.comes(rep, capacity=12)
    await floor.comes("dee", capacity=5)
    await floor.route()
    await floor.waits("alice")
    for rep in ("ann", "bob", "cy"):
        assert await floor.route() == {"alice": rep}
        await floor.queue.reject("alice", rep, 1, floor.now)
    assert await floor.route() == {"alice": "dee"}


async def test_where_nobody_else_comes_it_is_offered_again_to_who_declined_ten_minutes_ago(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    await floor.route()
    await floor.queue.reject("alice", "ann", 1, floor.now)
    floor.later(REJECTED_SECONDS - 1)
    assert await floor.route() == {}
    floor.later(1)
    assert await floor.route() == {"alice": "ann"}
