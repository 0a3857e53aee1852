"""What reps do beside answering: notes, putting aside, passing on, and how it ended. The rules alone, without a store."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bot.conversation.message import Body, Message, RepNoted, RepResolved, RepSaid, RepSnoozed, RepTransferred, Said, SnoozeDue
from bot.conversation.model import Card, Conversation, View
from bot.conversation.service import take
from bot.conversation.turn import Memory, Turn
from bot.events import (
    DeedRefused,
    HandoffEnded,
    HandoffRequested,
    HandoffSnoozed,
    HandoffTransferred,
    HandoffWoken,
    RepAnswered,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
LATER = NOW + timedelta(hours=2)


class Nobody:
    """A reader that must not be asked."""

    async def read(self, turn: Turn, pressed: object) -> None:
        raise AssertionError("the bot was asked")

    async def say(self, turn: Turn, response: str) -> None:
        raise AssertionError("the bot spoke")

    async def tell(self, turn: Turn) -> None:
        assert isinstance(turn.message.body, RepResolved), "the bot spoke"  # then it asks how it was


def with_rep(**state: object) -> Conversation:
    held = {"owner": "rep", "rep": "ann", "rep_name": "Ann", "epoch": 1, "handoff": "active", **state}
    return Conversation("alice", **held)  # type: ignore[arg-type]


async def after(body: Body, conversation: Conversation) -> Turn:
    turn = Turn(Message("m1", "alice", NOW, body), conversation, Memory())
    await take(turn, Nobody())
    return turn


def log(turn: Turn) -> list[tuple[str, str, str, bool]]:
    return [(entry.author, entry.event, entry.text, entry.private) for entry in turn.entries]


async def test_a_note_is_private_and_changes_nothing_else() -> None:
    turn = await after(RepNoted("ann", "haggles"), with_rep())
    assert log(turn) == [("rep", "", "haggles", True)]
    assert turn.effects == []


async def test_products_go_with_the_words_of_a_rep() -> None:
    card = Card("T1", "Toner", Decimal("74.5"))
    turn = await after(RepSaid("ann", "this one", (card,)), with_rep())
    assert turn.entries[0].cards == (card,)
    assert turn.effects == [RepAnswered("alice", NOW)]


async def test_a_conversation_put_aside_comes_back_when_its_time_has_come() -> None:
    conversation = with_rep()
    turn = await after(RepSnoozed("ann", LATER), conversation)
    assert log(turn) == [("system", "snoozed", LATER.isoformat(), True)]
    assert turn.effects == [HandoffSnoozed("alice", 1, "ann", LATER)]
    assert (conversation.snoozed, conversation.owner) == (LATER, "rep")
    turn = await after(SnoozeDue(LATER), conversation)
    assert log(turn) == [("system", "woken", "", True)]
    assert turn.effects == [HandoffWoken("alice", 1, "ann")]
    assert conversation.snoozed is None


@pytest.mark.parametrize("body", [Said("hello?"), RepSaid("ann", "hi"), RepSnoozed("ann", None)])
async def test_it_comes_back_when_the_customer_writes_and_when_the_rep_takes_it_up(body: Body) -> None:
    conversation = with_rep(snoozed=LATER)
    turn = await after(body, conversation)
    assert HandoffWoken("alice", 1, "ann") in turn.effects
    assert conversation.snoozed is None


@pytest.mark.parametrize("conversation", [with_rep(), with_rep(snoozed=LATER), Conversation("alice")])
async def test_a_timer_that_was_set_anew_or_is_over_changes_nothing(conversation: Conversation) -> None:
    before = conversation.snoozed
    turn = await after(SnoozeDue(NOW), conversation)
    assert (turn.entries, turn.effects, conversation.snoozed) == ([], [], before)


async def test_nothing_is_put_aside_until_a_time_that_has_passed() -> None:
    conversation = with_rep()
    turn = await after(RepSnoozed("ann", NOW), conversation)
    assert turn.effects == [DeedRefused("alice", turn.message.id, "ann", "snooze", turn.refused)]
    assert (turn.entries, conversation.snoozed) == ([], None)


async def test_a_transfer_makes_another_rep_the_owner_and_the_word_is_for_reps_alone() -> None:
    conversation = with_rep(snoozed=LATER)
    turn = await after(RepTransferred("ann", "bob", "Bob", "knows printers"), conversation)
    assert log(turn) == [("rep", "", "knows printers", True), ("system", "transferred", "", False)]
    assert (conversation.owner, conversation.rep, conversation.rep_name, conversation.epoch) == ("rep", "bob", "Bob", 1)
    assert conversation.snoozed is None
    assert turn.effects == [HandoffTransferred("alice", 1, "bob", "ann")]
    assert (await after(RepSaid("ann", "one more"), conversation)).refused


async def test_a_conversation_goes_back_to_the_queue_with_a_word() -> None:
    conversation = with_rep()
    conversation.view = View(slots={"product": "totes"})
    turn = await after(RepTransferred("ann", note="my shift ends"), conversation)
    assert log(turn) == [("rep", "", "my shift ends", True), ("system", "queued", "", False)]
    assert (conversation.owner, conversation.rep, conversation.handoff, conversation.epoch) == ("queue", None, "queued", 2)
    request = HandoffRequested("alice", "passed on by Ann", "my shift ends", {"product": "totes"}, NOW, 2, happened="passed_on")
    assert turn.effects == [request]


async def test_how_it_ended_is_kept_for_reps() -> None:
    turn = await after(RepResolved("ann", "order placed"), with_rep(snoozed=LATER))
    assert log(turn) == [("system", "disposition", "order placed", True), ("system", "resolved", "", False)]
    assert turn.effects == [HandoffEnded("alice", 1, "ann", "resolved", "order placed")]
    assert turn.conversation.snoozed is None


@pytest.mark.parametrize("body", [RepNoted("bob", "x"), RepTransferred("bob", "bob", "Bob"), RepSnoozed("bob", LATER)])
async def test_only_the_rep_who_owns_it_may(body: Body) -> None:
    turn = await after(body, with_rep())
    assert turn.refused
    assert not turn.entries
    (told,) = turn.effects
    assert isinstance(told, DeedRefused)
    assert (told.rep, told.why) == ("bob", turn.refused)
