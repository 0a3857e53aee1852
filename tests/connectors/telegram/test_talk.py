"""A customer talks with the bot, and with a rep, in a private chat."""

from __future__ import annotations

import pytest

from bot.conversation.message import RepHandedBack, RepSaid
from tests.connectors.telegram.bot_api import BotApi
from tests.connectors.telegram.conftest import World
from tests.connectors.telegram.customer import SENT, Customer

pytestmark = pytest.mark.usefixtures("door")


async def test_words_are_answered_in_order(customer: Customer, world: World) -> None:
    for text in ("one", "two", "three"):
        await customer.writes(text)
    assert await world.api.sees(customer.id, 3) == ["You said: one", "You said: two", "You said: three"]
    entries = await world.log(customer)
    assert entries[0].at.timestamp() == SENT
    assert (await world.conversations.state(await world.chats.conversation(customer.id))).channel == "telegram"


async def test_the_same_update_twice_is_one_message(customer: Customer, world: World) -> None:
    await customer.writes("once", update_id=2000)
    await customer.writes("once", update_id=2000)
    await customer.writes("after", update_id=2001)
    assert await world.api.sees(customer.id, 2) == ["You said: once", "You said: after"]
    assert await world.said_by(customer) == ["once", "after"]


async def test_an_update_that_comes_late_is_taken_all_the_same(customer: Customer, world: World) -> None:
    await customer.writes("second", update_id=3002)
    await world.api.sees(customer.id, 1)
    await customer.writes("first", update_id=3003)
    await customer.writes("late", update_id=3004)
    assert await world.api.sees(customer.id, 3) == ["You said: second", "You said: first", "You said: late"]


async def test_a_leading_slash_is_text_and_markup_is_not_interpreted(customer: Customer, world: World) -> None:
    await customer.writes("/talk_to_human <b>now</b> & *here*")
    assert await world.api.sees(customer.id, 1) == ["You said: /talk_to_human <b>now</b> & *here*"]
    assert "parse_mode" not in world.api.shown[customer.id][0]


async def test_buttons_are_opaque_and_a_press_is_always_answered(customer: Customer, world: World) -> None:
    await customer.writes("toner")
    await world.api.sees(customer.id, 1)
    first, _ = customer.buttons()
    assert first["text"] == "The first one"
    assert "affirm" not in first["callback_data"]
    await customer.presses(first["callback_data"], "q1")
    await customer.presses("0123456789abcdef", "q2")
    assert await world.api.sees(customer.id, 3)
    await world.api.until(lambda: {"q1", "q2"} <= set(world.api.answered))
    assert world.api.texts(customer.id)[1:] == ["You said: The first one", "utter_button_expired"]
    assert await world.said_by(customer) == ["toner", "The first one"]


async def test_products_are_lines_or_pictures(customer: Customer, world: World) -> None:
    await customer.writes("pictures")
    lines, picture, drawing = await world.api.sees(customer.id, 3)
    assert lines == "With pictures:\n\n2. Mug\nPrice on request\n40 in stock · Tomorrow"
    assert picture == "1. Tote bag <natural>\n$1,234.50 per case"
    assert drawing == "3. Desk Lamp\n$20.00 each\n$18.00 from 10\n12 in stock"
    assert world.api.shown[customer.id][1]["photo"] == "https://shop.example/tote.jpg"
    assert world.api.shown[customer.id][2]["photo"].startswith(b"\x89PNG")
    assert [button["text"] for button in customer.buttons()] == ["Take it"]


async def test_a_picture_that_cannot_be_fetched_is_told_in_words(customer: Customer, world: World) -> None:
    world.api.broken_pictures.add("https://shop.example/tote.jpg")
    await customer.writes("pictures")
    assert (await world.api.sees(customer.id, 3))[1] == "1. Tote bag <natural>\n$1,234.50 per case"
    assert [button["text"] for button in customer.buttons()] == ["Take it"]


async def test_a_long_answer_is_cut_at_sentences(customer: Customer, world: World) -> None:
    await customer.writes("long")
    parts = await world.api.sees(customer.id, 3)
    assert all(len(part) <= 4096 and part.endswith("answer.") for part in parts)
    assert " ".join(parts).count("This is sentence") == 250


async def test_a_rep_answers_and_the_bot_is_silent(customer: Customer, world: World) -> None:
    await customer.writes("a person please")
    await world.logged(customer, lambda log: any(entry.event == "queued" for entry in log))
    await world.rep_joins(customer)
    await world.api.sees(customer.id, 2)
    await customer.writes("hello?")
    await world.rep(customer, RepSaid("anna", "Hi Dana <3"))
    assert (await world.api.sees(customer.id, 3))[1:] == ["Anna from the sales team is here now.", "Anna: Hi Dana <3"]
    await customer.writes("/start")
    await world.logged(customer, lambda log: any(entry.text == "/start" for entry in log))
    await world.rep(customer, RepHandedBack("anna", "All done."))
    await customer.writes("and now?")
    assert (await world.api.sees(customer.id, 6))[3:] == [
        "Anna: All done.",
        "Anna has left; the assistant is with you again.",
        "You said: and now?",
    ]


async def test_typing_is_shown_while_no_answer_is_there(customer: Customer, api: BotApi) -> None:
    await customer.writes("never")
    await customer.writes("hang on")
    await api.sees(customer.id, 1)
    assert [asked["action"] for method, asked in api.calls if method == "sendChatAction"] in ([], ["typing"])


async def test_help_and_start_are_answered_by_the_channel(customer: Customer, world: World) -> None:
    await customer.writes("/start")
    await customer.writes("/help@quartermaster_test_bot")
    welcome, more = sorted(await world.api.sees(customer.id, 2), key=len)
    assert "sales assistant" in welcome
    assert "black toner" in more
    assert await world.log(customer) == []


async def test_the_language_of_the_app_is_known_to_the_conversation(api: BotApi, world: World) -> None:
    customer = Customer(api, language="es-MX")
    await customer.writes("hello")
    await world.api.sees(customer.id, 1)
    state = await world.conversations.state(await world.chats.conversation(customer.id))
    assert (state.locale, state.spoken()) == ("es", "es")
