"""Shelf or factory, in one answer: both prices, the break-even, the bridge order, and the chart."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from bot.catalog.product import PriceBreak, Product
from bot.catalog.warehouses import Warehouse
from bot.sourcing.chart import Words, chart_png, chart_svg
from bot.sourcing.factory import Offer, directory_price, factory, offers_of_directory, offers_of_quotes
from bot.sourcing.landed import landed
from bot.sourcing.request import RequestFields
from bot.sourcing.shelf_or_factory import Answer, first_cheaper, shelf_or_factory
from bot.sourcing.supplier import Line, Supplier
from tests.unit.sourcing.test_quotes import quote

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)  # a Monday morning in Chicago
TODAY = NOW.date()
CHICAGO = Warehouse("CHI", "Chicago", "IL", "60601", "America/Chicago", time(18))
TOTE = Product(
    id="T1",
    title="Canvas tote",
    price=Decimal("3.20"),
    stock=5000,
    stock_by=(("CHI", 5000),),
    price_breaks=(PriceBreak(100, Decimal("2.90")), PriceBreak(1000, Decimal("2.60"))),
)
FIELDS = RequestFields(product="tote bags", quantity=Decimal(2500), zip="60601", needed_by=date(2026, 12, 1))


def maker(number: int, price: str, moq: int = 500, country: str = "CN", lead: int = 20) -> tuple[Supplier, Line]:
    line = Line(product="canvas bag", hs="420292", moq=moq, price=Decimal(price), price_bulk=Decimal(price) * Decimal("0.8"))
    return Supplier(f"S{number}", f"Factory {number}", country, lines=(line,), lead_days=lead), line


MAKERS = [maker(1, "1.00"), maker(2, "1.20"), maker(3, "1.60")]


def asked(
    fields: RequestFields = FIELDS,
    product: Product | None = TOTE,
    offers: list[Offer] | None = None,
    **more: Any,
) -> Answer:
    found = offers_of_directory(MAKERS) if offers is None else offers
    return shelf_or_factory(fields, product, found, NOW, [CHICAGO], **more)


def test_both_ways_stand_side_by_side() -> None:
    answer = asked()
    assert answer.shelf
    assert answer.factory
    assert (answer.shelf.per_piece, answer.shelf.total) == (Decimal("2.60"), Decimal("6500.00"))
    assert answer.shelf.arrives == (date(2026, 11, 24), date(2026, 11, 24))
    assert answer.shelf.sure
    assert answer.factory.source == "directory"
    assert answer.factory.offer.supplier == "S2"
    assert answer.factory.low < answer.factory.landed.total < answer.factory.high
    assert answer.factory.weeks == (7, 10)  # 20 to 28 days of production, 28 to 40 under way
    assert answer.cheaper == "factory"
    assert not answer.clear


def test_a_range_leaves_out_the_outer_quarters_of_the_suppliers() -> None:
    supplier, line = MAKERS[0]
    asked_by = [Decimal(price) for price in ("0.02", "1.00", "1.10", "1.20", "1.30", "1.40", "1.50", "90")]
    lines = [(supplier, replace(line, price=price, price_bulk=None)) for price in asked_by]
    wide = factory(offers_of_directory(lines), FIELDS, 2500, NOW.date())
    assert wide
    assert wide.suppliers == 8
    assert 2500 * Decimal("1.10") < wide.low < wide.landed.total < wide.high < 2500 * Decimal("10")


def test_the_break_even_is_the_first_quantity_at_which_the_factory_is_cheaper() -> None:
    answer = asked()
    assert answer.break_even
    assert answer.factory
    assert answer.curve

    def factory_each(count: int) -> Decimal:
        assert answer.factory
        return landed(answer.factory.offer.case(FIELDS, count, TODAY)).total / count

    def shelf_each(count: int) -> Decimal:
        return Decimal("2.60") if count >= 1000 else Decimal("2.90") if count >= 100 else Decimal("3.20")

    at = answer.break_even
    assert factory_each(at) < shelf_each(at)
    assert factory_each(at - 1) >= shelf_each(at - 1)
    assert {answer.need, at, 1000} <= {point.quantity for point in answer.curve.points}


def test_a_price_break_that_makes_the_shelf_cheaper_again_is_seen() -> None:
    def shelf_each(count: int) -> Decimal:
        return Decimal(1) if count >= 1000 else Decimal(3)

    def factory_each(count: int) -> Decimal:
        return Decimal("0.9") + Decimal(110) / count

    assert first_cheaper(shelf_each, factory_each, [1000]) == 1101


@pytest.mark.parametrize(("price", "expected"), [("1000", None), ("0.01", 1)])
def test_a_factory_may_never_or_always_be_cheaper(price: str, expected: int | None) -> None:
    assert first_cheaper(lambda _: Decimal(1), lambda _: Decimal(price)) == expected


def test_a_bridge_holds_until_the_factory_delivers() -> None:
    bridge = asked(lasts_days=100).bridge
    assert bridge
    assert bridge.begins == date(2026, 12, 1)
    assert bridge.until == TODAY + timedelta(days=28 + 40)
    days = (bridge.until - bridge.begins).days
    assert bridge.from_shelf == -(-2500 * days // 100)
    assert bridge.from_shelf + bridge.from_factory == 2500
    assert bridge.total == bridge.shelf_total + bridge.factory_total
    assert sum(payment.amount for payment in bridge.payments) == bridge.total
    assert bridge.cash_now == sum(payment.amount for payment in bridge.payments if payment.day == TODAY)
    assert [payment.day for payment in bridge.payments] == sorted(payment.day for payment in bridge.payments)
    assert bridge.saves == Decimal("6500.00") - bridge.total
    assert not bridge.lasts_assumed


def test_how_long_a_need_lasts_is_assumed_where_nobody_says() -> None:
    answer = asked()
    assert answer.bridge
    assert answer.bridge.lasts_assumed
    assert {(origin.what, origin.sure) for origin in answer.origins} >= {("lasts", "assumed"), ("factory_price", "typical")}


def test_there_is_no_bridge_where_none_makes_sense() -> None:
    assert asked(replace(FIELDS, needed_by=date(2027, 6, 1))).bridge is None, "the factory is in time"
    assert asked(lasts_days=30).bridge is None, "all of it is used before the factory delivers"
    assert asked(product=replace(TOTE, stock=10, stock_by=(("CHI", 10),))).bridge is None, "the shelf has too few"
    assert asked(replace(FIELDS, zip=None)).bridge is None, "nobody knows when the shelf would deliver"


def test_boxes_are_bridged_in_whole_boxes() -> None:
    box = replace(TOTE, pack_size=12, price=Decimal(36), price_breaks=(), stock=1000, stock_by=(("CHI", 1000),))
    bridge = asked(product=box, lasts_days=100).bridge
    assert bridge
    assert bridge.from_shelf % 12 == 0


def test_quotes_count_where_there_are_some() -> None:
    today = quote().at.date()
    offers = offers_of_quotes([quote("Q1"), quote("Q2", country="MX")], replace(FIELDS, needed_by=None), today)
    answer = asked(offers=offers)
    assert answer.factory
    assert answer.factory.source == "quotes"
    assert answer.factory.offer.quote
    assert answer.factory.offer.quote.id == "Q2"
    assert answer.factory.cash_up_front == Decimal("1005.00")
    assert {(origin.what, origin.source, origin.sure) for origin in answer.origins} >= {
        ("factory_price", "Q2", "given"), ("production_days", "Q2", "given"), ("deposit", "Q2", "given"),
    }  # fmt: skip


def test_one_way_alone_is_an_answer_too() -> None:
    nothing_stocked, nobody_makes_it = asked(product=None), asked(offers=[])
    assert nothing_stocked.factory
    assert nothing_stocked.shelf is nothing_stocked.cheaper is nothing_stocked.curve is None
    assert nobody_makes_it.shelf
    assert nobody_makes_it.factory is nobody_makes_it.bridge is nobody_makes_it.break_even is None
    unpriced = asked(product=replace(TOTE, price=None))
    assert unpriced.shelf is None


def test_a_stock_that_is_short_says_by_how_many() -> None:
    answer = asked(product=replace(TOTE, stock=400, stock_by=(("CHI", 400),)))
    assert answer.shelf
    assert answer.shelf.short == 2100


def test_the_shelf_has_no_logo() -> None:
    assert asked(replace(FIELDS, customization="logo")).plain
    assert not asked().plain


def test_a_directory_price_lies_between_what_the_supplier_asks_at_the_moq_and_at_ten_times_that() -> None:
    line = Line(product="bag", moq=100, price=Decimal("2.00"), price_bulk=Decimal("1.50"))
    prices = [directory_price(line, count) for count in (1, 100, 316, 1000, 50_000)]
    assert prices[0] == prices[1] == Decimal("2.00")
    assert Decimal("1.74") < prices[2] < Decimal("1.76")
    assert prices[3] == prices[4] == Decimal("1.50")


def test_suppliers_without_a_price_are_left_out() -> None:
    supplier, line = maker(9, "1")
    assert offers_of_directory([(supplier, replace(line, price=None))]) == []


WORDS = Words("Cost <a piece> & more", "From $the$ shelf", "From a factory", "pieces", "USD a piece", "yours", "from 800")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_is_an_svg_without_styles_and_scripts(theme: Any) -> None:
    curve = asked().curve
    assert curve
    drawn = chart_svg(curve, WORDS, theme)
    root = ElementTree.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Cost <a piece> & more"  # type: ignore[union-attr]
    assert "style" not in drawn
    assert "script" not in drawn
    assert 'class="chart-shelf-stroke"' in drawn
    assert len(drawn) < 120_000
    assert chart_svg(curve, WORDS, theme) == drawn


def test_the_chart_is_a_png_for_messengers() -> None:
    curve = asked().curve
    assert curve
    assert chart_png(curve, WORDS).startswith(b"\x89PNG")


def test_a_chart_without_break_even_is_drawn_too() -> None:
    curve = asked(product=replace(TOTE, price=Decimal("0.05"), price_breaks=())).curve
    assert curve
    assert curve.break_even is None
    assert chart_svg(curve, WORDS)
