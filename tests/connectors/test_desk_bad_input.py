"""What nobody should do at the desk, and what then happens."""

from __future__ import annotations

from datetime import datetime, timezone

from redis.asyncio import Redis

from bot.conversation.message import Message, Said
from bot.store import keys
from bot.store.conversations import Conversations
from bot.store.sales import RedisQueue, RedisReps
from bot.store.sessions import Sessions
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
