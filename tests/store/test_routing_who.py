"""Routing on a real Redis: who gets it: the right rep, by step, seats and presence."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.errors import Refused
from bot.sales.model import Rep
from bot.sales.routing import told
from bot.shops.hours import read_week
from bot.store.routing import select
from tests.store.floor import Floor

SOURCING = "sourcing_request"


async def test_a_customer_who_arrives_gets_the_accounts_own_rep(floor: Floor) -> None:
    for rep in ("ann", "bob", "cy"):
        await floor.comes(rep)
    await floor.waits("alice", own="bob")
    (assigned,) = await floor.assign()
    assert (assigned.rep, assigned.step) == ("bob", "own")
    assert [(one.conversation, one.state) for one in await floor.queue.mine("bob")] == [("alice", "reserved")]


async def test_a_rep_who_becomes_free_gets_who_waits(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.waits("first")
    assert await floor.route() == {"first": "ann"}
    await floor.accepts("first", "ann")
    await floor.waits("second")
    assert await floor.route() == {}
    await floor.ends("first", "ann")
    assert await floor.route() == {"second": "ann"}


async def test_a_rep_who_signs_in_gets_who_waits(floor: Floor) -> None:
    await floor.waits("alice")
    assert await floor.route() == {}
    await floor.comes("ann")
    assert await floor.route() == {"alice": "ann"}


async def test_the_rep_last_spoken_to_comes_first_for_72_hours(floor: Floor) -> None:
    for rep in ("ann", "bob", "cy"):
        await floor.comes(rep, seconds=7 * 86400)
    await floor.waits("alice")
    assert await floor.queue.claim("alice", "cy", floor.now)
    await floor.accepts("alice", "cy")
    await floor.ends("alice", "cy")
    assert 0 < await floor.redis.pttl("{sales}:last:alice") <= 72 * 3600 * 1000
    floor.later(3600)
    await floor.waits("alice", epoch=2)
    (assigned,) = await floor.assign()
    assert (assigned.rep, assigned.step) == ("cy", "last")


async def test_territory_then_skill_then_language_then_anyone_and_empty_steps_are_skipped_at_once(floor: Floor) -> None:
    wanted = {"intent": SOURCING, "zip": "30301", "language": "es"}
    for rep, fields in (
        ("anyone", {"languages": ("en",)}),
        ("language", {"languages": ("es",)}),
        ("skill", {"languages": ("es",), "skills": ("sourcing",)}),
        ("territory", {"languages": ("es",), "skills": ("sourcing",), "zips": ("303",)}),
    ):
        await floor.comes(rep, **fields)
        await floor.waits(f"for-{rep}", **wanted)
        (assigned,) = await floor.assign()
        assert (assigned.conversation, assigned.rep, assigned.step) == (f"for-{rep}", rep, rep)
        steps = ("territory", "skill", "language", "english", "anyone")
        before = steps[: steps.index(rep)]
        assert tuple(one.step for one in assigned.reasons if one.found == "empty") == before
        assert assigned.dropped == tuple(step for step in before if step != "english")


async def test_a_step_with_reps_who_are_busy_is_held_for_a_while(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.comes("bob")
    await floor.waits("first", own="ann")
    assert await floor.route() == {"first": "ann"}
    await floor.waits("second", own="ann")
    assert await floor.route() == {}, "ann is there, and busy"
    floor.later(14)
    assert await floor.route() == {}
    floor.later(2)
    (assigned,) = await floor.assign()
    assert assigned.rep == "bob"
    assert told(assigned)[:2] == ["bob by language, after 16 s", "the account's own rep: all busy"]


async def test_a_speaker_of_the_language_is_waited_for_and_its_absence_is_said(floor: Floor) -> None:
    await floor.comes("english")
    await floor.comes("spanish", capacity=1, languages=("es",))
    await floor.waits("one", language="es")
    await floor.waits("two", language="es")
    assert await floor.route() == {"one": "spanish"}
    floor.later(30)
    assert await floor.route() == {}
    floor.later(11)
    (assigned,) = await floor.assign()
    assert (assigned.rep, assigned.dropped) == ("english", ("language",))


async def test_where_nobody_speaks_the_language_the_skill_still_counts(floor: Floor) -> None:
    await floor.comes("english")
    await floor.comes("buyer", skills=("sourcing",))
    await floor.waits("one", intent=SOURCING, language="es")
    (assigned,) = await floor.assign()
    assert (assigned.rep, assigned.step, assigned.dropped) == ("buyer", "english", ("language",))


async def test_who_has_most_seats_left_gets_it_then_who_has_been_idle_longest(floor: Floor) -> None:
    for rep in ("ann", "bob", "cy"):
        await floor.comes(rep, capacity=3)
    given = []
    for number in range(9):
        floor.later(1)
        await floor.waits(f"c{number}")
        given += (await floor.route()).values()
    assert given == ["ann", "bob", "cy"] * 3


async def test_a_sourcing_negotiation_takes_two_seats(floor: Floor) -> None:
    await floor.comes("ann", capacity=3)
    for name in ("a", "b"):
        await floor.waits(name, intent=SOURCING)
    assert await floor.route() == {"a": "ann"}
    assert await floor.seats("ann") == 2
    await floor.waits("chat")
    assert await floor.route() == {"chat": "ann"}, "one seat is left: enough for a chat"
    await floor.accepts("a", "ann")
    await floor.ends("a", "ann")
    assert await floor.route() == {"b": "ann"}
    assert await floor.seats("ann") == 3


async def test_a_rep_with_one_seat_may_still_negotiate(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.waits("a", intent=SOURCING)
    assert await floor.route() == {"a": "ann"}
    assert await floor.seats("ann") == 1


async def test_by_hand_no_more_is_taken_than_fits(floor: Floor) -> None:
    await floor.comes("ann", capacity=2)
    await floor.queue.take_break("ann", True)
    await floor.waits("chat")
    await floor.waits("deal", intent=SOURCING)
    await floor.queue.claim("chat", "ann", floor.now, capacity=2)
    with pytest.raises(Refused, match="as many chats as you may"):
        await floor.queue.claim("deal", "ann", floor.now, capacity=2)


@pytest.mark.parametrize("state", ["break", "off_shift", "away"])
async def test_who_is_on_a_break_or_off_shift_or_away_is_offered_nothing(floor: Floor, state: str) -> None:
    shifts = read_week("Sun: 3:00-4:00") if state == "off_shift" else None
    await floor.comes("ann", shifts=shifts, seconds=30)
    if state == "break":
        await floor.queue.take_break("ann", True)
    if state == "away":
        floor.later(31)
    await floor.waits("alice")
    assert await floor.route() == {}
    assert (await floor.queue.floor("ann")).state == state
    await floor.comes("ann", shifts=None)
    await floor.queue.take_break("ann", False)
    assert await floor.route() == {"alice": "ann"}


async def test_shifts_are_of_the_reps_own_time_zone(floor: Floor) -> None:
    # 9:30 UTC is 1:30 in California and 18:30 in Tokyo
    week = read_week("Mon-Fri: 9:00-17:30")
    for rep, zone in (("pacific", "America/Los_Angeles"), ("tokyo", "Asia/Tokyo"), ("london", "Europe/London")):
        await floor.comes(rep, shifts=week, timezone=zone)
    assert [(await floor.queue.floor(rep)).state for rep in ("pacific", "tokyo", "london")] == [
        "off_shift", "off_shift", "available"
    ]  # fmt: skip


async def test_off_shift_a_rep_may_choose_to_work_until_the_desk_closes(floor: Floor) -> None:
    shift = read_week("Mon-Fri: 8:00-16:30")
    floor.now = datetime(2026, 3, 1, 15, tzinfo=timezone.utc)  # a Sunday
    await floor.comes("ann", shifts=shift)
    await floor.waits("alice")
    assert await floor.route() == {}
    await floor.queue.take_break("ann", False)
    assert (await floor.queue.floor("ann")).state == "available"
    assert await floor.route() == {"alice": "ann"}
    floor.later(40)
    await floor.route()  # her desk gave no sign of life
    await floor.queue.present("ann", 60)
    assert (await floor.queue.floor("ann")).state == "off_shift"


async def test_who_came_back_from_a_break_is_off_when_the_shift_ends(floor: Floor) -> None:
    floor.now = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)  # a Monday
    await floor.comes("ann", shifts=read_week("Mon-Fri: 8:00-16:30"))
    await floor.queue.take_break("ann", True)
    await floor.queue.take_break("ann", False)
    assert (await floor.queue.floor("ann")).state == "available"
    floor.later(8 * 3600)
    await floor.queue.present("ann", 60)
    assert (await floor.queue.floor("ann")).state == "off_shift"


async def test_every_assignment_is_kept_with_its_reasons(floor: Floor) -> None:
    await floor.comes("ann")
    await floor.waits("alice")
    await floor.route()
    await floor.queue.reject("alice", "ann", 1, floor.now)
    await floor.comes("bob")
    await floor.route()
    assert [(one.rep, one.step) for one in await floor.queue.assignments("alice")] == [("ann", "language"), ("bob", "language")]
    (offer,) = await floor.queue.mine("bob")
    assert offer.why[0] == "bob by language, after 0 s"


async def test_a_rep_whose_lines_change_is_found_in_the_new_ones_alone(floor: Floor) -> None:
    await floor.comes("ann", skills=("furniture",), languages=("en", "es"))
    await floor.comes("ann", skills=("print",))
    assert not await floor.redis.keys("{sales}:f:furniture*")
    assert await floor.redis.zrange("{sales}:f:print/en/", 0, -1) == [b"ann"]
    assert await floor.redis.hget("{sales}:here", "furniture/en/") == b"0"


async def test_reps_whose_names_are_strange_are_reps(floor: Floor) -> None:
    rep = Rep("o'neil+x@example.com", "O", skills=("a/b\nc",), languages=("en",), zips=("303\n", ""))
    await floor.reps.save(rep)
    await floor.queue.present(rep.id, 60)
    await floor.waits("ali:ce{1}")
    assert await floor.route() == {"ali:ce{1}": rep.id}


async def test_who_arrive_together_are_spread_over_the_reps(floor: Floor) -> None:
    for rep in ("ann", "bob", "cy", "dee"):
        await floor.comes(rep, capacity=12)
    await floor.route()
    for number in range(8):
        await floor.waits(f"c{number}")
    given = await floor.route()
    assert sorted(given.values()) == ["ann", "ann", "bob", "bob", "cy", "cy", "dee", "dee"]


async def test_seats_that_were_spoken_for_and_stay_empty_go_to_who_was_passed_over(floor: Floor) -> None:
    await floor.comes("ann", capacity=1)
    await floor.route()
    await floor.waits("first")
    await floor.waits("second")
    _, waiting, *_ = await floor.router._filter(floor.now)
    await floor.ends("first")  # leaves while the router decides
    won, _ = await floor.router._claim(list(select([], waiting, floor.now)), floor.now)
    assert won == [None]
    assert await floor.route() == {"second": "ann"}


async def test_reps_are_found_as_they_stand_in_lines_that_nobody_looked_into_for_long(floor: Floor) -> None:
    for number in range(60):
        await floor.comes(f"rep-{number:02d}", capacity=5, skills=("furniture",))
    await floor.route()
    for number in range(100):
        await floor.waits(f"chair-{number}", category="chairs")
    await floor.route()
    loads = [await floor.seats(f"rep-{number:02d}") for number in range(60)]
    assert sorted(loads) == [1] * 20 + [2] * 40
    for number in range(20):  # nobody has looked into the line of the language alone since the first
        await floor.waits(f"other-{number}")
        await floor.route()
    assert {await floor.seats(f"rep-{number:02d}") for number in range(60)} == {2}
