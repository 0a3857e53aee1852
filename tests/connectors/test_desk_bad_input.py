"""What nobody should do at the desk, and what then happens."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import msgspec
import pytest
from redis.asyncio import Redis

from bot.conversation.message import LeadMoved, Message, Said
from bot.events import DeedRefused
from bot.store import keys
from bot.store.conversations import Conversations
from bot.store.notices import Notices
from bot.store.sales import RedisQueue, RedisReps
from bot.store.sessions import Sessions
from bot.store.trail import Step, Trail
from connectors.desk import socket
from tests.connectors.conftest import Site
from tests.connectors.test_desk import accepted, board, customer_who_waits
from tests.connectors.test_desk_work import do

HOSTILE = '<img src=x onerror=alert(1)> & "quotes" \u202e reversed'


async def test_a_rep_who_is_removed_in_mid_chat_leaves_it_to_others_and_their_desk_closes(
    site: Site, redis: Redis[bytes]
) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    await RedisReps(redis).remove("anna")
    await Sessions(redis).revoke_all("anna")
    await RedisQueue(redis).leave("anna")
    await customer.line("system", event="queued")
    said = await desk.say("am I still here?", conversation=conversation)
    while not desk.socket.closed:
        message = await desk.socket.receive()
        if message.type.name in ("CLOSE", "CLOSING", "CLOSED"):
            break
    assert desk.socket.close_code == 4401
    ben = await site.desk("ben")
    shown = await board(ben, waiting=1)
    assert "Anna Reyes" in shown["waiting"][0]["reason"]
    await ben.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined", name="Ben Okafor")
    assert said not in str(customer.seen)


async def test_the_same_deed_from_two_tabs_happens_once(site: Site) -> None:
    session = await site.sign_in("anna")
    customer, conversation = await customer_who_waits(site)
    one, two = await site.desk("anna", session), await site.desk("anna", session)
    await board(one, waiting=1)
    await one.send(type="claim", conversation=conversation)
    await two.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined")
    message = await one.say("Hello", conversation=conversation)
    await two.send(type="say", id=message, conversation=conversation, text="Hello")
    await two.next("kept", id=message)
    await customer.line("rep", text="Hello")
    await do(one, "resolve", conversation)
    await customer.line("system", event="resolved")
    again = await do(two, "resolve", conversation)
    await two.next("refused", id=again)
    assert [entry["text"] for _, entry in customer.lines() if entry["author"] == "rep"] == ["Hello"]
    assert [entry["event"] for _, entry in customer.lines() if entry["author"] == "system"] == ["queued", "joined", "resolved"]


async def test_hostile_words_in_every_field_stay_words(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site)
    await do(desk, "note", conversation, text=HOSTILE)
    await desk.send(type="open", conversation=conversation)
    assert (await desk.line("rep", private=True))["text"] == HOSTILE
    await do(desk, "transfer", conversation, note=HOSTILE)
    await customer.line("system", event="queued")
    ben = await site.sign_in("ben")
    await (await site.desk("ben", ben)).next("board")
    shown = await (await ben.get("/desk/find", params={"q": "talk person"})).text()
    assert "<img src=x" not in shown
    assert "<img src=x" not in str(customer.seen)


async def test_what_is_too_long_or_empty_is_said_so(site: Site) -> None:
    _, desk, conversation = await accepted(site)
    for kind, text, code in (("note", "x" * 4_001, "too_long"), ("ask", " \n", "empty"), ("note", "", "empty")):
        message = await do(desk, kind, conversation, text=text)
        assert (await desk.next("error", id=message))["code"] == code
    message = await do(desk, "start", "nobody", text="hello", agreed=True)
    assert "no such conversation" in (await desk.next("refused", id=message))["text"]
    for field in ({"fact": "x" * 201, "right": "1"}, {"fact": "quantity"}, {"fact": 7, "right": 8}):
        await do(desk, "set_right", conversation, **field)
        assert (await desk.next("error"))["code"]


async def test_a_customer_who_asks_fifty_times_waits_once_and_is_counted_once(site: Site, redis: Redis[bytes]) -> None:
    customer, conversation = await customer_who_waits(site)
    for number in range(50):
        asked = Message(f"m{number}", conversation, datetime.now(timezone.utc), Said(f"a person {number}"))
        await Conversations(redis).append(asked)  # as over a connector that does not slow them down
        await customer.line("bot")
    desk = await site.desk("anna")
    shown = await board(desk, waiting=1)
    assert shown["total"] == 1
    hours = [name async for name in redis.scan_iter(f"{keys.SALES_FIGURES}[0-9]*")]
    assert sum([int(await redis.hget(hour, "queued") or 0) for hour in hours]) == 1
    assert conversation == shown["waiting"][0]["conversation"]


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "2400-01-01T00:00:00Z"])
async def test_a_time_that_is_too_far_away_is_refused_and_the_desk_stays_open(site: Site, until: str) -> None:
    _, desk, conversation = await accepted(site, "anna")
    tried = await do(desk, "snooze", conversation, until=until)
    assert "a year at most" in (await desk.next("refused", id=tried))["text"]
    customer = await site.desk("anna")
    assert (await board(customer, mine=1))["mine"][0]["snoozed"] is None


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
async def test_a_callback_at_no_time_at_all_is_refused(site: Site, start: str) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    await customer.say("you reach me at ann@example.com")
    await desk.line("customer", text="you reach me at ann@example.com")
    tried = await do(desk, "callback", conversation, start=start)
    assert (await desk.next("refused", id=tried))["text"]


async def test_what_a_rep_may_not_do_is_in_the_trail_as_tried(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site, "anna")
    tried = await do(desk, "whisper", conversation, text="psst")
    await desk.next("refused", id=tried)
    assert [step.what for _, step in await Trail(redis).newest(1)] == ["refused_whisper"]


async def test_what_only_the_conversation_refuses_stands_in_the_trail_as_refused(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site, "anna")
    ben = await site.desk("ben")
    message = await do(ben, "say", conversation, text="let me")
    why = (await ben.next("refused", id=message))["text"]
    steps: list[Step] = []
    while len(steps) < 2:  # it is applied after the commit that the desk was told of
        steps = [step for _, step in await Trail(redis).newest(who="ben", of=conversation)]
        await asyncio.sleep(0.01)
    assert [(step.what, step.message, step.why) for step in steps] == [("refused_say", message, why), ("say", message, "")]
    said = await do(desk, "say", conversation, text="I do")
    await desk.line("rep", message=said)
    assert [step.what for _, step in await Trail(redis).newest(1, who="anna")] == ["say"]


async def test_a_refusal_that_a_crash_let_be_applied_twice_is_read_once(redis: Redis[bytes]) -> None:
    refused = DeedRefused("alice", "m1", "ben", "say", "this conversation is not yours")
    await Trail(redis).add("ben", "say", "alice", message="m1")
    for _ in range(2):
        await Notices(redis).apply(refused)
    assert [step.what for _, step in await Trail(redis).newest()] == ["refused_say", "say"]


async def test_a_lead_who_moves_what_waits_no_more_is_in_the_trail_as_refused(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site, "anna")
    ended = await do(desk, "resolve", conversation)
    await desk.next("kept", id=ended)
    moved = Message("m1", conversation, datetime.now(timezone.utc), LeadMoved("lena", "Lena", ""))
    await Conversations(redis).append(moved)
    steps: list[Step] = []
    while not steps:
        steps = [step for _, step in await Trail(redis).newest(who="lena")]
        await asyncio.sleep(0.01)
    assert [(step.what, step.of, step.message) for step in steps] == [("refused_requeued", conversation, "m1")]


async def test_a_desk_that_is_open_comes_back_with_other_rights_when_they_change(
    site: Site, redis: Redis[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "PRESENCE_EVERY", 0.05)
    desk = await site.desk("anna")
    await board(desk, waiting=0)
    anna = await RedisReps(redis).get("anna")
    assert anna is not None
    await RedisReps(redis).save(msgspec.structs.replace(anna, role="lead"))
    while (await desk.socket.receive()).type.name not in ("CLOSE", "CLOSING", "CLOSED"):
        pass
    assert desk.socket.close_code == socket.CHANGED
    session = await site.sign_in("anna")
    assert (await (await site.desk("anna", session)).next("welcome"))["lead"] is True


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"name=\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=klingon", b"name=a"),
        ("multipart/form-data", b"no parts"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
    ],
)
async def test_a_form_that_cannot_be_read_is_answered_with_a_sentence(site: Site, kind: str, body: bytes) -> None:
    session = await site.session()
    headers = {"Origin": site.url, "Content-Type": kind}
    for path in ("/desk/sign-in", "/sign-in"):
        async with session.post(path, data=body, headers=headers) as answer:
            assert 400 <= answer.status < 500, (path, await answer.text())
