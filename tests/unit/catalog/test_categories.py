from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.categories import sort
from bot.catalog.imports import import_feed, import_products
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.demo.catalog import demo_products


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Acme A-200 Notebook PC", "Electronics > Computers"),
        ("Black toner cartridge for LaserJet 1160, 2 pack", "Electronics > Print, Copy, Scan & Fax"),
        ("USB cable 2 m", "Electronics > Electronics Accessories"),
        ("Laptop bag with strap", "Luggage & Bags > Backpacks & Cases"),
        ("24 port gigabit network switch", "Electronics > Networking"),
        ("Big and tall office chair", "Furniture > Office Furniture"),
        ("Sticky notes, 3 x 3 in, box of 12", "Office Supplies > General Office Supplies"),
        ("Zorblax 9000", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_title_tell_the_category(title: str, category: str) -> None:
    found = sort(title)
    assert found.category == category
    assert (found.sure > 0) == bool(category)


def test_a_noun_at_the_end_is_surer_than_a_word_in_the_title_and_that_than_one_in_the_description() -> None:
    certain, likely = sort("Acme toner cartridge"), sort("Refill with strong scent, for any toner")
    hinted = sort("Acme 200", description="Fits every printer")
    assert certain.sure > likely.sure > hinted.sure > 0


def test_most_of_the_demo_catalog_can_be_sorted_by_its_words() -> None:
    products = list(demo_products())
    assert sum(bool(sort(product.title, product.brand).category) for product in products) > 0.95 * len(products)


@given(st.text(), st.text(), st.text())
def test_any_text_is_sorted_or_not_without_an_error(title: str, brand: str, description: str) -> None:
    assert 0 <= sort(title, brand, description).sure <= 1


def test_a_feed_without_categories_gets_departments_that_can_be_browsed(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(
        "id,title,price,type_attr\n1,Acme 200 Notebook PC,500,Mini thing (<= 3L)\n2,Acme toner cartridge,50,Original\n"
        "3,Acme desk,90,\n4,Zorblax,1,\n"
    )
    import_feed(tmp_path, feed)
    catalog = Catalog.open(tmp_path)
    assert catalog.departments() == {"Electronics": 2, "Furniture": 1}
    found = catalog.search(Query(department="Electronics"))
    assert {product.id for product in found.products} == {"1", "2"}
    notebook = catalog.product("1")
    assert notebook is not None
    assert notebook.category == "Mini thing (<= 3L)"  # searched by, but no department
    assert 0.5 < notebook.sure < 1


def test_the_categories_of_a_feed_are_left_as_they_are(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,category\n1,Acme desk,Home Office > Desks\n2,Acme toner,Supplies\n")
    import_feed(tmp_path, feed)
    assert Catalog.open(tmp_path).departments() == {"Home Office": 1, "Supplies": 1}
    import_products(tmp_path, demo_products())
    assert set(Catalog.open(tmp_path).departments()) == {product.category.split(" > ")[0] for product in demo_products()}
