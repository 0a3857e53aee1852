"""Who may speak when a person is asked for: waiting, claims, reps who give back or let down. The rules alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.message import Body, RepClaimed, RepHandedBack, RepLost, RepResolved, RepSaid, Said
from bot.conversation.model import Conversation, Offered, View
from bot.conversation.service import take
from bot.conversation.turn import Turn
from bot.events import (
    ClaimVoided,
    CustomerAnswered,
    CustomerUnanswered,
    DeedRefused,
    HandoffAccepted,
    HandoffEnded,
    HandoffRequested,
)
from tests.unit.conversation.taken import NOW, Reader, after, emits, queued, said, turn_of, wanted, with_rep


async def test_asking_for_a_person_queues_the_conversation_with_what_is_known() -> None:
    turn = await after(Said("a person please"), reader=emits(wanted()))
    conversation = turn.conversation
    assert (conversation.owner, conversation.handoff, conversation.epoch) == ("queue", "queued", 1)
    assert conversation.handoff_note == "asked\ntotes"
    assert said(turn)[-1] == ("system", "queued")
    assert [event.epoch for event in turn.effects if isinstance(event, HandoffRequested)] == [1]


async def test_what_the_customer_wants_stays_known_whatever_reps_do_with_it() -> None:
    request = HandoffRequested("alice", "asked for a person", "", {}, NOW, topic="order status", asked="where is my order?")
    conversation = (await after(Said("a person please"), reader=emits(request))).conversation
    await after(RepClaimed("ann", "Ann", 1), conversation)
    turn = await after(RepLost("ann", 1, "gone"), conversation)
    (again,) = (event for event in turn.effects if isinstance(event, HandoffRequested))
    assert (again.topic, again.asked, again.happened) == ("order status", "where is my order?", "lost")


@pytest.mark.parametrize(("reason", "topic"), [("asked for a person", ""), ("complaint", "complaint")])
async def test_a_reason_says_what_it_is_about_unless_it_says_nothing(reason: str, topic: str) -> None:
    turn = await after(Said("hey"), reader=emits(HandoffRequested("alice", reason, "", {}, NOW)))
    assert turn.conversation.topic == topic


@pytest.mark.parametrize("conversation", [queued(), with_rep()])
async def test_who_waits_or_is_served_is_not_queued_again(conversation: Conversation) -> None:
    turn = turn_of(Said("a person please"), conversation)
    turn.effect(wanted())
    await take(turn, Reader())
    assert not [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert conversation.epoch == 1


async def test_a_message_taken_leaves_the_bot_in_charge_and_may_become_a_place_in_the_queue() -> None:
    taken = (await after(Said("anyone?"), reader=emits(wanted(later=True)))).conversation
    assert (taken.owner, taken.handoff, taken.epoch) == ("bot", "message_taken", 1)
    again = (await after(Said("anyone?"), taken, emits(wanted(later=True)))).conversation
    assert again.epoch == 1
    now = (await after(Said("anyone?"), again, emits(wanted()))).conversation
    assert (now.owner, now.handoff, now.epoch) == ("queue", "queued", 2)


@pytest.mark.parametrize("waiting", [queued(), Conversation("alice", epoch=1, handoff="message_taken")])
async def test_a_claim_for_the_hand_off_that_waits_is_accepted(waiting: Conversation) -> None:
    turn = await after(RepClaimed("ann", "Ann", 1), waiting)
    assert (waiting.owner, waiting.rep, waiting.handoff) == ("rep", "ann", "active")
    assert said(turn) == [("system", "joined")]
    assert turn.effects == [HandoffAccepted("alice", 1, "ann")]


@pytest.mark.parametrize(
    ("conversation", "reason"),
    [
        (Conversation("alice"), "the customer waits no more"),
        (queued(), "the customer waits no more"),
        (with_rep(), "Ann has it"),
    ],
)
async def test_any_other_claim_is_void_and_says_why(conversation: Conversation, reason: str) -> None:
    owner = conversation.owner
    turn = await after(RepClaimed("bob", "Bob", 7), conversation)
    assert turn.refused == reason
    told = DeedRefused("alice", turn.message.id, "bob", "claim", reason)
    assert turn.effects == [ClaimVoided("alice", 7, "bob", reason), told]
    assert (turn.entries, conversation.owner) == ([], owner)


async def test_a_claim_of_the_rep_who_has_it_changes_nothing() -> None:
    turn = await after(RepClaimed("ann", "Ann", 1), with_rep())
    assert (turn.entries, turn.effects, turn.refused) == ([], [], "")


@pytest.mark.parametrize("conversation", [Conversation("alice"), queued(), with_rep()])
@pytest.mark.parametrize("body", [RepSaid("bob", "hi"), RepHandedBack("bob", "hi"), RepResolved("bob")])
async def test_a_rep_without_the_conversation_changes_nothing_and_is_told(conversation: Conversation, body: Body) -> None:
    before = (conversation.owner, conversation.rep, conversation.handoff)
    turn = await after(body, conversation)
    assert turn.refused
    assert not turn.entries
    assert [type(effect) for effect in turn.effects] == [DeedRefused]
    assert (conversation.owner, conversation.rep, conversation.handoff) == before


async def test_a_rep_speaks_under_their_name() -> None:
    (entry,) = (await after(RepSaid("ann", "hello"), with_rep())).entries
    assert (entry.author, entry.name, entry.text) == ("rep", "Ann", "hello")


@pytest.mark.parametrize(
    ("body", "log"),
    [
        (RepHandedBack("ann", "bye"), [("rep", "bye"), ("system", "handed_back")]),
        (RepHandedBack("ann"), [("system", "handed_back")]),
        (RepResolved("ann"), [("system", "resolved"), ("bot", "news")]),
    ],
)
async def test_the_bot_owns_what_a_rep_gives_back_or_resolves(body: Body, log: list[tuple[str, str]]) -> None:
    conversation = with_rep()
    turn = await after(body, conversation)
    assert said(turn) == log
    assert (conversation.owner, conversation.rep, conversation.handoff) == ("bot", None, "none")
    how = next(what for author, what in reversed(log) if author == "system")
    assert turn.effects == [HandoffEnded("alice", 1, "ann", how)]


async def test_a_customer_may_withdraw_while_waiting_and_nothing_happens_when_not() -> None:
    leaves = emits(HandoffEnded("alice", 0, None, "cancelled"))
    waiting = queued()
    assert (await after(Said("never mind"), waiting, leaves)).effects == [HandoffEnded("alice", 1, None, "cancelled")]
    assert (waiting.owner, waiting.handoff) == ("bot", "none")
    assert (await after(Said("never mind"), Conversation("alice", asked=True), leaves)).effects == []


async def test_an_offer_of_a_person_lasts_until_the_next_answer() -> None:
    def offers(turn: Turn, pressed: Offered | None) -> None:
        turn.handoff_offered = True

    conversation = Conversation("alice")
    await after(Said("hm"), conversation, Reader(offers))
    assert conversation.handoff == "offered"
    await after(Said("toner"), conversation)
    assert conversation.handoff == "none"


async def test_what_is_held_stays_in_view_while_a_rep_talks() -> None:
    conversation = with_rep()
    conversation.view = View(intents=["greet"], slots={"product": "totes"}, asks=["quantity"])
    await after(RepSaid("ann", "hi"), conversation)
    assert conversation.view == View(slots={"product": "totes"})


async def test_a_rep_is_waited_for_from_the_customers_first_words_until_the_reps() -> None:
    conversation = with_rep()
    asked = CustomerUnanswered("alice", 1, "ann", NOW)
    assert (await after(Said("where is it?"), conversation)).effects == [asked]
    assert (await after(Said("hello?"), conversation)).effects == [], "the first of several counts"
    assert CustomerAnswered("alice", 1, "ann", NOW) in (await after(RepSaid("ann", "here"), conversation)).effects
    assert conversation.unanswered is None


@pytest.mark.parametrize(("why", "words"), [("silent", "Ann did not answer"), ("gone", "Ann has left the desk")])
async def test_a_customer_whom_a_rep_let_down_waits_again_and_the_next_rep_is_told(why: str, words: str) -> None:
    conversation = with_rep()
    await after(Said("where is it?"), conversation)
    assert conversation.unanswered is not None
    conversation.unanswered = NOW - timedelta(minutes=4)
    turn = await after(RepLost("ann", 1, why), conversation)
    assert (conversation.owner, conversation.rep, conversation.handoff, conversation.epoch) == ("queue", None, "queued", 2)
    (event,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert (event.urgent, event.reason) == (f"{words}; unanswered for 4 min",) * 2
    assert event.since == NOW - timedelta(minutes=4), "the wait goes on, it does not begin again"
    assert [(entry.event, entry.private) for entry in turn.entries] == [("lost", True), ("queued", False)]


@pytest.mark.parametrize("lost", [RepLost("bob", 1, "silent"), RepLost("ann", 2, "gone"), RepLost("ann", 1, "silent")], ids=str)
async def test_a_rep_who_has_it_and_answers_has_not_let_anybody_down(lost: RepLost) -> None:
    conversation = with_rep()
    turn = await after(lost, conversation)
    assert (conversation.owner, turn.effects, turn.entries) == ("rep", [], [])
