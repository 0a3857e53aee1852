"""Requests in Redis: nobody's change is lost or made twice, however many act at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from bot.conversation.model import Conversation, RequestRef
from bot.errors import Missing, Refused
from bot.events import RequestActed, RequestCancelled, RequestOpened
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.request import RequestFields
from bot.sourcing.service import Sourcing
from bot.store.numbers import RedisNumbers
from bot.store.requests import RedisRequests
from tests.store.parts import NOW
from tests.unit.sourcing.test_quotes import terms

NUMBER = "RFQ-10001"
FIELDS = RequestFields(product="totes", quantity=Decimal(2500), zip="60601")
OPENED = RequestOpened(NUMBER, "alice", NOW, msgspec.to_builtins(FIELDS))
LATER = NOW + timedelta(hours=1)


def told(**more: Any) -> Any:
    return terms(valid_until=(NOW + timedelta(days=30)).date(), **more)


async def opened(client: Redis[bytes], suppliers: int = 12) -> RedisRequests:
    requests = RedisRequests(client)
    await requests.apply(OPENED)
    asked = [Invitation(f"S{number}", f"Factory {number}", "CN", 1, NOW) for number in range(suppliers)]
    await requests.do(NUMBER, "invite", lambda dossier: deeds.invite(dossier, asked, NOW))
    return requests


async def quote(requests: RedisRequests, supplier: str, key: str = "") -> Dossier:
    return await requests.do(
        NUMBER, key or f"quote {supplier}", lambda dossier: deeds.receive(dossier, supplier, told(), LATER)
    )


def acted(deed: str, supplier: str = "S1", key: str = "", **data: Any) -> RequestActed:
    return RequestActed(NUMBER, "alice", LATER, key or f"{deed} {supplier}", deed, "customer", supplier, 1, data)


async def state(requests: RedisRequests) -> str:
    request = await requests.get(NUMBER)
    assert request
    return request.state


async def test_a_request_is_kept_with_everything_that_belongs_to_it(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await quote(requests, "S1")
    dossier = await RedisRequests(redis).dossier(NUMBER)
    assert dossier
    assert dossier.request.fields == FIELDS
    assert dossier.request.deadline == NOW + deeds.DEADLINE
    assert dossier.quotes["S1"].terms == told()
    assert len(dossier.invited) == 12
    changes = await requests.changes(NUMBER)
    assert [(change.seq, change.what) for change in changes] == [(1, "opened"), (2, "invited"), (3, "quoted")]
    assert [change.seq for change in await requests.changes(NUMBER, after=2)] == [3]


async def test_an_unknown_number_is_none_and_missing(redis: Redis[bytes]) -> None:
    requests = RedisRequests(redis)
    assert await requests.get("RFQ-1") is None
    assert await requests.dossier("RFQ-1") is None
    with pytest.raises(Missing):
        await requests.do("RFQ-1", "k", lambda dossier: deeds.close(dossier, NOW))
    await requests.apply(acted("accept"))
    assert await requests.dossier(NUMBER) is None


async def test_the_same_event_twice_changes_nothing(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await quote(requests, "S1")
    for event in (OPENED, acted("accept"), acted("accept"), OPENED):
        await requests.apply(event)
    assert [change.what for change in await requests.changes(NUMBER)] == [
        "opened", "invited", "quoted", "closed", "accepted",
    ]  # fmt: skip
    await requests.apply(RequestCancelled(NUMBER, "alice", LATER))
    await requests.apply(RequestCancelled(NUMBER, "alice", LATER))
    assert len(await requests.changes(NUMBER)) == 6


async def test_the_same_message_twice_never_makes_two_requests(redis: Redis[bytes]) -> None:
    requests = RedisRequests(redis)
    service, alice = Sourcing(RedisNumbers(redis), requests), Conversation("alice")
    events = await asyncio.gather(*(service.open(alice, FIELDS, "m1:open:0", NOW) for _ in range(20)))
    await asyncio.gather(*(requests.apply(event) for event in events))
    assert len({event.number for event in events}) == 1
    assert len(await redis.keys("{rfq:*:doc")) == 1
    assert len(await requests.changes(NUMBER)) == 1


async def test_twenty_suppliers_quote_at_once_and_ten_are_taken(redis: Redis[bytes]) -> None:
    requests = await opened(redis, suppliers=20)
    answers = await asyncio.gather(*(quote(RedisRequests(redis), f"S{n}") for n in range(20)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 10
    dossier = await requests.dossier(NUMBER)
    assert dossier
    assert dossier.request.state == "comparing"
    assert len(dossier.quotes) == 10
    assert [change.seq for change in await requests.changes(NUMBER)] == list(range(1, 13))


async def test_one_form_sent_many_times_at_once_is_one_quote(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await asyncio.gather(*(quote(RedisRequests(redis), "S1", "form 1") for _ in range(20)))
    dossier = await requests.dossier(NUMBER)
    assert dossier
    assert dossier.quotes["S1"].revision == 1


async def test_of_two_people_who_accept_at_once_one_does(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    for number in range(5):
        await quote(requests, f"S{number}")
    await asyncio.gather(*(RedisRequests(redis).apply(acted("accept", f"S{number}")) for number in range(5)))
    dossier = await requests.dossier(NUMBER)
    assert dossier
    assert dossier.accepted
    said = [change for change in await requests.changes(NUMBER) if change.what == "accepted"]
    assert [change.supplier for change in said] == [dossier.accepted.quote.supplier]
    assert sum(change.what == "refused" for change in await requests.changes(NUMBER)) == 4


async def test_accepting_against_cancelling_ends_in_one_of_both(redis: Redis[bytes]) -> None:
    for _ in range(10):
        await redis.flushdb()
        requests = await opened(redis)
        await quote(requests, "S1")
        await asyncio.gather(requests.apply(acted("accept")), requests.apply(RequestCancelled(NUMBER, "alice", LATER)))
        assert await state(requests) == "cancelled"  # an award may still be cancelled, a cancelled request not awarded
        done = [change.what for change in await requests.changes(NUMBER)]
        assert done[-1] == "cancelled" or done[-2:] == ["cancelled", "refused"]


async def test_what_the_rules_refuse_later_is_kept_with_its_reason(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await quote(requests, "S1")
    await requests.apply(acted("accept", "S7"))
    (refused,) = [change for change in await requests.changes(NUMBER) if change.what == "refused"]
    assert refused.data == {"deed": "accept"}
    assert "no quote of S7" in refused.why


async def test_an_event_that_cannot_be_is_refused_and_holds_nothing_up(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await requests.apply(acted("amend", "", quantity="many"))
    await requests.apply(acted("accept", "", key="nobody"))
    await requests.apply(acted("explode", key="unknown"))
    refused = [change.data["deed"] for change in await requests.changes(NUMBER) if change.what == "refused"]
    assert refused == ["amend", "accept", "explode"]


async def test_the_accepted_terms_stay_as_they_were(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await quote(requests, "S1")
    await requests.apply(acted("accept"))
    with pytest.raises(Refused):
        await quote(requests, "S1", "another form")
    dossier = await requests.dossier(NUMBER)
    assert dossier
    assert dossier.accepted
    assert dossier.accepted.quote.terms == told()
    assert await state(requests) == "awarded"


async def test_a_new_version_keeps_the_old_one(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    changed = replace(FIELDS, quantity=Decimal(9000))
    await requests.apply(acted("amend", "", **msgspec.to_builtins(changed)))
    dossier = await requests.dossier(NUMBER)
    assert dossier
    assert (dossier.request.version, dossier.versions) == (2, {1: FIELDS, 2: changed})


async def test_the_service_says_no_before_anything_is_written(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    await quote(requests, "S1")
    service = Sourcing(RedisNumbers(redis), requests)
    alice = Conversation("alice", requests=[RequestRef(NUMBER, "open")])
    assert [row.quote.supplier for row in (await service.compare(alice, NUMBER, LATER)).rows] == ["S1"]
    event = await service.act(alice, NUMBER, "accept", "m2:accept:0", LATER, supplier="S1", revision=1)
    with pytest.raises(Refused, match="no quote of S2"):
        await service.act(alice, NUMBER, "accept", "m3:accept:0", LATER, supplier="S2", revision=1)
    with pytest.raises(Refused, match="not a request of this conversation"):
        await service.compare(Conversation("bob"), NUMBER, LATER)
    assert len(await requests.changes(NUMBER)) == 3
    await requests.apply(event)
    assert await state(requests) == "awarded"
    with pytest.raises(Refused):
        await service.act(alice, NUMBER, "counter", "m4:counter:0", LATER, supplier="S1", revision=1, unit_price="1")


async def test_a_change_has_the_request_looked_at(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    assert [number for number, _ in await requests.due(NOW)] == [NUMBER]
    ((_, due),) = await requests.due(NOW)
    until = NOW + timedelta(minutes=1)
    claims = await asyncio.gather(*(requests.claim(NUMBER, due, until) for _ in range(5)))
    assert sorted(claims) == [False, False, False, False, True]
    assert await requests.due(NOW) == []
    await requests.looked(NUMBER, until, NOW + timedelta(days=1))
    assert await requests.due(LATER) == []
    await quote(requests, "S1")
    assert [number for number, _ in await requests.due(LATER)] == [NUMBER]


async def test_a_change_amid_a_look_has_it_looked_at_again(redis: Redis[bytes]) -> None:
    requests = await opened(redis)
    ((_, due),) = await requests.due(NOW)
    until = NOW + timedelta(days=1)
    assert await requests.claim(NUMBER, due, until)
    await quote(requests, "S1")
    await requests.looked(NUMBER, until, None)
    assert [number for number, _ in await requests.due(LATER)] == [NUMBER]


async def test_letters_that_were_given_up_are_listed(redis: Redis[bytes]) -> None:
    requests = RedisRequests(redis)
    await requests.dead_letter(NUMBER, "S2", "invite v1", "refused with 550", LATER)
    await requests.dead_letter(NUMBER, "S1", "invite v1", "no such host", NOW)
    assert [letter["supplier"] for letter in await requests.dead_letters()] == ["S1", "S2"]
