"""A clerk's answers: what else there is, what goes with it, side by side, and what the data say to a question."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog.clerk import Difference, alternatives, cheaper, compared, differences, goes_with, piece_price
from bot.catalog.evidence import answered
from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.catalog.search import Catalog

RED = Product(id="R", title="Full strip stapler, red", color="red", price=Decimal(14), stock=0, brand="Clipford")
BLUE = Product(id="B", title="Full strip stapler, blue", color="blue", price=Decimal(14), stock=50, brand="Clipford")
HEAVY = Product(id="H", title="Heavy duty stapler, black", color="black", price=Decimal(48), stock=9, brand="Boltway")
SHELF = [
    RED,
    BLUE,
    HEAVY,
    Product(id="S", title="Standard staples, 5000 pack", price=Decimal(3), stock=400),
    Product(id="P", title="Acme LX-450 laser printer", price=Decimal(200), stock=4),
    Product(id="T", title="Toner cartridge for Acme LX-450", price=Decimal(70), stock=4),
    Product(id="T2", title="Toner cartridge for Acme GX-900", price=Decimal(60), stock=4),
    Product(id="C", title="Copy paper", price=Decimal(5), stock=4),
]
PRINTER = Product(
    id="X",
    title="Acme LX-450 laser printer, black",
    brand="Acme",
    color="black",
    size="15 x 14 x 9 in",
    pack_size=1,
    description="Prints on both sides automatically. No fax. Two year limited guarantee; Connects by USB and Wi-Fi.",
)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    import_products(tmp_path, SHELF)
    return Catalog.open(tmp_path)


def test_what_is_sold_out_has_alternatives_with_what_is_otherwise(catalog: Catalog) -> None:
    first, second = alternatives(catalog, catalog.product("R"), 5)  # type: ignore[arg-type]
    assert (first.product.id, second.product.id) == ("B", "H")
    assert first.differs == (Difference("color", "red", "blue"),)
    assert {one.field for one in second.differs} == {"color", "brand", "price"}
    assert [one.product.id for one in alternatives(catalog, RED, 20)] == ["B"]


def test_packs_are_compared_by_the_piece() -> None:
    box = Product(id="1", title="Pens", unit="box", pack_size=12, price=Decimal(6))
    single = Product(id="2", title="Pen", price=Decimal("0.80"))
    assert [piece_price(one) for one in (box, single)] == [Decimal("0.5000"), Decimal("0.8000")]
    assert {one.field for one in differences(box, single)} == {"unit", "pieces", "price"}
    rows = {row.field: row for row in compared([box, single])}
    assert rows["piece_price"].values == (Decimal("0.5000"), Decimal("0.8000"))
    assert not rows["price"].same
    assert "color" not in rows


def test_cheaper_ones_are_of_the_same_kind(catalog: Catalog) -> None:
    assert [one.id for one in cheaper(catalog, catalog.product("H"))] == ["R", "B"]  # type: ignore[arg-type]
    assert cheaper(catalog, catalog.product("S")) == []  # type: ignore[arg-type]


def test_what_goes_with_a_thing_fits_its_model(catalog: Catalog) -> None:
    assert [one.id for one in goes_with(catalog, catalog.product("B"))] == ["S"]  # type: ignore[arg-type]
    assert [one.id for one in goes_with(catalog, catalog.product("P"))][:1] == ["T"]  # type: ignore[arg-type]
    assert goes_with(catalog, catalog.product("C")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "field", "line", "verdict"),
    [
        ("does it do double-sided?", "description", "Prints on both sides automatically.", "yes"),
        ("is it wireless?", "description", "Connects by USB and Wi-Fi.", "yes"),
        ("does it have a fax", "description", "No fax.", "no"),
        ("how long is the warranty?", "description", "Two year limited guarantee;", "told"),
        ("what color is it?", "color", "black", "told"),
        ("what are the dimensions", "size", "15 x 14 x 9 in", "told"),
        ("who makes it?", "brand", "Acme", "told"),
    ],
)
def test_a_question_is_answered_by_the_line_that_says_it(question: str, field: str, line: str, verdict: str) -> None:
    assert answered(PRINTER, question) == (field, line, verdict)


@pytest.mark.parametrize("question", ["does it staple?", "is it waterproof?", "what does it weigh?", "", "???", "does it?"])
def test_what_the_data_do_not_say_is_not_answered(question: str) -> None:
    assert answered(PRINTER, question) is None
