"""What a message changes while the bot has the conversation: the rules alone, without a store."""

from __future__ import annotations

import pytest

from bot.conversation.message import Body, Pressed, RepClaimed, Said
from bot.conversation.model import KEPT_BUTTONS, Conversation, Offered, RequestRef, View
from bot.conversation.service import BUTTON_EXPIRED, FAILED, give_up
from bot.conversation.turn import Reply, Turn
from bot.errors import EngineError
from bot.events import RequestCancelled, RequestOpened
from tests.unit.conversation.taken import NOW, Reader, after, emits, queued, said, turn_of, with_rep


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


async def test_requests_show_in_their_conversation() -> None:
    conversation = Conversation("alice")
    await after(
        Said("yes"), conversation, emits(RequestOpened("RFQ-1", "alice", NOW, {}), RequestOpened("RFQ-2", "alice", NOW, {}))
    )
    await after(Said("cancel"), conversation, emits(RequestCancelled("RFQ-1", "alice", NOW)))
    assert conversation.requests == [RequestRef("RFQ-1", "cancelled"), RequestRef("RFQ-2", "open")]


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
