"""Routing on a real Redis: the right rep, soon; both sides set it going; the reasons are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from redis.asyncio import Redis

from bot.conversation.model import RepClaimed, RepLost
from bot.errors import Refused
from bot.sales.model import Rep
from bot.sales.routing import told
from bot.sales.service import DESERTED_SECONDS, MISSED_PAUSE_SECONDS, RESERVATION_SECONDS, SILENT_SECONDS
from bot.shops.hours import read_week
from bot.store import keys
from bot.store.routing import Router, select
from bot.store.sales import RedisQueue, RedisReps
from tests.store.floor import Floor
from tests.store.parts import Talk, running, until

SOURCING = "sourcing_request"


@pytest.fixture
def floor(redis: Redis[bytes]) -> Floor:
    return Floor(redis)


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
        steps = ("territory", "skill", "language", "anyone")
        before = steps[: steps.index(rep)]
        assert tuple(one.step for one in assigned.reasons if one.found == "empty") == before == assigned.dropped


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
    floor.later(40)
    assert await floor.route() == {}
    floor.later(11)
    (assigned,) = await floor.assign()
    assert (assigned.rep, assigned.dropped) == ("english", ("language",))


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


async def test_a_claim_that_comes_too_late_goes_to_the_next_candidate(floor: Floor, redis: Redis[bytes]) -> None:
    for rep in ("ann", "bob"):
        await floor.comes(rep, capacity=1)
    await floor.route()
    await floor.waits("alice")
    freed, waiting, _ = await floor.router._filter(floor.now)
    await floor.waits("bea")
    taken = await floor.queue.claim("bea", "ann", floor.now, capacity=1)
    (won,) = await floor.router._claim(list(select(freed, waiting, floor.now)), floor.now)
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


async def test_reps_whose_names_are_strange_are_reps(floor: Floor) -> None:
    rep = Rep("o'neil+x@example.com", "O", skills=("a/b\nc",), languages=("en",), zips=("303\n", ""))
    await floor.reps.save(rep)
    await floor.queue.present(rep.id, 60)
    await floor.waits("ali:ce{1}")
    assert await floor.route() == {"ali:ce{1}": rep.id}


async def test_the_engine_offers_who_waits_and_a_silent_rep_is_followed_by_another(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    await RedisReps(redis).save(Rep("ann", "Ann"), Rep("bob", "Bob"))
    await queue.present("ann", 60)

    async def offered(rep: str) -> bool:
        return [(one.conversation, one.state) for one in await queue.mine(rep)] == [("alice", "reserved")]

    async with running(redis, routing=True):
        await talk.say("person")
        await until(lambda: offered("ann"))
        await talk.say(RepClaimed("ann", "Ann", 1))
        await queue.present("bob", 60)
        await talk.say("where is it?")
        await talk.say(RepLost("ann", 1, "silent"))
        await until(lambda: offered("bob"))
    (offer,) = await queue.mine("bob")
    assert offer.reason.startswith("Ann did not answer")


async def test_the_engine_tells_a_conversation_that_its_rep_has_left(redis: Redis[bytes]) -> None:
    talk, queue = Talk(redis), RedisQueue(redis)
    async with running(redis):
        await talk.say("person")
        await until(lambda: queue.waiting())
        claim = await queue.claim("alice", "ann", datetime.now(timezone.utc))
        await talk.say(RepClaimed("ann", "Ann", claim.epoch))
        await redis.zadd(keys.SALES_DESERTED, {"alice": 1})
        (waits,) = await until(lambda: queue.waiting())
    assert waits.reason.startswith("Ann has left the desk")
    assert waits.epoch == 2
    assert await queue.mine("ann") == []


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
