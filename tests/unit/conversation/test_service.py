"""Who may speak, and what a message changes: the rules alone, without a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from bot.conversation.message import Body, Message, Pressed, RepClaimed, RepHandedBack, RepLost, RepResolved, RepSaid, Said
from bot.conversation.model import KEPT_BUTTONS, Conversation, Offered, RequestRef, View
from bot.conversation.service import BUTTON_EXPIRED, FAILED, give_up, take
from bot.conversation.turn import Memory, Reply, Turn
from bot.errors import EngineError
from bot.events import (
    ClaimVoided,
    CustomerAnswered,
    CustomerUnanswered,
    Event,
    HandoffAccepted,
    HandoffEnded,
    HandoffRequested,
    RequestCancelled,
    RequestOpened,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
Does = Callable[[Turn, "Offered | None"], None]


class Reader:
    """Does what the test says, and answers where that says nothing; says responses by their names."""

    def __init__(self, does: Does = lambda turn, pressed: None) -> None:
        self._does = does

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        turn.view = View(intents=["greet"], slots={"product": "totes"})
        self._does(turn, pressed)
        if not any(entry.author == "bot" for entry in turn.entries):
            turn.reply(Reply("answer"))

    async def say(self, turn: Turn, response: str) -> None:
        turn.reply(Reply(response))

    async def tell(self, turn: Turn) -> None:
        turn.reply(Reply("news"))


def emits(*events: Event) -> Reader:
    def does(turn: Turn, pressed: Offered | None) -> None:
        for event in events:
            turn.effect(event)

    return Reader(does)


def wanted(later: bool = False) -> HandoffRequested:
    return HandoffRequested(
        "alice", "asked", "totes", {"quantity": 5, "date": {"value": None, "text": "soon"}}, NOW, answered_later=later
    )


def turn_of(body: Body, conversation: Conversation | None = None, name: str = "m1") -> Turn:
    return Turn(Message(name, "alice", NOW, body), conversation or Conversation("alice"), Memory())


async def after(body: Body, conversation: Conversation | None = None, reader: Reader | None = None) -> Turn:
    turn = turn_of(body, conversation)
    await take(turn, reader or Reader())
    return turn


def said(turn: Turn) -> list[tuple[str, str]]:
    return [(entry.author, entry.text or entry.event) for entry in turn.entries]


def with_rep() -> Conversation:
    return Conversation("alice", owner="rep", rep="ann", rep_name="Ann", epoch=1, handoff="active")


def queued() -> Conversation:
    return Conversation("alice", owner="queue", epoch=1, handoff="queued")


async def test_the_bot_answers_what_it_owns() -> None:
    assert said(await after(Said("hello"))) == [("customer", "hello"), ("bot", "answer")]


async def test_a_reader_that_says_nothing_has_failed() -> None:
    class Silent(Reader):
        async def read(self, turn: Turn, pressed: Offered | None) -> None:
            turn.view = View(intents=["greet"])

    with pytest.raises(EngineError, match="nothing was answered"):
        await after(Said("hello"), reader=Silent())


async def test_the_bot_still_answers_while_the_customer_waits() -> None:
    assert said(await after(Said("hello"), queued())) == [("customer", "hello"), ("bot", "answer")]


@pytest.mark.parametrize("body", [Said("hello"), Pressed("b1")])
async def test_nobody_is_asked_when_a_rep_owns_it(body: Body) -> None:
    conversation = with_rep()
    conversation.buttons["b1"] = Offered("greet", "hello")

    def never(turn: Turn, pressed: Offered | None) -> None:
        raise AssertionError("the reader was asked")

    assert said(await after(body, conversation, Reader(never))) == [("customer", "hello")]


async def test_a_button_means_what_was_offered() -> None:
    first = await after(Said("hello"), reader=Reader(lambda turn, _: turn.reply(Reply("yes?", (Offered("affirm", "Yes"),)))))
    (button,) = first.entries[-1].buttons
    meant: list[Offered | None] = []
    second = await after(Pressed(button.id), first.conversation, Reader(lambda turn, pressed: meant.append(pressed)))
    assert meant == [Offered("affirm", "Yes")]
    assert said(second) == [("customer", "Yes"), ("bot", "answer")]


async def test_an_unknown_button_is_answered_and_means_nothing() -> None:
    assert said(await after(Pressed("/restart"))) == [("bot", BUTTON_EXPIRED)]


async def test_only_the_newest_buttons_are_kept() -> None:
    def offers(turn: Turn, pressed: Offered | None) -> None:
        for number in range(KEPT_BUTTONS + 5):
            turn.reply(Reply("which?", (Offered("affirm", str(number)),)))

    turn = await after(Said("hello"), reader=Reader(offers))
    assert [offered.title for offered in turn.conversation.buttons.values()] == [str(n) for n in range(5, KEPT_BUTTONS + 5)]


async def test_a_button_has_the_same_id_when_its_turn_is_taken_again() -> None:
    offering = Reader(lambda turn, _: turn.reply(Reply("yes?", (Offered("affirm", "Yes"), Offered("deny", "No")))))
    one, again = await after(Said("hello"), reader=offering), await after(Said("hello"), reader=offering)
    assert one.entries == again.entries
    assert len(one.conversation.buttons) == 2


async def test_asking_for_a_person_queues_the_conversation_with_what_is_known() -> None:
    turn = await after(Said("a person please"), reader=emits(wanted()))
    conversation = turn.conversation
    assert (conversation.owner, conversation.handoff, conversation.epoch) == ("queue", "queued", 1)
    assert conversation.handoff_note == "asked\ntotes"
    assert said(turn)[-1] == ("system", "queued")
    assert [event.epoch for event in turn.effects if isinstance(event, HandoffRequested)] == [1]


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
    assert turn.effects == [ClaimVoided("alice", 7, "bob", reason)]
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
    assert (turn.entries, turn.effects) == ([], [])
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


async def test_requests_show_in_their_conversation() -> None:
    conversation = Conversation("alice")
    await after(
        Said("yes"), conversation, emits(RequestOpened("RFQ-1", "alice", NOW, {}), RequestOpened("RFQ-2", "alice", NOW, {}))
    )
    await after(Said("cancel"), conversation, emits(RequestCancelled("RFQ-1", "alice", NOW)))
    assert conversation.requests == [RequestRef("RFQ-1", "cancelled"), RequestRef("RFQ-2", "open")]


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


@pytest.mark.parametrize(("speak", "words"), [(True, [("bot", FAILED)]), (False, [])])
async def test_giving_up_hands_the_customer_to_a_person(speak: bool, words: list[tuple[str, str]]) -> None:
    turn = turn_of(Said("crash"))
    await give_up(turn, Reader(), "failed", speak)
    assert said(turn) == [("customer", "crash"), *words, ("system", "queued")]
    assert turn.conversation.owner == "queue"


async def test_giving_up_logs_the_button_that_was_pressed() -> None:
    turn = turn_of(Pressed("b1"), Conversation("alice", buttons={"b1": Offered("affirm", "Yes")}))
    await give_up(turn, Reader(), "failed")
    assert said(turn)[0] == ("customer", "Yes")


async def test_giving_up_never_loses_a_reps_message_nor_speaks_over_a_rep() -> None:
    claim = turn_of(RepClaimed("ann", "Ann", 1), queued())
    await give_up(claim, Reader(), "failed")
    assert claim.conversation.rep == "ann"
    words = turn_of(Said("hello"), with_rep())
    await give_up(words, Reader(), "failed")
    assert said(words) == [("customer", "hello")]


def test_numbers_of_one_turn_have_keys_of_their_own_that_are_the_same_again() -> None:
    one, again = turn_of(Said("yes")), turn_of(Said("yes"))
    keys = [one.key("open"), one.key("open"), one.key("cancel")]
    assert len(set(keys)) == 3
    assert [again.key("open"), again.key("open"), again.key("cancel")] == keys
    assert turn_of(Said("yes"), name="m2").key("open") not in keys


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
    turn = await after(RepLost("ann", 1, why), conversation)
    assert (conversation.owner, conversation.rep, conversation.handoff, conversation.epoch) == ("queue", None, "queued", 2)
    (event,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert (event.urgent, event.reason) == (words, words)
    assert [(entry.event, entry.private) for entry in turn.entries] == [("lost", True), ("queued", False)]


@pytest.mark.parametrize("lost", [RepLost("bob", 1, "silent"), RepLost("ann", 2, "gone"), RepLost("ann", 1, "silent")], ids=str)
async def test_a_rep_who_has_it_and_answers_has_not_let_anybody_down(lost: RepLost) -> None:
    conversation = with_rep()
    turn = await after(lost, conversation)
    assert (conversation.owner, turn.effects, turn.entries) == ("rep", [], [])


async def test_who_asks_for_another_language_is_handed_on_with_it() -> None:
    conversation = Conversation("alice")
    await after(Said("do you speak Spanish?"), conversation)
    turn = await after(Said("can I talk to someone"), conversation, emits(wanted()))
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert asked.known["language"] == {"value": "es", "text": "Spanish"}


@pytest.mark.parametrize(
    ("locale", "words", "language"), [("es", "a person please", "es"), ("es", "do you speak English?", "")]
)
async def test_the_page_s_language_counts_until_the_customer_names_another(locale: str, words: str, language: str) -> None:
    turn = Turn(Message("m1", "alice", NOW, Said(words), language=locale), Conversation("alice"), Memory())
    await take(turn, emits(wanted()))
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert asked.known.get("language", {}).get("value", "") == language


async def test_who_waits_and_asks_for_another_language_waits_for_somebody_else() -> None:
    conversation = queued()
    turn = await after(Said("hablas español?"), conversation)
    (asked,) = [event for event in turn.effects if isinstance(event, HandoffRequested)]
    assert (asked.epoch, conversation.epoch, conversation.handoff) == (2, 2, "queued")
    assert asked.known["language"]["value"] == "es"
    assert not (await after(Said("hola, hay alguien?"), conversation)).effects, "once"
