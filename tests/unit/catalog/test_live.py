"""What changed since the feed holds at once, in products, filters and order, until a later import."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog.imports import import_products
from bot.catalog.live import Change, changed, checked, read_changes
from bot.catalog.product import PriceBreak, Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.errors import BadInput

LAMPS = [
    Product(id="1", title="Desk lamp", price=Decimal(30), stock=4, stock_by=(("DAL", 3), ("RNO", 1))),
    Product(id="2", title="Floor lamp", price=Decimal(50), stock=0),
    Product(id="3", title="Wall lamp", price=Decimal(70), stock=9),
]


class Told(dict[str, Change]):
    """Changes as a process knows them."""

    def tell(self, *changes: Change) -> None:
        self.update({change.id: change for change in changes})


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def catalog(tmp_path: Path, told: Told) -> Catalog:
    import_products(tmp_path, LAMPS)
    return Catalog.open(tmp_path, lambda: told)


def later(product: str, **new: object) -> Change:
    return Change(id=product, at=time.time() + 1, **new)  # type: ignore[arg-type]


def test_a_new_price_and_stock_hold_at_once(catalog: Catalog, told: Told) -> None:
    told.tell(later("1", price=Decimal(25), price_breaks=(PriceBreak(5, Decimal(20)),)), later("3", stock=0))
    lamp, wall = catalog.products(["1", "3"])
    assert (lamp.price, lamp.price_breaks, lamp.stock) == (Decimal(25), (PriceBreak(5, Decimal(20)),), 4)
    assert (wall.price, wall.stock) == (Decimal(70), 0)
    assert {hit.product.price for hit in catalog.search(Query(text="lamp")).hits} == {Decimal(25), Decimal(50), Decimal(70)}


def test_filters_and_order_go_by_what_holds_now(catalog: Catalog, told: Told) -> None:
    told.tell(later("3", price=Decimal(10)), later("1", price=Decimal(99), stock=0), later("2", stock=5))
    under = catalog.search(Query(text="lamp", max_price=Decimal(40)))
    assert [product.id for product in under.products] == ["3"]
    assert {product.id for product in catalog.search(Query(text="lamp", in_stock=True)).products} == {"2", "3"}
    assert [product.id for product in catalog.search(Query(text="lamp", order="price")).products] == ["3", "2", "1"]


def test_a_later_import_holds_over_what_was_told_before(tmp_path: Path, told: Told) -> None:
    told.tell(Change(id="1", price=Decimal(25), at=time.time()))
    import_products(tmp_path, LAMPS)
    assert Catalog.open(tmp_path, lambda: told).product("1").price == Decimal(30)  # type: ignore[union-attr]


def test_fewer_units_are_taken_from_where_there_are_least() -> None:
    now = [changed(LAMPS[0], Change("1", stock=units, at=1), 0).stock_by for units in (10, 2, 0)]
    assert now == [(("DAL", 9), ("RNO", 1)), (("DAL", 2), ("RNO", 0)), (("DAL", 0), ("RNO", 0))]
    by_warehouse = changed(LAMPS[0], checked(Change("1", stock_by={"ATL": 7}, at=1)), 0)
    assert (by_warehouse.stock, by_warehouse.stock_by) == (7, (("ATL", 7),))


def test_a_message_of_changes_is_read() -> None:
    body = b'{"changes": [{"id": "1", "price": "12.50", "price_breaks": [[50, "9"], [10, "11"]]}, {"id": "2", "price": null}]}'
    first, second = read_changes(body, 7.0)
    assert (first.price, first.at) == (Decimal("12.50"), 7.0)
    assert first.price_breaks == (PriceBreak(10, Decimal(11)), PriceBreak(50, Decimal(9)))
    assert second.price is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"changes": []}',
        b'{"changes": [{"id": "1"}]}',
        b'{"changes": [{"id": "1", "price": "-3"}]}',
        b'{"changes": [{"id": "1", "price": "NaN"}]}',
        b'{"changes": [{"id": "1", "price": "1.234,50"}]}',
        b'{"changes": [{"id": "1", "stock": -1}]}',
        b'{"changes": [{"id": "1", "stock": 1.5}]}',
        b'{"changes": [{"id": "1", "cost": 3}]}',
        b'{"changes": [{"id": "", "stock": 3}]}',
        b'{"changes": [{"id": "1", "price_breaks": [[0, "5"]]}]}',
        b'\xff\xfe{"changes": []}',
    ],
)
def test_a_message_that_is_none_is_told(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_changes(body, 1.0)
