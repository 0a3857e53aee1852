"""Packs and units: what is asked for in sheets, cases or dozens comes to sales units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.catalog.packing import amount, plain_unit, smallest
from bot.catalog.product import Product

CASE = Product(id="1", title="Copy paper, letter, case of 10 reams, 500 sheets a ream", unit="case", price=Decimal(45))
REAM = Product(id="2", title="Copy paper, letter, 500 sheets, 10 reams/case", unit="ream", pack_size=500, price=Decimal(5))
PLAIN_REAM = Product(id="6", title="Copy paper, letter, ream of 500", unit="ream", pack_size=500, price=Decimal(5))
PENS = Product(id="3", title="Ballpoint pens, black", unit="box", pack_size=12, price=Decimal(6))
STAPLES = Product(id="5", title="Standard staples", unit="box", pack_size=5000, price=Decimal(2))
STAPLER = Product(id="4", title="Stapler", price=Decimal(14))


@pytest.mark.parametrize(
    ("product", "quantity", "unit", "units"),
    [
        (CASE, "2", "cases", 2),
        (CASE, "20", "reams", 2),
        (CASE, "25", "reams", 3),
        (CASE, "5000", "sheets", 1),
        (CASE, "500", "sheets", 1),
        (CASE, "2", "cartons", 2),
        (REAM, "500", "sheets", 1),
        (REAM, "501", "sheets", 2),
        (REAM, "2", "cases", 20),
        (PLAIN_REAM, "1500", "sheets", 3),
        (REAM, "3", "", 3),
        (PENS, "24", "pens", 2),
        (PENS, "3", "dozen", 3),
        (PENS, "1", "gross", 12),
        (PENS, "4", "boxes", 4),
        (STAPLER, "2", "dozen", 24),
        (STAPLER, "7", "pieces", 7),
        (STAPLER, "7", "", 7),
        (STAPLER, "6", "pr", 6),
        (PENS, "30", "", 3),
        (PENS, "3", "", 1),
        (PENS, "4", "bx", 4),
        (PENS, "4", "packs", 4),
        (STAPLES, "3", "", 3),
        (STAPLES, "10000", "", 2),
        (REAM, "10", "packs", 10),
        (CASE, "0.5", "case", 1),
    ],
)
def test_a_wish_comes_to_sales_units(product: Product, quantity: str, unit: str, units: int) -> None:
    found = amount(product, Decimal(quantity), unit)
    assert found is not None
    assert found.units == units


def test_what_comes_with_the_units_is_worked_out() -> None:
    found = amount(CASE, Decimal(500), "sheets")
    assert found is not None
    assert (found.pieces, found.asked, found.exact) == (5000, Decimal("0.1"), False)
    assert [smallest(product) for product in (CASE, REAM, PENS, STAPLER)] == [5000, 500, 12, 1]


def test_a_unit_that_cannot_be_counted_gives_nothing() -> None:
    assert amount(STAPLER, Decimal(2), "pallets") is None
    assert amount(PENS, Decimal(2), "reams") is None
    assert amount(PENS, Decimal(2), "cases") is None
    assert amount(REAM, Decimal("0.5"), "pallet") is None


@pytest.mark.parametrize(
    ("typed", "unit"), [("cs", "case"), ("dz", "dozen"), ("bx", "box"), ("rms", "ream"), ("Cases", "case")]
)
def test_short_forms_of_units_are_known(typed: str, unit: str) -> None:
    assert plain_unit(typed) == unit
