"""The customers' socket: what is said is kept once, answered, and shown without gaps or doubles."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from redis.asyncio import Redis

from bot.store.conversations import Conversations
from tests.connectors.conftest import Site, answering
from tests.connectors.tab import Tab


async def test_words_are_kept_and_answered(site: Site) -> None:
    tab = await site.tab()
    welcome = await tab.next("welcome", owner="bot")
    assert welcome["token"].startswith(welcome["conversation"])

    said = await tab.say("hello\tthere\u0007")

    await tab.next("kept", id=said)
    assert (await tab.line("customer"))["text"] == "hello there"
    assert (await tab.line("bot", text="You said: hello there"))["message"] == said


async def test_the_bot_is_shown_typing_until_it_has_answered(quiet_site: Site, redis: Redis[bytes]) -> None:
    tab = await quiet_site.tab()
    await tab.say("hello")
    await tab.next("typing", on=True)
    async with answering(redis):
        await tab.next("typing", on=False)
        await tab.line("bot")


async def test_cards_have_prices_and_buttons_can_be_pressed(site: Site) -> None:
    tab = await site.tab()
    await tab.say("toner please")
    reply = await tab.line("bot")
    assert [card.get("price") for card in reply["cards"]] == [74.5, None]
    await tab.send(type="press", id=str(uuid4()), button=reply["buttons"][0]["id"])
    assert (await tab.line("customer"))["text"] == "The first one"
    await tab.line("bot", text="You said: The first one")


async def test_the_same_id_twice_is_one_message(site: Site) -> None:
    tab = await site.tab()
    message = str(uuid4())
    for _ in range(3):
        await tab.send(type="say", id=message, text="once")
        await tab.next("kept", id=message)
    await tab.say("twice")
    await tab.line("bot", text="You said: twice")
    assert [entry["text"] for _, entry in tab.lines() if entry["author"] == "customer"] == ["once", "twice"]


async def test_a_tab_resumes_after_the_last_line_it_saw(site: Site) -> None:
    first = await site.tab()
    token = (await first.next("welcome"))["token"]
    await first.say("count 3")
    await first.line("bot", text="number 3")
    last = first.lines()[1][0]
    await first.socket.close()

    again = await site.tab(token, last)
    await again.line("bot", text="number 3")
    assert [entry["text"] for _, entry in again.lines()] == ["number 2", "number 3"]


async def test_joining_while_lines_are_written_misses_and_repeats_nothing(site: Site) -> None:
    writer = await site.tab()
    token = (await writer.next("welcome"))["token"]

    async def write() -> None:
        for _ in range(15):
            await writer.say("count 20")
            await writer.line("bot", text="number 20")

    writing = asyncio.create_task(write())
    tabs: list[Tab] = []
    while not writing.done():
        tabs.append(await site.tab(token))
        await tabs[-1].line("bot", text="number 20")
    await writing
    await writer.say("the end")
    await writer.line("bot", text="You said: the end")
    assert len(writer.lines()) == 15 * 21 + 2
    for tab in tabs:
        await tab.line("bot", text="You said: the end")
        assert tab.lines() == writer.lines()


async def test_another_web_process_shows_the_same_conversation(new_site: Callable[[], Awaitable[Site]], site: Site) -> None:
    here = await site.tab()
    token = (await here.next("welcome"))["token"]
    there = await (await new_site()).tab(token)
    await there.next("welcome")
    await here.say("hello from here")
    await there.line("bot", text="You said: hello from here")
    await there.say("hello from there")
    await here.line("bot", text="You said: hello from there")


async def test_words_are_kept_while_nobody_answers(quiet_site: Site) -> None:
    tab = await quiet_site.tab()
    await tab.next("kept", id=await tab.say("anybody?"))


async def test_a_tab_that_reads_nothing_holds_up_nobody(site: Site) -> None:
    slow = await site.tab()
    token = (await slow.next("welcome"))["token"]
    quick = await site.tab(token)
    for _ in range(10):
        await quick.say("count 300")
        await quick.line("bot", text="number 300")
    await slow.line("bot", text="number 300")
    assert len(quick.lines()) == 3010


async def test_the_language_of_the_page_is_known_to_the_conversation(site: Site, redis: Redis[bytes]) -> None:
    tab, conversations = await site.silent_tab(), Conversations(redis)
    await tab.send(type="hello", language="es-419")
    conversation = (await tab.next("welcome"))["conversation"]
    await tab.say("hello")
    await tab.line("bot")
    state = await conversations.state(conversation)
    assert state is not None
    assert (state.locale, state.language, state.spoken()) == ("es", "", "es")
    await tab.say("do you speak English?")
    await tab.line("bot", text="You said: do you speak English?")
    state = await conversations.state(conversation)
    assert state is not None
    assert state.spoken() == ""
