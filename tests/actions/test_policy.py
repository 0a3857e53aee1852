"""What the merchant says, through the action: the passage with source and date, or an honest word that nothing is on file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.demo.parts import fill_policies
from tests.actions.test_outside import DOMAIN, call


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def executor(redis: Redis[bytes], var: Path) -> ActionExecutor:
    bootstrap.use(bootstrap.wire(redis, var))
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


async def said(executor: ActionExecutor, text: str, intent: str, action: str = "action_policy") -> list[dict[str, Any]]:
    result = await executor.run(call(action, text, intent))
    return list(result["responses"])


async def test_the_fitting_passage_is_told_with_source_and_date(executor: ActionExecutor, var: Path) -> None:
    fill_policies(var)
    (answer,) = await said(executor, "can I return an opened ink cartridge?", "return_policy")
    assert answer["response"] == "utter_policy"
    assert "cartridge" in answer["passage"]
    assert not answer["text"]  # a value of that name would take the place of the whole response
    assert all(
        "{passage}" in wording["text"] and "{source}" in wording["text"] for wording in DOMAIN["responses"]["utter_policy"]
    )
    assert (answer["source"], answer["since"]) == ("Terms of sale, section 7", "January 1, 2026")


async def test_offers_are_those_of_the_day(executor: ActionExecutor, var: Path) -> None:
    fill_policies(var)  # the message is of September 15, 2026
    answers = await said(executor, "any promotions right now?", "promotions")
    assert [answer["since"] for answer in answers] == ["July 1, 2026", "January 1, 2026"]


async def test_nothing_on_file_is_said_and_a_person_offered(executor: ActionExecutor) -> None:
    result = await executor.run(call("action_policy", "what's your return policy?", "return_policy"))
    (answer,) = result["responses"]
    assert (answer["response"], answer["what"]) == ("utter_policy_unknown", "returns")
    assert {"event": "slot", "name": "pending", "value": {"kind": "handoff", "reason": "return_policy"}, "timestamp": None} in (
        result["events"]
    )


async def test_a_question_about_billing_is_answered_where_a_passage_fits(executor: ActionExecutor, var: Path) -> None:
    fill_policies(var)
    (answer,) = await said(executor, "can you send a second invoice copy", "invoice_billing", "action_order_question")
    assert "seven years" in answer["passage"]
    (other,) = await said(executor, "where is it?", "invoice_billing", "action_order_question")
    assert other["response"] == "utter_order_unknown"
