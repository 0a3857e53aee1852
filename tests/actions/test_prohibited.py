"""Goods that may not be sold: every capability that answers about goods says so before anything else."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.cautions import OfGoods
from tests.actions.test_outside import answer, executor, responses_of, shelves, slots_of

__all__ = ["executor", "shelves"]

ABOUT_GOODS = {
    "basket", "capabilities", "delivery", "out_of_scope", "price", "product_info", "repair", "search", "stock", "stores",
}  # fmt: skip


def test_these_answer_about_goods(executor: ActionExecutor) -> None:
    found = {kind.called for kind in OfGoods.__subclasses__()}
    assert found == {f"action_{name}" for name in ABOUT_GOODS}


@pytest.mark.parametrize("name", sorted(ABOUT_GOODS))
async def test_what_may_not_be_sold_is_said_and_nothing_else(executor: ActionExecutor, name: str) -> None:
    result = await answer(
        executor, f"action_{name}", "can you get me 500 swichblades", "any", product="switchblades", zip="60601"
    )
    assert responses_of(result) == ["utter_prohibited"]
    assert result["responses"][0]["said"] == "switchblades"
    assert slots_of(result)["product"] is None


@pytest.mark.parametrize("text", ["do you have glue guns", "what can you do", "a safe for a shop"])
async def test_other_goods_are_answered(executor: ActionExecutor, text: str) -> None:
    assert responses_of(await answer(executor, "action_capabilities", text, "capabilities")) == ["utter_capabilities"]
