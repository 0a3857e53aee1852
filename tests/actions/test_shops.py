"""Shops that are open now, and those where something can be picked up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from redis.asyncio import Redis

from bot import bootstrap
from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.shops.files import ShopFiles
from bot.shops.hours import read_week
from bot.shops.shop import Shop
from tests.actions.test_outside import answer, responses_of

ZONE = "America/Los_Angeles"  # there it is 8:30 on a Tuesday
STAPLER = Product(id="S", title="Desk Stapler", price=Decimal(9), stock=45, stock_by=(("DAL", 40), ("102", 5)))


def shop(number: str, name: str, lat: float, hours: str) -> Shop:
    return Shop(number, name, "1 Main St", "San Francisco", "CA", "94110", lat, -122.41, ZONE, read_week(hours))


SHOPS = [
    shop("101", "Early Shop", 37.75, "Mon-Fri: 8:00-18:00"),
    shop("102", "Late Shop", 37.751, "Mon-Fri: 10:00-20:00"),
    shop("103", "Other Shop", 37.76, "Mon-Fri: 7:00-19:00"),
    shop("104", "Other Shop", 37.76, "Mon-Fri: 7:00-19:00"),
]


@pytest.fixture
def executor(redis: Redis[bytes], tmp_path: Path) -> ActionExecutor:
    import_products(tmp_path, [STAPLER])
    ShopFiles(tmp_path).save(SHOPS)
    bootstrap.use(bootstrap.wire(redis, tmp_path))
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


async def told(executor: ActionExecutor, action: str, text: str, **slots: Any) -> dict[str, Any]:
    result = await answer(executor, action, text, "store_locator", zip="94110", **slots)
    return {"order": responses_of(result), **{one["response"]: one for one in result["responses"]}}


async def test_only_those_that_are_open_are_named_where_that_is_asked(executor: ActionExecutor) -> None:
    opened = (await told(executor, "action_stores", "what's open near 94110 right now"))["utter_stores_open"]["lines"]
    assert "Early Shop" in opened
    assert "Other Shop" in opened
    assert "Late Shop" not in opened
    assert "Late Shop" in (await told(executor, "action_stores", "shops near 94110"))["utter_stores_near"]["lines"]


async def test_a_shop_that_is_on_file_twice_is_named_once(executor: ActionExecutor) -> None:
    opened = (await told(executor, "action_stores", "what's open near 94110"))["utter_stores_open"]["lines"]
    assert opened.count("Other Shop") == 1


async def test_a_nearer_shop_that_opens_later_is_named_too(executor: ActionExecutor, tmp_path: Path) -> None:
    ShopFiles(tmp_path).save(
        [shop("1", "Near Shop", 37.75, "Mon-Fri: 10:00-20:00"), shop("2", "Far Shop", 37.8, "Mon-Fri: 24 hours")]
    )
    found = await told(executor, "action_stores", "what's open near 94110")
    assert "Near Shop" not in found["utter_stores_open"]["lines"]
    assert "Near Shop" in found["utter_stores_nearer"]["line"]


async def test_a_shop_that_has_it_is_named_for_pickup(executor: ActionExecutor) -> None:
    found = await told(executor, "action_stock", "can i pick it up near 94110", about=["S"])
    assert "Late Shop" in found["utter_pickup"]["lines"]
    assert "5 there" in found["utter_pickup"]["lines"]
    assert "utter_pickup_none" in await told(executor, "action_stock", "can i pick it up", about=["S"], quantity=6)


async def test_where_no_stock_by_shop_is_known_none_is_promised(executor: ActionExecutor, tmp_path: Path) -> None:
    import_products(tmp_path, [Product(id="S", title="Desk Stapler", stock=40, stock_by=(("DAL", 40),))])
    assert "utter_pickup_unknown" in await told(executor, "action_stock", "can i pick it up near 94110", about=["S"])


async def test_a_question_for_stock_is_about_what_is_sold_out_too(executor: ActionExecutor, tmp_path: Path) -> None:
    import_products(tmp_path, [Product(id="S", title="Desk Stapler", stock=0), Product(id="P", title="Desk Pad", stock=4)])
    text, thing = "is the desk stapler in stock", [{"entity": "product", "value": "desk stapler", "start": 7, "end": 19}]
    result = await answer(executor, "action_stock", text, "stock_check", thing, product="desk stapler")
    told_of = {one["response"]: one for one in result["responses"]}
    assert told_of["utter_stock_none"]["title"] == "Desk Stapler"
