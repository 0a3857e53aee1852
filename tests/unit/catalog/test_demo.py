from __future__ import annotations

from pathlib import Path

from bot.catalog.search import Catalog
from bot.demo.catalog import demo_products, load_demo


def test_the_demo_catalog_is_large_repeatable_and_whole() -> None:
    products = list(demo_products())
    assert products == list(demo_products())
    assert len({product.id for product in products}) == len(products) >= 600
    for product in products:
        assert product.title.startswith(product.brand)
        assert product.category
        assert product.description
        assert product.price is not None
        assert product.pack_size >= 1
        prices = [product.price, *(step.price for step in product.price_breaks)]
        assert prices == sorted(set(prices), reverse=True), product.id


def test_the_demo_fills_an_empty_catalog_and_leaves_a_full_one(tmp_path: Path) -> None:
    assert load_demo(tmp_path) == Catalog.open(tmp_path).size() >= 600
    assert load_demo(tmp_path) == 0
