"""The queue: one winner a race, an age that is kept, reps who are free again, and the conversation's last word."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.errors import Refused
from bot.events import (
    ClaimVoided,
    HandoffAccepted,
    HandoffEnded,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
)
from bot.sales.model import Rep, free_seats
from bot.sales.service import RESERVATION_SECONDS
from bot.store.sales import RedisQueue
from bot.store.sales_changes import SalesEvent
from tests.store.parts import NOW

LATER = NOW + timedelta(seconds=RESERVATION_SECONDS + 1)


class Sales:
    """The queue, with effects applied as the engine does, each under the next id of one partition's stream."""

    def __init__(self, redis: Redis[bytes]) -> None:
        self.redis, self.queue = redis, RedisQueue(redis)
        self._ids = 0

    async def happened(self, event: SalesEvent) -> None:
        self._ids += 1
        await self.queue.apply(event, 7, f"{self._ids}-0")

    async def waits(self, name: str = "alice", minutes: int = 0, epoch: int = 1) -> None:
        since = NOW - timedelta(minutes=minutes)
        await self.happened(HandoffRequested(name, "asked", "summary", {"product": "totes"}, since, epoch))

    async def waiting(self) -> list[str]:
        return [one.conversation for one in await self.queue.waiting()]

    async def held(self, rep: str) -> list[tuple[str, str]]:
        return [(one.conversation, one.state) for one in await self.queue.mine(rep)]


@pytest.fixture
def sales(redis: Redis[bytes]) -> Sales:
    return Sales(redis)


async def test_of_eight_reps_who_claim_at_once_exactly_one_wins(sales: Sales) -> None:
    await sales.waits()
    reps = [f"rep-{n}" for n in range(8)]
    answers = await asyncio.gather(*(sales.queue.claim("alice", rep, NOW) for rep in reps), return_exceptions=True)
    (won,) = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert won.epoch == 1
    lost = [answer for answer in answers if isinstance(answer, BaseException)]
    assert {str(answer) for answer in lost} == {"another rep was faster"}
    assert {rep for rep in reps if await sales.held(rep)} == {won.rep}
    assert await sales.waiting() == []


async def test_a_claim_that_is_repeated_is_the_same_claim(sales: Sales) -> None:
    await sales.waits()
    assert await sales.queue.claim("alice", "ann", NOW) == await sales.queue.claim("alice", "ann", NOW)


async def test_who_waits_longest_comes_first(sales: Sales) -> None:
    await sales.waits("young", minutes=1)
    await sales.waits("old", minutes=9)
    await sales.waits("middle", minutes=5)
    assert await sales.waiting() == ["old", "middle", "young"]


async def test_a_rep_claims_no_more_than_they_may_hold(sales: Sales) -> None:
    for name in ("a", "b", "c"):
        await sales.waits(name)
    await sales.queue.claim("a", "ann", NOW, capacity=2)
    await sales.queue.claim("b", "ann", NOW, capacity=2)
    with pytest.raises(Refused, match="as many chats as you may"):
        await sales.queue.claim("c", "ann", NOW, capacity=2)
    assert await sales.waiting() == ["c"]


async def test_what_is_put_aside_gives_its_seat_away_and_takes_it_again_when_it_wakes(sales: Sales) -> None:
    for name in ("a", "b", "c"):
        await sales.waits(name)
    await sales.queue.claim("a", "ann", NOW, capacity=1)
    await sales.happened(HandoffAccepted("a", 1, "ann"))
    await sales.happened(HandoffSnoozed("a", 1, "ann", LATER))
    await sales.queue.claim("b", "ann", NOW, capacity=1)
    await sales.happened(HandoffWoken("a", 1, "ann"))
    with pytest.raises(Refused, match="as many chats as you may"):
        await sales.queue.claim("c", "ann", NOW, capacity=1)
    await sales.happened(HandoffEnded("b", 1, "ann", "resolved"))
    with pytest.raises(Refused, match="as many chats as you may"):
        await sales.queue.claim("c", "ann", NOW, capacity=1)
    await sales.happened(HandoffEnded("a", 1, "ann", "resolved"))
    assert (await sales.queue.claim("c", "ann", NOW, capacity=1)).rep == "ann"


async def test_no_more_is_put_aside_than_could_be_answered_should_all_of_it_wake(sales: Sales) -> None:
    for name in ("a", "b", "c"):
        await sales.waits(name)
    for name in ("a", "b"):
        await sales.queue.claim(name, "ann", NOW, capacity=1)
        await sales.happened(HandoffAccepted(name, 1, "ann"))
        await sales.happened(HandoffSnoozed(name, 1, "ann", LATER))
    with pytest.raises(Refused, match="put aside as many"):
        await sales.queue.claim("c", "ann", NOW, capacity=1)
    held = await sales.queue.mine("ann")
    assert [free_seats(Rep("ann", "Ann", capacity=capacity), held) for capacity in (1, 2)] == [0, 2]


async def test_nobody_is_claimed_who_does_not_wait(sales: Sales) -> None:
    with pytest.raises(Refused, match="nobody waits"):
        await sales.queue.claim("alice", "ann", NOW)


async def test_a_reservation_that_lapses_goes_back_with_its_age_and_frees_the_rep(sales: Sales) -> None:
    await sales.waits("old", minutes=9)
    await sales.waits("young", minutes=1)
    await sales.queue.claim("old", "ann", NOW)
    assert await sales.queue.lapse(NOW) == 0, "not before its time"
    assert await sales.queue.lapse(LATER) == 1
    assert await sales.waiting() == ["old", "young"]
    assert await sales.held("ann") == []
    assert (await sales.queue.claim("old", "bob", LATER)).rep == "bob"


async def test_an_accepted_hand_off_does_not_lapse(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.happened(HandoffAccepted("alice", 1, "ann"))
    assert await sales.queue.lapse(LATER) == 0
    assert await sales.held("ann") == [("alice", "active")]


async def test_a_void_claim_frees_the_rep(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.happened(HandoffEnded("alice", 1, None, "cancelled"))
    await sales.happened(ClaimVoided("alice", 1, "ann", "the customer waits no more"))
    assert await sales.held("ann") == []
    assert await sales.waiting() == []


async def test_a_rep_who_reserved_after_another_one_was_accepted_is_free_again(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.queue.lapse(LATER)
    await sales.queue.claim("alice", "bob", LATER)
    await sales.happened(HandoffAccepted("alice", 1, "ann"))  # ann's word came late, and before bob's
    assert await sales.held("ann") == [("alice", "active")]
    assert await sales.held("bob") == []


async def test_a_new_hand_off_ends_the_reservation_of_the_one_before(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.waits(epoch=2)
    assert await sales.held("ann") == []
    assert await sales.waiting() == ["alice"]
    assert await sales.queue.lapse(LATER) == 0
    await sales.queue.claim("alice", "ann", NOW)
    await sales.happened(ClaimVoided("alice", 1, "ann", "the customer waits no more"))
    assert await sales.held("ann") == [("alice", "reserved")], "a void of the old claim leaves the new one alone"


async def test_effects_are_applied_once_though_they_come_twice(sales: Sales) -> None:
    request = HandoffRequested("alice", "asked", "", {}, NOW, 1)
    await sales.queue.apply(request, 7, "5-0")
    await sales.queue.claim("alice", "ann", NOW)
    await sales.queue.apply(request, 7, "5-0")
    assert await sales.held("ann") == [("alice", "reserved")]
    await sales.queue.apply(HandoffAccepted("alice", 1, "ann"), 7, "6-0")
    await sales.queue.apply(HandoffEnded("alice", 1, "ann", "resolved"), 7, "7-0")
    for event, event_id in ((request, "5-0"), (HandoffAccepted("alice", 1, "ann"), "6-0")):
        await sales.queue.apply(event, 7, event_id)
    assert await sales.waiting() == []
    assert await sales.held("ann") == []


async def test_a_transfer_moves_the_hand_off_from_one_rep_to_the_other(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.happened(HandoffAccepted("alice", 1, "ann"))
    await sales.happened(HandoffTransferred("alice", 1, "bob", "ann"))
    assert await sales.held("ann") == []
    assert await sales.held("bob") == [("alice", "active")]


async def test_what_is_put_aside_shows_until_it_is_woken(sales: Sales) -> None:
    await sales.waits()
    await sales.queue.claim("alice", "ann", NOW)
    await sales.happened(HandoffAccepted("alice", 1, "ann"))
    await sales.happened(HandoffSnoozed("alice", 1, "ann", LATER))
    assert [one.snoozed for one in await sales.queue.mine("ann")] == [LATER]
    assert await sales.queue.snoozes_due(NOW) == []
    assert await sales.queue.snoozes_due(LATER) == [("alice", LATER)]
    await sales.happened(HandoffWoken("alice", 1, "ann"))
    assert [one.snoozed for one in await sales.queue.mine("ann")] == [None]
    assert await sales.queue.snoozes_due(LATER) == []


@pytest.mark.parametrize(
    "end", [HandoffEnded("alice", 1, "ann", "resolved"), HandoffRequested("alice", "passed on", "", {}, NOW, 2)]
)
async def test_a_hand_off_that_ends_takes_its_timer_with_it(sales: Sales, end: SalesEvent) -> None:
    await sales.waits()
    await sales.happened(HandoffAccepted("alice", 1, "ann"))
    await sales.happened(HandoffSnoozed("alice", 1, "ann", LATER))
    await sales.happened(end)
    assert await sales.queue.snoozes_due(LATER) == []
    assert await sales.held("ann") == []


async def test_a_timer_set_anew_is_not_taken_for_the_old_one(sales: Sales) -> None:
    await sales.waits()
    await sales.happened(HandoffAccepted("alice", 1, "ann"))
    await sales.happened(HandoffSnoozed("alice", 1, "ann", LATER))
    await sales.queue.snooze_told("alice", NOW)
    assert await sales.queue.snoozes_due(LATER) == [("alice", LATER)]
    await sales.queue.snooze_told("alice", LATER)
    assert await sales.queue.snoozes_due(LATER) == []
