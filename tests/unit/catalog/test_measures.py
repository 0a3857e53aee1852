"""Amounts in questions and in what products say of themselves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog.imports import import_products
from bot.catalog.measures import capacities, fits, measure
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.catalog.search import Catalog


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("do you have a stapler for 40 sheets", 40),
        ("40-sheet stapler", 40),
        ("shredder 12 sheet", 12),
        ("a stapler that can do 60 sheets at once", 60),
        ("binder that holds 1,500 pages", 1500),
        ("punch for up to 30 sheets", 30),
    ],
)
def test_what_a_thing_is_to_take_is_read(text: str, count: int) -> None:
    assert [one.sheets for one in capacities(text)] == [count]


@pytest.mark.parametrize("text", ["500 sheets of copy paper", "price for 500 sheets of paper", "labels, 30 a sheet", "5 reams"])
def test_sheets_that_are_wanted_are_no_capacity(text: str) -> None:
    assert capacities(text) == []


@pytest.mark.parametrize("size", ["letter", "8.5 x 11", "3-ring", "medium", "", "x" * 5_000, "1/0 in"])
def test_what_is_no_amount_is_none(size: str) -> None:
    assert measure(size) is None


@pytest.mark.parametrize(
    ("title", "asked", "verdict"),
    [
        ("Desktop Stapler 20 Sheets", "40-sheet", False),
        ("Desktop Stapler, 60-sheet capacity", "40-sheet", True),
        ("Desktop Stapler", "40-sheet", None),
        ("Paper Hot Cups, 12 oz", "12oz", True),
        ("Paper Hot Cups, 16 oz", "12oz", False),
        ("Cup Lids, 12 to 16 oz", "14 oz", True),
        ('Binder, 3" rings', "3 inch", True),
        ("Binder, 1-1/2 in", "1.5 inch", True),
        ("Cable, 6 ft", "72 in", True),
        ("Drive, 1 TB", "1000 gb", True),
        ("Chair Mat, 36 x 48 in", "36 in", True),
        ("Business Envelopes #10", "#10", True),
        ("Pencils No. 2", "#2", True),
        ("Clasp Envelopes, 10 x 13 in", "#10", None),
    ],
)
def test_a_product_that_says_another_amount_does_not_fit(title: str, asked: str, verdict: bool | None) -> None:
    wanted = measure(asked)
    assert wanted is not None
    assert fits(Product(id="1", title=title), wanted) is verdict


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    var: Path = tmp_path_factory.mktemp("measures")
    import_products(
        var,
        [
            Product(id="S20", title="Acme Desktop Stapler 20 Sheets"),
            Product(id="S25", title="Acme Electric Stapler", description="Staples up to 25 sheets at once."),
            Product(id="S130", title="Acme Heavy Stapler 130 Sheets"),
            Product(id="S60", title="Acme Strong Stapler, 60-sheet"),
            Product(id="SX", title="Acme Toy Stapler"),
            Product(id="B1", title="Bind Ring Binder, 1 in"),
            Product(id="B2", title="Bind Ring Binder, 2 inch"),
            Product(id="C12", title="Sip Cups, pack of 50", size="12 oz"),
            Product(id="C16", title="Sip Cups, 16oz, pack of 50"),
            *(Product(id=f"P{number}", title=f"Sheet Paper, 8.5 x 11 in, {number}", size="8.5 x 11 in") for number in (1, 2)),
            Product(id="P17", title="Sheet Paper, 11 x 17 in", size="11 x 17 in"),
            Product(id="P0", title="Sheet Paper, 8.5 x 11 in, gone", size="8.5 x 11 in", stock=0),
        ],
    )
    return Catalog.open(var)


@pytest.mark.parametrize("size", ["11x17", "11 x 17", "11 × 17 in"])
def test_the_sides_of_a_size_are_read_in_any_spelling(shelf: Catalog, size: str) -> None:
    found = shelf.search(Query(text="paper", size=size))
    assert (found.fit, ids(found)) == ("exact", ["P17"])


def ids(found: Result) -> list[str]:
    return [one.id for one in found.products]


@pytest.mark.parametrize("query", [Query(text="stapler for 40 sheets"), Query(text="stapler", size="40-sheet")])
def test_only_what_takes_so_many_is_shown_the_nearest_above_first(shelf: Catalog, query: Query) -> None:
    found = shelf.search(query)
    assert (found.fit, ids(found), found.total) == ("exact", ["S60", "S130"], 2)


def test_where_nothing_takes_so_many_what_does_not_say_is_shown_as_such(shelf: Catalog) -> None:
    found = shelf.search(Query(text="binder for 500 sheets"))
    assert (found.fit, found.dropped, found.unsaid) == ("nearest", ("500-sheet",), ("500-sheet",))
    assert set(ids(found)) == {"B1", "B2"}


def test_where_all_say_less_the_nearest_comes_first_and_is_no_fit(shelf: Catalog) -> None:
    found = shelf.search(Query(text="stapler", size="500-sheet", exclude=("SX",)))
    assert (found.fit, found.dropped, found.unsaid) == ("nearest", ("500-sheet",), ())
    assert ids(found)[:2] == ["S130", "S60"]
    assert not any(hit.exact for hit in found.hits)


@pytest.mark.parametrize(("size", "expected"), [("12oz", ["C12"]), ("12 ounces", ["C12"]), ("16 oz", ["C16"]), ('2"', ["B2"])])
def test_a_size_is_found_however_it_is_written(shelf: Catalog, size: str, expected: list[str]) -> None:
    found = shelf.search(Query(text="binder" if '"' in size else "cups", size=size))
    assert (found.fit, ids(found)) == ("exact", expected)


@pytest.mark.parametrize(("text", "expected"), [("12oz cups", "C12"), ("cups 16 oz", "C16"), ("2 in ring binder", "B2")])
def test_the_same_in_the_words_of_a_query(shelf: Catalog, text: str, expected: str) -> None:
    assert ids(shelf.search(Query(text=text)))[:1] == [expected]


def test_of_one_thing_the_commonest_size_that_is_there_comes_first(shelf: Catalog) -> None:
    found = ids(shelf.search(Query(text="paper", limit=10)))
    assert found[:2] == ["P1", "P2"]
    assert found[2:] == ["P17", "P0"]


def test_amounts_beside_other_filters_hold(shelf: Catalog) -> None:
    found = shelf.search(Query(text="stapler for 40 sheets", max_price=Decimal(5)))
    assert found.fit != "exact"
