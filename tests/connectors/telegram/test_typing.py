"""A rep who writes is seen to write in the chat."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from bot.conversation.message import RepSaid
from bot.store.signs import Signs
from connectors.telegram import typing
from tests.connectors.telegram.bot_api import BotApi
from tests.connectors.telegram.conftest import Start, World
from tests.connectors.telegram.customer import Customer

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
async def signs(start: Start, customer: Customer, world: World, redis: Redis[bytes]) -> Signs:
    """What a rep does who has the conversation; two Telegram processes run."""
    await start("one")
    await start("two")
    await customer.writes("a person please")
    await world.rep_joins(customer)
    await world.api.sees(customer.id, 2)
    world.api.calls.clear()
    return Signs(redis)


def shown(api: BotApi) -> list[str]:
    return [method for method, _ in api.calls if method in ("sendChatAction", "sendMessage")]


async def test_one_sign_is_shown_until_the_answer_and_a_new_one_after_it(
    customer: Customer, world: World, signs: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing, "SHOWN_SECONDS", 60)
    conversation = await world.chats.conversation(customer.id)
    for _ in range(3):
        await signs.writes(conversation, "rep")
    await world.api.until(lambda: "sendChatAction" in shown(world.api))
    await world.rep(customer, RepSaid("anna", "one moment"))
    await world.api.sees(customer.id, 3)
    await signs.writes(conversation, "customer")
    await signs.writes(conversation, "rep")
    await world.api.until(lambda: shown(world.api).count("sendChatAction") == 2)
    assert shown(world.api) == ["sendChatAction", "sendMessage", "sendChatAction"]
    asked = next(asked for method, asked in world.api.calls if method == "sendChatAction")
    assert asked == {"chat_id": str(customer.id), "action": "typing"}


async def test_the_sign_is_renewed_while_the_rep_goes_on_writing(
    customer: Customer, world: World, signs: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing, "SHOWN_SECONDS", 0.2)
    conversation = await world.chats.conversation(customer.id)
    for count in (1, 2, 3):
        await signs.writes(conversation, "rep")
        await signs.writes(conversation, "rep")
        await world.api.until(lambda count=count: shown(world.api).count("sendChatAction") >= count)


async def test_a_chat_that_cannot_be_reached_is_left_alone(customer: Customer, world: World, signs: Signs) -> None:
    conversation = await world.chats.conversation(customer.id)
    other = Customer(world.api, 778)
    await world.chats.unreachable(conversation)
    await signs.writes(conversation, "rep")
    await other.writes("hello")
    await world.api.sees(other.id, 1)
    assert "sendChatAction" not in [method for method, asked in world.api.calls if asked.get("chat_id") == str(customer.id)]
