"""The bot as the rep's assistant: drafts for the rep alone, made beside the customer's path."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timezone

import pytest
from redis.asyncio import Redis

from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation, Entry, Offered
from bot.conversation.turn import Memory, Reply, Turn
from bot.ending import end
from bot.engine.consumer import Engine
from bot.engine.held import held_before
from bot.errors import Refused
from bot.notify.letter import _lines
from bot.store.conversations import Conversations
from bot.words import words
from connectors.telegram.shown import pieces
from connectors.terminal.program import described
from tests.connectors.conftest import Site
from tests.connectors.scripted import ScriptedReader
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted
from tests.connectors.test_desk_work import do


async def test_the_rep_gets_a_draft_and_the_customer_never_sees_it(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.send(type="open", conversation=conversation)
    await customer.say("do you have <b>toner</b> pens?")
    draft = await desk.line("bot", event="draft")
    assert (draft["private"], draft["text"]) == (True, "You said: do you have <b>toner</b> pens?")
    await desk.say("Yes", conversation=conversation)
    await customer.line("rep", text="Yes")
    token = next(one["token"] for one in customer.seen if one["type"] == "welcome")
    again = await site.tab(token)
    await again.line("rep", text="Yes")
    for tab in (customer, again):
        assert "You said" not in str(tab.seen)
    state = await Conversations(redis).state(conversation)
    assert state
    assert (state.owner, state.view.intents, state.handoff) == ("rep", [], "active")


async def test_a_draft_may_bring_products(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.send(type="open", conversation=conversation)
    await customer.say("toner")
    draft = await desk.line("bot", event="draft")
    assert [card["id"] for card in draft["cards"]] == ["T1", "T2"]


async def test_a_rep_asks_the_assistant_and_the_customer_hears_nothing(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    await desk.send(type="open", conversation=conversation)
    await do(desk, "ask", conversation, text="landed cost for 500?")
    assert (await desk.line("rep", event="asked"))["private"]
    assert (await desk.line("bot", event="draft"))["text"] == "You said: landed cost for 500?"
    other = await site.desk("ben")
    refused = await do(other, "ask", conversation, text="and for me?")
    await other.next("refused", id=refused)
    await desk.say("done", conversation=conversation)
    await customer.line("rep", text="done")
    assert "landed" not in str(customer.seen)


async def test_what_would_claim_a_deed_is_no_draft(site: Site) -> None:
    """The scripted reader calls a person for these words: nothing of that happens, and nothing is drafted."""
    customer, desk, conversation = await accepted(site)
    await desk.send(type="open", conversation=conversation)
    await customer.say("another person please")
    await customer.say("hello")
    draft = await desk.line("bot", event="draft")
    assert draft["text"] == "You said: hello"
    assert [entry["event"] for _, entry in customer.lines() if entry["author"] == "system"] == ["queued", "joined"]


async def test_every_reader_of_the_log_leaves_a_draft_out() -> None:
    draft = Entry("bot", datetime.now(timezone.utc), "m", "I would say", event="draft", private=True)
    assert described(Conversation("x"), [draft])["replies"] == []
    assert pieces(draft, words()) == []
    assert _lines([draft]) == []


class SlowReader(ScriptedReader):
    """Answers "slow" only when it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.asked: list[str] = []

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        self.asked.append(turn.message.id)
        if "slow" in str(turn.message.body):
            await self.may.wait()
        await super().read(turn, pressed)


@pytest.fixture
async def slow(redis: Redis[bytes]) -> AsyncIterator[SlowReader]:
    reader = SlowReader()
    engine = Engine(redis, reader, "slow")
    work = asyncio.create_task(engine.run())
    await asyncio.wait_for(engine.ready.wait(), 10)
    yield reader
    await end(work)


async def next_said(desk: Tab, text: str) -> None:
    await desk.line("customer", text=text)


async def test_a_slow_draft_delays_nobody_and_an_older_one_is_not_made(quiet_site: Site, slow: SlowReader) -> None:
    customer, desk, conversation = await accepted(quiet_site)
    await desk.send(type="open", conversation=conversation)
    await customer.say("slow one")
    await next_said(desk, "slow one")
    await desk.say("I am here", conversation=conversation)
    await customer.line("rep", text="I am here")
    await customer.say("second")
    await next_said(desk, "second")
    last = await customer.say("third")
    await next_said(desk, "third")
    slow.may.set()
    assert (await desk.line("bot", event="draft"))["text"] == "You said: third"
    assert slow.asked[-1] == last


async def test_a_rehearsed_turn_allocates_no_number() -> None:
    message = Message("m1", "c1", datetime.now(timezone.utc), Said("send it"))
    turn = Turn(message, Conversation("c1"), Memory(), rehearsed=True)
    with pytest.raises(Refused):
        turn.key("open")


class Remembering(ScriptedReader):
    """Answers with what it remembers and what it waits for; the person is asked for in the middle of a form."""

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        slots, form = held_before(turn.memory)
        said = str(getattr(turn.message.body, "text", ""))
        await super().read(turn, pressed)
        form = "form" if "person" in said else form
        if "person" not in said:
            turn.entries.pop()
            turn.reply(Reply(f"{said} after {slots.get('said')}, {form or 'no form'}, asked {slots.get('asked')}"))
        held = {"said": said, "asked": ["zip"]}
        turn.snapshot = {"slots": held, "loop": form}
        turn.new_events = [{"event": "slot", "name": name, "value": value} for name, value in held.items()]
        turn.new_events += [{"event": "active_loop", "name": form}]
        if "number" in said and turn.rehearsed:
            with contextlib.suppress(Refused):
                turn.key("action_of_a_draft")


@pytest.fixture
async def remembering(redis: Redis[bytes]) -> AsyncIterator[None]:
    engine = Engine(redis, Remembering(), "remembering")
    work = asyncio.create_task(engine.run())
    await asyncio.wait_for(engine.ready.wait(), 10)
    yield
    await end(work)


@pytest.mark.usefixtures("remembering")
async def test_drafts_follow_what_the_customer_talks_of_and_ask_nothing(quiet_site: Site) -> None:
    customer, desk, conversation = await accepted(quiet_site)
    wish = next(entry["text"] for _, entry in customer.lines() if entry["author"] == "customer")
    await customer.say("copy paper?")
    await desk.line("bot", event="draft", text=f"copy paper? after {wish}, no form, asked None")
    await do(desk, "ask", conversation, text="aside")
    await desk.line("bot", event="draft", text="aside after copy paper?, no form, asked None")
    await customer.say("a number")
    await customer.say("a cheaper one?")
    await desk.line("bot", event="draft", text="a cheaper one? after copy paper?, no form, asked None")
    assert "a number after" not in str(desk.seen), "what would have drawn a number is no draft"
    await do(desk, "hand_back", conversation)
    await customer.line("system", event="handed_back")
    await customer.say("back again")
    await customer.line("bot", text=f"back again after {wish}, form, asked ['zip']")
