"""A place that the customer shared is a question about the shops near it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation, Location
from bot.conversation.turn import Memory, Turn, set_current_turn
from bot.demo.world import SEED, fill_shops
from tests.actions.test_outside import NOW, call


@pytest.fixture
def executor(redis: Redis[bytes], var: Path) -> ActionExecutor:
    fill_shops(var, 300, SEED, anew=False)
    bootstrap.use(bootstrap.wire(redis, var))
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


async def test_the_shops_nearest_to_a_shared_place_are_named(executor: ActionExecutor) -> None:
    chicago = Location(41.84, -87.63)
    said = Message("m1", "visitor", datetime.fromisoformat(NOW), Said("", location=chicago))
    set_current_turn(Turn(said, Conversation("visitor"), Memory()))
    result = await executor.run(call("action_stores", "", "store_locator"))
    assert result is not None
    answer = result["responses"][0]
    assert answer["response"] == "utter_stores_near"
    assert "IL 60" in answer["lines"]
    assert answer["place"] == "where you are"
