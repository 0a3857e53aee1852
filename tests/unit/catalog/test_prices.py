from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.prices import price, units_for
from bot.catalog.product import PriceBreak, Product, pack, unpack
from bot.errors import BadInput

cents = st.integers(1, 10_000_00).map(lambda amount: Decimal(amount) / 100)
breaks = st.lists(st.builds(PriceBreak, st.integers(2, 5_000), cents), max_size=5, unique_by=lambda step: step.quantity)
products = st.builds(
    lambda amount, steps, pieces: Product(id="a", title="Pens", price=amount, price_breaks=tuple(steps), pack_size=pieces),
    cents,
    breaks,
    st.integers(1, 500),
)
PENS = Product(
    id="pens",
    title="Pens",
    price=Decimal("5.00"),
    unit="box",
    pack_size=12,
    price_breaks=(PriceBreak(10, Decimal("4.50")), PriceBreak(50, Decimal("3.96"))),
)


def test_a_quantity_takes_the_price_break_it_reaches_and_names_the_next() -> None:
    shelf = price(PENS, 42)
    assert shelf is not None
    assert (shelf.unit_price, shelf.total) == (Decimal("4.50"), Decimal("189.00"))
    assert shelf.next_break is not None
    assert (shelf.next_break.more, shelf.next_break.unit_price, shelf.next_break.saving) == (
        8,
        Decimal("3.96"),
        Decimal("0.12"),
    )
    assert shelf.next_break.total == Decimal("198.00")


def test_the_piece_price_is_the_unit_price_over_the_pieces_in_it() -> None:
    shelf = price(PENS, 50)
    assert shelf is not None
    assert shelf.piece_price * 12 == shelf.unit_price == Decimal("3.96")
    assert shelf.next_break is None


def test_a_product_without_a_price_has_none() -> None:
    assert price(Product(id="a", title="Pens"), 5) is None


def test_less_than_one_is_no_quantity() -> None:
    with pytest.raises(BadInput, match="at least 1"):
        price(PENS, 0)


def test_pieces_are_rounded_up_to_whole_units() -> None:
    assert [units_for(PENS, pieces) for pieces in (1, 12, 13, 48)] == [1, 1, 2, 4]


@given(products, st.integers(1, 10_000))
def test_more_never_costs_more_a_unit(product: Product, quantity: int) -> None:
    fewer, more = price(product, quantity), price(product, quantity + 1)
    assert fewer is not None
    assert more is not None
    assert more.unit_price <= fewer.unit_price <= fewer.list_price


@given(products, st.integers(1, 10_000))
def test_the_next_break_holds_when_it_is_reached_and_saves_what_it_says(product: Product, quantity: int) -> None:
    shelf = price(product, quantity)
    assert shelf is not None
    if shelf.next_break is None:
        return
    there = price(product, shelf.next_break.quantity)
    assert there is not None
    assert there.unit_price == shelf.next_break.unit_price < shelf.unit_price
    assert there.total == shelf.next_break.total
    assert 0 < shelf.next_break.saving < 1
    assert shelf.next_break.quantity == quantity + shelf.next_break.more > quantity


@given(products)
def test_a_stored_product_comes_back_the_same(product: Product) -> None:
    assert unpack(pack(product)) == product
