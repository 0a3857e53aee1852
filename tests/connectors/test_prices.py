"""New prices and stock come in through the website with a key, and show in answers within a second."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.bootstrap import wire
from bot.catalog.imports import import_products
from bot.catalog.live import Change
from bot.catalog.product import Product
from bot.settings import Settings, read
from bot.store.connect import connect
from bot.store.live import LiveChanges, save_changes
from tests.connectors.conftest import Site

KEY = {"Authorization": "Bearer a key"}
LAMP = {"changes": [{"id": "L1", "price": "25.00", "stock": 3}]}


@pytest.fixture
def settings(var: Path) -> Settings:
    return read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_CATALOG_KEY": "a key"})


async def test_a_change_shows_within_a_second_in_another_process(quiet_site: Site, redis: Redis[bytes]) -> None:
    import_products(quiet_site.settings.var, [Product(id="L1", title="Desk lamp", price=Decimal(30))])
    catalog = wire(redis, quiet_site.settings.var).catalog
    assert catalog.product("L1").price == Decimal(30)  # type: ignore[union-attr]
    session = await quiet_site.session()
    async with session.post("/catalog/changes", json=LAMP, headers=KEY) as answer:
        assert await answer.json() == {"changed": 1, "unknown": []}
    began = time.monotonic()

    async def shown() -> bool:
        async with session.get("/", params={"q": "lamp"}) as page:
            return "25.00" in await page.text()

    while catalog.product("L1").price != Decimal(25) or not await shown():  # type: ignore[union-attr]
        await asyncio.sleep(0.02)
        assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 401), ({"Authorization": "Bearer another"}, 401), ({"Authorization": "Bearer a kéy"}, 401)]
)
async def test_who_has_no_key_changes_nothing(quiet_site: Site, headers: dict[str, str], status: int) -> None:
    session = await quiet_site.session()
    async with session.post("/catalog/changes", json=LAMP, headers=headers) as answer:
        assert answer.status == status


async def test_a_message_that_cannot_be_used_is_told_and_unknown_products_are_named(quiet_site: Site) -> None:
    session = await quiet_site.session()
    async with session.post("/catalog/changes", data=b"{", headers=KEY) as answer:
        assert answer.status == 400
    async with session.post("/catalog/changes", json=LAMP, headers=KEY) as answer:
        assert await answer.json() == {"changed": 0, "unknown": ["L1"]}


async def test_changes_of_one_product_add_up_and_a_process_that_comes_later_knows_them(redis: Redis[bytes]) -> None:
    await save_changes(redis, [Change("P", price=Decimal(5), at=1), Change("Q", stock_by={"DAL": 2}, stock=2, at=1)])
    await save_changes(redis, [Change("P", stock=7, at=2), Change("Q", stock=1, at=2)])
    known = LiveChanges(redis)()
    assert known["P"] == Change("P", price=Decimal(5), stock=7, at=2)
    assert known["Q"] == Change("Q", stock=1, at=2)


async def test_without_redis_the_prices_of_the_feed_are_told(tmp_path: Path) -> None:
    client = connect(f"unix://{tmp_path}/nobody")
    import_products(tmp_path, [Product(id="L1", title="Desk lamp", price=Decimal(30))])
    assert wire(client, tmp_path).catalog.product("L1").price == Decimal(30)  # type: ignore[union-attr]
    await client.close()
