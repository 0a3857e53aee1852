"""Actions as a stand-alone action server runs them: no engine, a real Redis, a real catalog."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from rasa.core.actions.action import RemoteAction
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.demo.catalog import load_demo
from bot.store.requests import RedisRequests
from tests.process import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
NOW = "2026-09-15T10:30:00-05:00"


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var: Path = tmp_path_factory.mktemp("shelves")
    load_demo(var)
    return var


@pytest.fixture
def executor(redis: Redis[bytes], shelves: Path) -> ActionExecutor:
    bootstrap.use(bootstrap.wire(redis, shelves))
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


def call(action: str, text: str, intent: str, entities: Any = (), **slots: Any) -> dict[str, Any]:
    """What Rasa sends to an action server."""
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": list(entities),
        "message_id": "m1",
        "metadata": {"now": NOW},
    }
    held = dict.fromkeys(DOMAIN["slots"]) | {"requested_slot": None} | slots
    tracker = {
        "sender_id": "visitor",
        "slots": held,
        "latest_message": message,
        "events": [{"event": "user", "timestamp": 1.0, "text": text, "message_id": "m1"}],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }
    return {"next_action": action, "sender_id": "visitor", "tracker": tracker, "domain": DOMAIN}


async def answer(executor: ActionExecutor, *of: Any, **slots: Any) -> dict[str, Any]:
    """The action's answer, checked against the form that Rasa wants."""
    result = await executor.run(call(*of, **slots))
    assert result is not None
    jsonschema.validate(result, RemoteAction.action_response_format_spec())
    return dict(result)


def slots_of(result: dict[str, Any]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in result["events"] if event["event"] == "slot"}


def responses_of(result: dict[str, Any]) -> list[str]:
    return [response["response"] for response in result["responses"]]


def test_every_action_of_the_domain_exists_once(executor: ActionExecutor) -> None:
    assert set(executor.actions) == set(DOMAIN["actions"])


def test_every_response_that_an_action_says_is_in_the_domain() -> None:
    said = {found for path in (ROOT / "actions").glob("*.py") for found in re.findall(r'"(utter_[a-z_]+)"', path.read_text())}
    assert said <= set(DOMAIN["responses"])


async def test_a_message_becomes_slots_once(executor: ActionExecutor) -> None:
    entities = [{"entity": "quantity", "value": 300, "start": 0, "end": 3, "text": "300"}]
    first = slots_of(await answer(executor, "action_remember", "300 of them", "inform", entities))
    assert first["quantity"] == 300
    again = await answer(executor, "action_remember", "300 of them", "inform", entities, heard=first["heard"])
    assert again["events"] == []


async def test_a_search_shows_cards_from_the_catalog_and_remembers_them(executor: ActionExecutor) -> None:
    entities = [{"entity": "product", "value": "staplers", "start": 0, "end": 8, "text": "staplers"}]
    result = await answer(executor, "action_search", "staplers", "product_search", entities, product="staplers")
    cards = result["responses"][0]["custom"]["cards"]
    assert "Stapler" in cards[0]["title"]
    assert slots_of(result)["search"]["pages"] == [[card["id"] for card in cards]]


async def test_a_confirmed_request_gets_a_number_and_takes_place_at_once(executor: ActionExecutor, redis: Redis[bytes]) -> None:
    result = await answer(executor, "action_open_request", "yes", "affirm", product="mugs", quantity=200, zip="60616")
    assert responses_of(result) == ["utter_request_opened"]
    number = slots_of(result)["request_number"]
    request = await RedisRequests(redis).get(number)
    assert request is not None
    assert request.fields.product == "mugs"
    assert request.fields.quantity == 200


async def test_a_request_without_a_quantity_is_not_sent(executor: ActionExecutor) -> None:
    assert responses_of(await answer(executor, "action_open_request", "yes", "affirm", product="mugs")) == [
        "utter_request_not_complete"
    ]


async def test_what_was_refused_is_said_before_the_answer(executor: ActionExecutor) -> None:
    refused = [{"slot": "zip", "value": "1366", "why": "zip_digits"}]
    result = await answer(executor, "action_delivery", "to 1366", "delivery_eta", refused=refused)
    assert responses_of(result) == ["utter_refused_zip_digits", "utter_delivery_which_zip"]


async def test_a_third_misunderstanding_offers_a_person(executor: ActionExecutor) -> None:
    result = await answer(executor, "action_repair", "blarg", "nlu_fallback", repairs=2)
    assert responses_of(result) == ["utter_give_up"]
    assert slots_of(result)["pending"]["kind"] == "handoff"


@pytest.mark.parametrize("text", ["", "🔥🔥", "!!!"])
async def test_what_has_no_words_is_not_counted_as_a_misunderstanding(executor: ActionExecutor, text: str) -> None:
    result = await answer(executor, "action_repair", text, "nlu_fallback", repairs=1)
    assert responses_of(result) == ["utter_no_words"]
    assert "repairs" not in slots_of(result)
