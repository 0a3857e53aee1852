"""What a card tells of a product, over the demo catalog."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import ActionExecutor

from tests.actions.test_outside import answer, executor, shelves

__all__ = ["executor", "shelves"]

PAPER = [{"entity": "product", "value": "copy paper", "start": 0, "end": 10, "text": "copy paper"}]


async def cards(executor: ActionExecutor, **slots: Any) -> list[dict[str, Any]]:
    result = await answer(executor, "action_search", "copy paper", "product_search", PAPER, product="copy paper", **slots)
    found: list[dict[str, Any]] = result["responses"][0]["custom"]["cards"]
    return found


async def test_a_card_has_a_picture_the_next_price_break_and_the_stock(executor: ActionExecutor) -> None:
    for card in await cards(executor):
        assert card["image"] == f"/products/{card['id']}.svg"
        assert card["note"].startswith("from ")
        assert "$" in card["note"]
        assert card["stock"].endswith("in stock") or card["stock"] == "Out of stock"
        assert "delivery" not in card


async def test_a_card_names_the_delivery_day_once_the_zip_is_known(executor: ActionExecutor) -> None:
    told = [card for card in await cards(executor, zip="60601") if card["stock"] != "Out of stock"]
    assert told
    days = {card["delivery"] for card in told}  # ordered on Tuesday morning; one day more where only a far warehouse has it
    assert "Arrives Wed, Sep 16 in 60601" in days
    assert days <= {"Arrives Wed, Sep 16 in 60601", "Arrives Thu, Sep 17 in 60601"}
    assert all("to " in card["delivery"] for card in await cards(executor, zip="99501") if "delivery" in card)


async def test_the_break_on_a_card_lies_above_what_is_asked_for(executor: ActionExecutor) -> None:
    for card in await cards(executor, quantity=60):
        assert int(card["note"].split(":")[0].removeprefix("from ").replace(",", "")) > 60
