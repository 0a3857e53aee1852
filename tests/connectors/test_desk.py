"""The desk: who waits, who gets them, and live answers both ways."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from bot.store.sales import RedisQueue
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab


async def board(desk: Tab, **wanted: int) -> dict[str, Any]:
    """The next board with so many waiting and mine."""
    while True:
        shown = await desk.next("board")
        if all(len(shown[name]) == count for name, count in wanted.items()):
            return shown


async def customer_who_waits(site: Site, text: str = "let me talk to a person") -> tuple[Tab, str]:
    customer = await site.tab()
    conversation = (await customer.next("welcome"))["conversation"]
    await customer.say(text)
    await customer.line("system", event="queued")
    return customer, conversation


async def accepted(site: Site, rep: str = "anna") -> tuple[Tab, Tab, str]:
    """A customer and the rep who has accepted them."""
    customer, conversation = await customer_who_waits(site)
    return customer, await taken_up(site, customer, conversation, rep), conversation


async def taken_up(site: Site, customer: Tab, conversation: str, rep: str = "anna") -> Tab:
    """The desk of a rep who has opened and accepted the one who waits."""
    desk = await site.desk(rep)
    await board(desk, waiting=1)
    await desk.send(type="open", conversation=conversation)
    await desk.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined")
    await desk.next("about", owner="rep")
    return desk


async def test_the_desk_shows_who_waits_longest_first(site: Site) -> None:
    first = (await customer_who_waits(site))[1]
    second = (await customer_who_waits(site))[1]
    desk = await site.desk("anna")
    shown = await board(desk, waiting=2)
    assert [one["conversation"] for one in shown["waiting"]] == [first, second]
    assert shown["waiting"][0]["reason"] == "wants a person"
    assert shown["waiting"][0]["known"]["product"] == "tote bags"


async def test_a_rep_reads_everything_that_was_said_before(site: Site) -> None:
    customer = await site.tab()
    conversation = (await customer.next("welcome"))["conversation"]
    for text in ("hello", "toner", "a person please"):
        await customer.say(text)
    await customer.line("system", event="queued")
    desk = await site.desk("anna")
    await board(desk, waiting=1)
    await desk.send(type="open", conversation=conversation)
    about = await desk.next("about")
    assert about["slots"]["quantity"] == {"value": 2500, "text": "2,500"}
    assert desk.lines() == customer.lines()


async def test_customer_and_rep_talk_live_and_the_bot_is_silent(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.next("kept", id=await desk.say("Anna here", conversation=conversation))
    assert (await customer.line("rep"))["name"] == "Anna Reyes"
    await customer.say("toner please")
    await desk.line("customer", text="toner please")
    await customer.say("and paper")
    await desk.line("customer", text="and paper")
    await customer.line("customer", text="and paper")
    assert [entry["author"] for _, entry in customer.lines()[-3:]] == ["rep", "customer", "customer"]


async def test_the_bot_is_silent_also_for_a_tab_that_comes_back(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    token = next(one["token"] for one in customer.seen if one["type"] == "welcome")
    await customer.socket.close()
    again = await site.tab(token)
    assert (await again.next("welcome"))["name"] == "Anna Reyes"
    await again.say("toner please")
    await again.line("customer", text="toner please")
    await desk.say("one moment", conversation=conversation)
    await again.line("rep", text="one moment")
    assert again.lines()[-2][1]["author"] == "customer"


async def test_of_two_reps_who_accept_at_once_one_gets_it_and_the_other_is_told(site: Site) -> None:
    _, conversation = await customer_who_waits(site)
    desks = [await site.desk("anna"), await site.desk("ben")]
    for desk in desks:
        await board(desk, waiting=1)
        await desk.send(type="open", conversation=conversation)
    await asyncio.gather(*(desk.send(type="claim", conversation=conversation) for desk in desks))

    loser = await first_refused(desks)
    winner = desks[1 - desks.index(loser)]
    assert "another rep" in loser.seen[-1]["text"]
    await board(winner, mine=1)
    await board(loser, waiting=0, mine=0)


async def first_refused(desks: list[Tab]) -> Tab:
    waits = {asyncio.create_task(desk.next("refused")): desk for desk in desks}
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    (refused,) = done
    return waits[refused]


async def test_a_rep_who_does_not_hold_it_is_refused_visibly(site: Site) -> None:
    customer, _, conversation = await accepted(site, "anna")
    other = await site.desk("ben")
    said = await other.say("me too", conversation=conversation)
    assert (await other.next("refused", id=said))["conversation"] == conversation
    await other.send(type="open", conversation=conversation)
    await other.next("refused", conversation=conversation)
    assert not other.lines()
    await customer.say("still there?")
    await customer.line("customer", text="still there?")
    assert not [entry for _, entry in customer.lines() if entry["author"] == "rep"]


async def test_a_rep_hands_back_with_a_word_and_the_bot_answers_again(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.send(type="hand_back", id=str(uuid4()), conversation=conversation, note="The assistant has it from here")
    await customer.line("rep", text="The assistant has it from here")
    await customer.line("system", event="handed_back", name="Anna Reyes")
    await customer.next("owner", owner="bot")
    await board(desk, mine=0)
    await customer.say("hello again")
    await customer.line("bot", text="You said: hello again")


async def test_a_rep_resolves_and_sees_the_closing_line(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.send(type="resolve", id=str(uuid4()), conversation=conversation, disposition="order placed")
    await customer.line("system", event="resolved")
    await desk.line("system", event="resolved")
    await board(desk, mine=0, waiting=0)


async def test_two_tabs_of_one_rep_show_the_same(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    other = await site.desk("anna")
    await board(other, mine=1)
    await other.send(type="open", conversation=conversation)
    await other.next("about")
    await desk.say("from the first tab", conversation=conversation)
    await other.line("rep", text="from the first tab")
    await other.say("from the second tab", conversation=conversation)
    await desk.line("rep", text="from the second tab")
    await other.line("rep", text="from the second tab")
    await customer.line("rep", text="from the second tab")
    assert other.lines() == desk.lines()


async def test_a_desk_on_another_web_process_answers_too(new_site: Callable[[], Awaitable[Site]], site: Site) -> None:
    customer, conversation = await customer_who_waits(site)
    desk = await (await new_site()).desk("anna")
    await board(desk, waiting=1)
    await desk.send(type="claim", conversation=conversation)
    await customer.line("system", event="joined")
    await desk.say("hello from afar", conversation=conversation)
    await customer.line("rep", text="hello from afar")


async def test_each_side_sees_the_other_typing(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await customer.send(type="typing")
    await desk.next("typing", conversation=conversation)
    customer.seen.clear()
    await desk.send(type="typing", conversation=conversation)
    await customer.next("typing", on=True)


async def test_an_open_desk_counts_as_presence(site: Site, redis: Redis[bytes]) -> None:
    assert not await RedisQueue(redis).anyone_present()
    desk = await site.desk("anna")
    await board(desk)
    await until(lambda: RedisQueue(redis).anyone_present())


async def test_signing_out_ends_presence_at_once(site: Site, redis: Redis[bytes]) -> None:
    browser = await site.sign_in("anna")
    desk = await site.desk("anna", browser)
    await board(desk)
    await until(lambda: RedisQueue(redis).anyone_present())
    await browser.post("/desk/sign-out", headers={"Origin": site.url})
    assert not await RedisQueue(redis).anyone_present()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async def true() -> None:
        while not await condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(true(), 10)


@pytest.mark.parametrize(
    "frame",
    ["{", '{"type": "say"}', '{"type": "claim", "conversation": ""}', '{"type": "claim", "conversation": "x", "rep": "ben"}'],
)
async def test_what_cannot_be_used_gets_a_clear_error(site: Site, frame: str) -> None:
    desk = await site.desk("anna")
    await desk.socket.send_str(frame)
    assert (await desk.next("error"))["code"] in ("not_json", "bad_message")
    await desk.send(type="claim", conversation="nobody")
    await desk.next("refused", conversation="nobody")
