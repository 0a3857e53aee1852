from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import totals
from bot.catalog.agreements import Agreement, Rule, load, read, save
from bot.catalog.prices import ShelfPrice, price, units_for
from bot.catalog.product import PriceBreak, Product, Promotion, pack, unpack
from bot.catalog.totals import Terms, total
from bot.errors import BadInput, FeedError, Refused

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


TONER = Product(
    id="T1",
    title="Toner",
    brand="Inkwell",
    department="Electronics",
    price=Decimal(80),
    price_breaks=(PriceBreak(10, Decimal(72)),),
    promotion=Promotion(Decimal(75), date(2026, 11, 1), date(2026, 11, 30)),
)
BLACK_FRIDAY, CHRISTMAS = date(2026, 11, 27), date(2026, 12, 25)


@pytest.mark.parametrize(
    ("quantity", "on", "unit_price", "basis"),
    [
        (1, BLACK_FRIDAY, "75", "promotion"),
        (10, BLACK_FRIDAY, "72", "break"),
        (1, CHRISTMAS, "80", "list"),
        (1, None, "80", "list"),
    ],
)
def test_a_promotion_holds_on_its_days_and_the_lowest_price_counts(
    quantity: int, on: date | None, unit_price: str, basis: str
) -> None:
    found = price(TONER, quantity, on=on)
    assert found is not None
    assert (found.unit_price, found.basis) == (Decimal(unit_price), basis)
    assert found.until == (date(2026, 11, 30) if basis == "promotion" else None)


def test_an_account_pays_what_it_agreed_and_never_more_than_others() -> None:
    acme = Agreement(
        "acme",
        (Rule(product="T1", price=Decimal("69.90"), ends=date(2026, 11, 30)), Rule(brand="Inkwell", discount=Decimal(5))),
    )
    found = [price(TONER, 1, acme, on) for on in (BLACK_FRIDAY, CHRISTMAS)]
    assert [(one.unit_price, one.basis, one.until) for one in found if one] == [
        (Decimal("69.90"), "contract", date(2026, 11, 30)),
        (Decimal("76.00"), "contract", None),
    ]
    dear = Agreement("dear", (Rule(product="T1", price=Decimal(99)),))
    assert price(TONER, 1, dear).unit_price == Decimal(80)  # type: ignore[union-attr]


def test_a_product_without_a_list_price_costs_what_was_agreed() -> None:
    agreed = Agreement("acme", (Rule(product="X", price=Decimal(5)),))
    assert price(Product(id="X", title="Custom stamp"), 3, agreed).total == Decimal(15)  # type: ignore[union-attr]


def test_an_account_with_an_assortment_cannot_buy_anything_else() -> None:
    school = Agreement("school", (Rule(department="Office Supplies", only=True), Rule(product="T1", only=True)))
    assert price(TONER, 1, school) is not None
    with pytest.raises(Refused, match="assortment"):
        price(Product(id="W", title="Wine glasses", department="Kitchen", price=Decimal(9)), 1, school)


def test_agreements_are_read_from_a_file_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "agreements.csv"
    path.write_text(
        "account,product,brand,price,discount,only,until\nacme,T1,,69.90,,,2026-11-30\nacme,,Inkwell,,5%,,\nschool,T1,,,,yes,\n"
    )
    save(tmp_path, read(path))
    kept = load(tmp_path)
    assert kept["acme"].price(TONER, CHRISTMAS) == (Decimal("76.00"), None)
    assert kept["school"].rules[0].only
    assert load(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",T1,,5,,,", "no account"),
        ("acme,T1,,N/A,,,", "line 2"),
        ("acme,T1,,,,,", "neither"),
        ("acme,,,,150,,", "150"),
        ("a,T1,,5,,,Friday", "line 2"),
    ],
)
def test_an_agreement_that_cannot_be_is_told_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "agreements.csv"
    path.write_text(f"account,product,brand,price,discount,only,until\n{line}\n")
    with pytest.raises(FeedError, match=reason):
        read(path)


def lines(*totals: int) -> list[ShelfPrice]:
    return [found for amount in totals if (found := price(Product(id="1", title="Thing", price=Decimal(amount))))]


def test_an_order_has_shipping_until_it_is_free_and_a_least_amount() -> None:
    terms = Terms(shipping=Decimal("9.95"), free_from=Decimal(50), least=Decimal(25))
    small, middle, large = (total(lines(amount), terms) for amount in (20, 40, 60))
    assert (small.missing, small.shipping, small.to_free) == (Decimal(5), Decimal("9.95"), Decimal(30))
    assert (middle.missing, middle.total) == (Decimal(0), Decimal("49.95"))
    assert (large.shipping, large.to_free, large.total) == (Decimal(0), None, Decimal(60))


@pytest.mark.parametrize(
    ("state", "exempt", "tax", "basis"),
    [("TX", False, "6.25", "estimate"), ("OR", False, "0", "none"), ("TX", True, "0", "exempt"), ("", False, "0", "unknown")],
)
def test_tax_is_an_estimate_by_state_or_exempt(state: str, exempt: bool, tax: str, basis: str) -> None:
    found = total(lines(100), Terms(), state, exempt=exempt)
    assert (found.tax, found.tax_basis) == (Decimal(tax), basis)


def test_terms_are_kept(tmp_path: Path) -> None:
    assert totals.load(tmp_path) == Terms()
    totals.save(tmp_path, Terms(shipping=Decimal(5)))
    assert totals.load(tmp_path).shipping == Decimal(5)
    with pytest.raises(BadInput):
        totals.save(tmp_path, Terms(least=Decimal(-1)))
