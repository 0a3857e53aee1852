"""When something arrives, asked of a product on the demo shelves; it is Tuesday morning in Chicago."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from rasa_sdk.executor import ActionExecutor

from bot.catalog.delivery import Why
from tests.actions.test_outside import DOMAIN, answer, executor, responses_of, shelves, slots_of

__all__ = ["executor", "shelves"]

CHAIR, STAPLES = "FUR601-01", "DSK301-01"


async def asked(executor: ActionExecutor, product: str, place: str, **slots: Any) -> dict[str, Any]:
    return await answer(executor, "action_delivery", "when", "delivery_eta", about=[product], zip=place, **slots)


async def test_a_day_is_named_with_its_cut_off_and_warehouse(executor: ActionExecutor) -> None:
    result = await asked(executor, STAPLES, "60601")
    assert responses_of(result) == ["utter_delivery_day"]
    told = result["responses"][0]
    assert (told["day"], told["ordered"]) == ("Wed, Sep 16", "Tue, Sep 15")
    assert told["place"] == "Chicago, IL"
    assert told["until"]
    assert told["warehouse"]
    assert slots_of(result)["about"] == [STAPLES]


@pytest.mark.parametrize(("product", "place"), [(CHAIR, "60601"), (STAPLES, "99501"), (STAPLES, "00901"), (STAPLES, "09012")])
async def test_an_estimate_says_that_it_is_one_and_why(executor: ActionExecutor, product: str, place: str) -> None:
    result = await asked(executor, product, place)
    assert responses_of(result) == ["utter_delivery_range"]
    assert result["responses"][0]["reason"]
    assert " to " in result["responses"][0]["day"]


async def test_more_than_there_is_gets_no_day(executor: ActionExecutor) -> None:
    result = await asked(executor, STAPLES, "60601", quantity=1_000_000_000)
    assert responses_of(result) == ["utter_delivery_not_enough"]
    assert slots_of(result)["pending"]["kind"] == "handoff"


async def test_what_a_factory_makes_is_promised_no_day(executor: ActionExecutor) -> None:
    assert responses_of(await asked(executor, STAPLES, "60601", customization="our logo")) == ["utter_delivery_which_product"]


def test_every_reason_has_its_words() -> None:
    for why in get_args(Why):
        assert {f"utter_delivery_{why}", f"utter_piece_why_{why}"} & set(DOMAIN["responses"]) or why in ("next_day", "farther")
