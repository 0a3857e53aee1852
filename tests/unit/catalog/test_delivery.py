from __future__ import annotations

import statistics
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zipcodes
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.delivery import Promise, promise
from bot.catalog.imports import import_feed
from bot.catalog.product import Product
from bot.catalog.search import Catalog
from bot.catalog.warehouses import Warehouse, load, read, save
from bot.catalog.workdays import is_workday
from bot.demo.catalog import demo_products, demo_warehouses
from bot.demo.shops import demo_shops
from bot.errors import BadInput, FeedError
from bot.places import place_of

WAREHOUSES = demo_warehouses()
EVERYWHERE = tuple((warehouse.id, 100) for warehouse in WAREHOUSES)
PENS = Product(id="P", title="Pens", stock=800, stock_by=EVERYWHERE)
CHAIR = Product(id="C", title="Chair", category="Furniture > Office Chairs", stock=800, stock_by=EVERYWHERE)
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=NEW_YORK)

SOME_ZIPS = (
    "10001",
    "94110",
    "60601",
    "75201",
    "98101",
    "33101",
    "99501",
    "96813",
    "00901",
    "96910",
    "09012",
    "96201",
    "34001",
)
products = st.builds(
    lambda stock, large: Product(
        id="P",
        title="thing",
        category="Furniture > Desks" if large else "",
        stock=sum(stock.values()),
        stock_by=tuple(stock.items()),
    ),
    st.dictionaries(st.sampled_from([warehouse.id for warehouse in WAREHOUSES]), st.integers(0, 50)),
    st.booleans(),
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(timezone.utc))


def promised(product: Product = PENS, quantity: int = 1, zip_code: str = "10001", now: datetime = MONDAY) -> Promise:
    return promise(product, quantity, zip_code, now, WAREHOUSES)


def test_an_order_before_the_cut_off_arrives_on_the_next_day_and_says_why() -> None:
    found = promised()
    assert (found.first, found.last, found.sure, found.why) == (date(2026, 11, 17), date(2026, 11, 17), True, "next_day")
    assert [warehouse.id for warehouse in found.warehouses] == ["EWR"]
    assert found.place == "New York, NY"
    assert found.leaves == date(2026, 11, 16)
    assert found.order_by == datetime(2026, 11, 16, 18, 0, tzinfo=NEW_YORK)
    assert found.miles is not None
    assert found.miles < 50


@pytest.mark.parametrize(
    ("now", "arrives"),
    [
        (datetime(2026, 11, 16, 17, 59, tzinfo=NEW_YORK), date(2026, 11, 17)),
        (datetime(2026, 11, 20, 12, 0, tzinfo=NEW_YORK), date(2026, 11, 23)),  # Friday before the cut-off: Monday
        (datetime(2026, 11, 21, 12, 0, tzinfo=NEW_YORK), date(2026, 11, 24)),  # Saturday: leaves on Monday
        (datetime(2026, 11, 25, 12, 0, tzinfo=NEW_YORK), date(2026, 11, 27)),  # Thanksgiving in between
        (datetime(2026, 12, 24, 22, 0, tzinfo=NEW_YORK), date(2026, 12, 29)),  # Christmas on a Friday
        (datetime(2026, 7, 2, 12, 0, tzinfo=NEW_YORK), date(2026, 7, 6)),  # Independence Day is kept on Friday the 3rd
    ],
)
def test_weekends_and_holidays_are_left_out(now: datetime, arrives: date) -> None:
    assert promised(now=now).last == arrives


def test_the_cut_off_counts_in_the_local_time_of_the_warehouse() -> None:
    only = Product(id="P", title="Pens", stock=5, stock_by=(("RNO", 5),))
    before = datetime(2026, 11, 16, 19, 59, tzinfo=NEW_YORK)  # 16:59 in Reno
    assert promised(only, zip_code="94110", now=before).last == date(2026, 11, 17)
    assert promised(only, zip_code="94110", now=before + timedelta(minutes=2)).last == date(2026, 11, 18)


def test_a_warehouse_that_is_still_open_is_quicker_than_a_nearer_one_that_is_not() -> None:
    late = datetime(2026, 11, 16, 18, 30, tzinfo=NEW_YORK)  # 17:30 in Joliet
    found = promised(zip_code="43215", now=late)  # Columbus, Ohio
    assert found.warehouses[0].id == "CHI"
    assert found.last == date(2026, 11, 17)


def test_what_only_a_far_warehouse_has_takes_longer_and_what_none_has_alone_comes_in_parts() -> None:
    far = Product(id="P", title="Pens", stock=50, stock_by=(("RNO", 50),))
    assert (promised(far).why, promised(far).last) == ("farther", date(2026, 11, 19))
    apart = Product(id="P", title="Pens", stock=60, stock_by=(("EWR", 30), ("RNO", 30)))
    found = promised(apart, 40)
    assert (found.why, found.first, found.last, found.sure) == ("split", date(2026, 11, 17), date(2026, 11, 19), False)
    assert [warehouse.id for warehouse in found.warehouses] == ["EWR", "RNO"]


@pytest.mark.parametrize(
    ("zip_code", "why"),
    [("99501", "alaska_hawaii"), ("96813", "alaska_hawaii"), ("00901", "islands"), ("96910", "islands"), ("09012", "military")],
)
def test_what_is_far_from_the_mainland_is_a_range_and_large_things_are_not_promised_everywhere(zip_code: str, why: str) -> None:
    found = promised(zip_code=zip_code)
    assert found.why == why
    assert found.first is not None
    assert found.last is not None
    assert MONDAY.date() < found.first < found.last
    assert not found.sure
    assert promised(CHAIR, zip_code=zip_code).why in ("alaska_hawaii", "oversize_not_there")


def test_furniture_comes_by_truck_but_a_desk_lamp_does_not() -> None:
    assert promised(CHAIR).why == "oversize"
    assert not promised(CHAIR).sure
    lamp = Product(id="L", title="Lamp", category="Furniture > Lamps", stock=800, stock_by=EVERYWHERE)
    assert promised(lamp).why == "next_day"


@pytest.mark.parametrize("zip_code", ["00000", "99999", "1000", "abcde", "", "١٢٣٤٥", "M5V 2T6"])
def test_an_unknown_zip_is_said(zip_code: str) -> None:
    assert promised(zip_code=zip_code) == Promise("unknown_zip")


def test_without_known_stock_or_without_enough_there_is_no_promise() -> None:
    nowhere = Product(id="P", title="Pens", stock=10)
    unknown = Product(id="P", title="Pens")
    sold_out = Product(id="P", title="Pens", stock=0)
    assert promised(nowhere) == promised(unknown) == Promise("unknown_stock", place="New York, NY")
    assert promised(sold_out) == promised(PENS, 801) == Promise("not_enough", place="New York, NY")
    assert promise(PENS, 1, "10001", MONDAY, ()).first is None


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(BadInput):
        promised(quantity=0)
    with pytest.raises(BadInput):
        promised(now=datetime(2026, 11, 16))


@settings(max_examples=300)
@given(products, st.integers(1, 120), st.sampled_from(SOME_ZIPS), moments)
def test_never_a_weekend_or_holiday_and_never_before_it_can_leave(
    product: Product, quantity: int, zip_code: str, now: datetime
) -> None:
    found = promised(product, quantity, zip_code, now)
    assert (found.first is None) == (found.last is None) == (not found.warehouses)
    if found.first and found.last and found.leaves and found.order_by:
        assert is_workday(found.first)
        assert is_workday(found.last)
        assert is_workday(found.leaves)
        assert found.first <= found.last
        assert found.leaves < found.last
        assert now <= found.order_by
        for warehouse in found.warehouses:
            here = now.astimezone(warehouse.zone)
            assert found.leaves >= here.date()
            assert found.leaves > here.date() or here.time() <= warehouse.cutoff
        assert found.first == found.last or not found.sure
    else:
        assert not found.sure


@settings(max_examples=300)
@given(products, st.integers(1, 120), st.sampled_from(SOME_ZIPS), moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_who_orders_later_gets_it_no_sooner(
    product: Product, quantity: int, zip_code: str, now: datetime, later: timedelta
) -> None:
    first, second = promised(product, quantity, zip_code, now), promised(product, quantity, zip_code, now + later)
    assert second.warehouses or not first.warehouses
    if first.first and first.last and second.first and second.last:
        assert first.first <= second.first
        assert first.last <= second.last


def test_nearly_every_standard_zip_is_served_on_the_next_day() -> None:
    standard = [one["zip_code"] for one in zipcodes.list_all() if one["active"] and one["zip_code_type"] == "STANDARD"]
    some = standard[::20]
    served = [zip_code for zip_code in some if promised(zip_code=zip_code).why == "next_day"]
    assert len(served) / len(some) >= 0.985  # all but Alaska, Hawaii and Puerto Rico


def test_a_promise_to_a_known_place_costs_less_than_a_millisecond() -> None:
    place_of("94110")
    took = []
    for minutes in range(200):
        begun = time.perf_counter()
        promised(zip_code="94110", now=MONDAY + timedelta(minutes=minutes))
        took.append(time.perf_counter() - begun)
    assert statistics.median(took) < 0.001


def test_the_demo_stock_lies_in_known_warehouses_and_shops_and_adds_up() -> None:
    warehouses = {warehouse.id for warehouse in WAREHOUSES}
    shops = {shop.id for shop in demo_shops(1350, seed=7)}
    for product in demo_products():
        assert sum(units for name, units in product.stock_by if name in warehouses) == (product.stock or 0)
        assert {name for name, _ in product.stock_by} <= warehouses | shops
        assert all(units > 0 for _, units in product.stock_by)


def test_warehouses_are_kept_and_wrong_ones_refused(tmp_path: Path) -> None:
    assert load(tmp_path) == ()
    save(tmp_path, WAREHOUSES)
    assert load(tmp_path) == WAREHOUSES
    fields = {"city": "Reno", "state": "NV", "cutoff": WAREHOUSES[0].cutoff}
    for name, zip_code, zone in (("no", "89502", "UTC"), ("RNO", "00000", "UTC"), ("RNO", "89502", "America/Nowhere")):
        with pytest.raises(FeedError):
            save(tmp_path, [Warehouse(id=name, zip=zip_code, timezone=zone, **fields)])  # type: ignore[arg-type]
    assert load(tmp_path) == WAREHOUSES
    (tmp_path / "catalog" / "warehouses.json").write_text("[{]")
    with pytest.raises(FeedError):
        load(tmp_path)


def test_a_merchant_brings_warehouses_and_a_feed_with_their_stock(tmp_path: Path) -> None:
    listed = tmp_path / "warehouses.csv"
    listed.write_text("id,zip,cutoff\nrno,89502,17:00\newr,08837,18:30\n")
    save(tmp_path, read(listed))
    assert [(one.id, one.state, one.timezone) for one in load(tmp_path)] == [
        ("RNO", "NV", "America/Los_Angeles"),
        ("EWR", "NJ", "America/New_York"),
    ]
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,price,stock by warehouse\n1,Pens,2,RNO:5; ewr:3\n2,Ink,2,RNO 5\n3,Pad,2,\n")
    done = import_feed(tmp_path, feed)
    assert (done.products, done.rejected) == (2, 1)
    catalog = Catalog.open(tmp_path)
    pens, pad = catalog.products(["1", "3"])
    assert (pens.stock, pens.stock_by) == (8, (("RNO", 5), ("EWR", 3)))
    found = catalog.promise(pens, 3, "10001", MONDAY)
    assert [one.id for one in found.warehouses] == ["EWR"]
    assert catalog.promise(pad, 1, "10001", MONDAY).why == "unknown_stock"


@pytest.mark.parametrize("row", ["X,99999,18:00", "X,89502,late", "X,89502,", "not right,89502,18:00", "X,,18:00"])
def test_a_warehouse_that_cannot_be_is_refused_with_the_reason(tmp_path: Path, row: str) -> None:
    listed = tmp_path / "warehouses.csv"
    listed.write_text(f"id,zip,cutoff\n{row}\n")
    with pytest.raises(FeedError):
        save(tmp_path, read(listed))
    with pytest.raises(FeedError):
        read(tmp_path / "none.csv")
