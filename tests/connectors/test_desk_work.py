"""What reps do beside answering: notes, products, passing on, putting aside, signing out in mid-chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis

from bot.catalog.imports import import_products
from bot.catalog.product import PriceBreak, Product
from bot.conversation.model import Conversation, Entry
from bot.sales.model import Rep
from bot.store.sales import RedisReps
from bot.words import words
from connectors.telegram.shown import pieces
from connectors.terminal.program import described
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted, board, customer_who_waits


async def do(desk: Tab, kind: str, conversation: str, **more: Any) -> str:
    message = str(uuid4())
    await desk.send(type=kind, conversation=conversation, id=message, **more)
    return message


def events(tab: Tab) -> list[str]:
    return [entry["event"] for _, entry in tab.lines() if entry["author"] == "system"]


async def test_a_note_reaches_reps_and_never_the_customer(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await do(desk, "note", conversation, text="haggles a lot")
    assert (await desk.line("rep", text="haggles a lot"))["private"]
    await desk.say("Hello", conversation=conversation)
    await customer.line("rep", text="Hello")
    token = next(one["token"] for one in customer.seen if one["type"] == "welcome")
    again = await site.tab(token)
    await again.line("rep", text="Hello")
    for tab in (customer, again):
        assert "haggles" not in str(tab.seen)
    note = Entry("rep", datetime.now(timezone.utc), "m", "haggles a lot", private=True)
    assert described(Conversation("x"), [note])["replies"] == []
    assert pieces(note, words()) == []


async def test_a_chat_passed_on_is_the_colleagues_alone_and_its_word_is_for_reps(site: Site) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    other = await site.desk("ben")
    await board(other, mine=0)
    await do(desk, "transfer", conversation, to="ben", note="knows printers")
    await customer.line("system", event="transferred", name="Ben Okafor")
    await board(other, mine=1)
    await other.send(type="open", conversation=conversation)
    assert (await other.line("rep", text="knows printers"))["private"]
    said = await desk.say("one more thing", conversation=conversation)
    await desk.next("refused", id=said)
    await other.say("Ben here", conversation=conversation)
    await customer.line("rep", text="Ben here")
    assert [entry["text"] for _, entry in customer.lines() if entry["author"] == "rep"] == ["Ben here"]


async def test_nobody_passes_a_chat_on_to_who_is_away_or_full(site: Site, redis: Redis[bytes]) -> None:
    _, desk, conversation = await accepted(site, "anna")
    away = await do(desk, "transfer", conversation, to="cy")
    assert "not at the desk" in (await desk.next("refused", id=away))["text"]
    ben = await RedisReps(redis).get("ben")
    assert ben
    await RedisReps(redis).save(Rep("ben", "Ben Okafor", ben.password, capacity=1))
    await accepted(site, "ben")
    full = await do(desk, "transfer", conversation, to="ben")
    assert "as many chats" in (await desk.next("refused", id=full))["text"]


async def test_a_rep_may_hold_as_many_chats_as_their_capacity_says(site: Site, redis: Redis[bytes]) -> None:
    ben = await RedisReps(redis).get("ben")
    assert ben
    await RedisReps(redis).save(Rep("ben", "Ben Okafor", ben.password, capacity=1))
    _, desk, _ = await accepted(site, "ben")
    _, second = await customer_who_waits(site)
    await board(desk, waiting=1)
    await desk.send(type="claim", conversation=second)
    assert "as many chats" in (await desk.next("refused", conversation=second))["text"]


async def test_a_chat_goes_back_to_the_queue_with_a_word(site: Site) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    await do(desk, "transfer", conversation, note="my shift ends")
    await customer.line("system", event="queued")
    shown = await board(desk, waiting=1, mine=0)
    assert (shown["waiting"][0]["reason"], shown["waiting"][0]["summary"]) == ("passed on by Anna Reyes", "my shift ends")
    other = await site.desk("ben")
    await other.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined", name="Ben Okafor")


async def test_a_chat_put_aside_comes_back_when_the_customer_writes(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    until = datetime.now(timezone.utc) + timedelta(hours=1)
    await do(desk, "snooze", conversation, until=until.isoformat())
    while not (await board(desk, mine=1))["mine"][0]["snoozed"]:
        pass
    await customer.say("are you there?")
    while (await board(desk, mine=1))["mine"][0]["snoozed"]:
        pass
    await customer.line("customer", text="are you there?")
    assert events(customer) == ["queued", "joined"]
    past = await do(desk, "snooze", conversation, until="2020-01-01T00:00:00Z")
    await desk.next("refused", id=past)


async def test_signing_out_in_mid_chat_lets_the_customer_wait_for_another_rep(site: Site) -> None:
    browser = await site.sign_in("anna")
    customer, conversation = await customer_who_waits(site)
    desk = await site.desk("anna", browser)
    await desk.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined")
    while (await board(desk, mine=1))["mine"][0]["state"] != "active":
        pass
    await browser.post("/desk/sign-out", headers={"Origin": site.url})
    await customer.line("system", event="queued")
    other = await site.desk("ben")
    assert (await board(other, waiting=1))["waiting"][0]["summary"] == "Signed out in mid-chat."


async def test_how_a_chat_ended_stays_with_reps(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site)
    await do(desk, "resolve", conversation, disposition="order placed")
    await customer.line("system", event="resolved")
    assert (await desk.line("system", event="disposition"))["text"] == "order placed"
    assert "order placed" not in str(customer.seen)


async def test_each_side_sees_how_far_the_other_has_read_and_who_writes_across_web_processes(
    new_site: Callable[[], Awaitable[Site]], site: Site
) -> None:
    customer, conversation = await customer_who_waits(site)
    desk = await (await new_site()).desk("anna")
    await desk.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined")
    await desk.send(type="open", conversation=conversation)
    await desk.next("about", owner="rep")
    last = desk.lines()[-1][0]

    async def repeatedly(tab: Tab, **message: Any) -> None:
        while True:
            await tab.send(**message)
            await asyncio.sleep(1.1)

    for tab, message, other, expected in (
        (desk, {"type": "typing", "conversation": conversation}, customer, {"kind": "typing", "on": True}),
        (customer, {"type": "typing"}, desk, {"kind": "typing", "conversation": conversation}),
    ):
        telling = asyncio.create_task(repeatedly(tab, **message))
        await other.next(**expected)
        telling.cancel()
    await desk.send(type="seen", conversation=conversation, up_to=last)
    await customer.next("seen", up_to=last)
    await customer.send(type="seen", up_to=last)
    await desk.next("seen", conversation=conversation, who="customer", up_to=last)


async def test_canned_replies_speak_in_the_reps_name(site: Site) -> None:
    canned = (await (await site.desk("anna")).next("welcome"))["canned"]
    assert "Anna here" in next(one["text"] for one in canned if one["name"] == "hello")
    assert not any("{" in one["text"] for one in canned)


async def test_products_found_at_the_desk_reach_the_customer_as_cards(site: Site) -> None:
    breaks = (PriceBreak(1, Decimal("6.5")), PriceBreak(10, Decimal("5.9")))
    plain = Product(id="P2", title="Copy paper without a price")
    import_products(site.settings.var, [Product(id="P1", title="Copy paper", price=Decimal("6.5"), price_breaks=breaks), plain])
    customer, desk, conversation = await accepted(site)
    await desk.send(type="search", words="copy paper")
    found = (await desk.next("found"))["cards"]
    assert {card["id"] for card in found} == {"P1", "P2"}
    await do(desk, "say", conversation, text="", products=["P1", "P2", "gone"])
    sent = await customer.line("rep")
    assert [(card["id"], card.get("price")) for card in sent["cards"]] == [("P1", 6.5), ("P2", None)]
    assert "$5.90" in sent["cards"][0]["note"]
    nothing = await do(desk, "say", conversation, text=" ", products=["gone"])
    await desk.next("error", id=nothing, code="empty")
