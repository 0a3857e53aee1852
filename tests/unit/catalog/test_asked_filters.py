"""Words beside the thing: in stock, and by which day it must arrive."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from bot.catalog.asked_filters import asked_filters
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.demo.catalog import load_demo

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "left", "by"),
    [
        ("blue pens by Friday", "blue pens", date(2026, 11, 27)),
        ("desk lamps delivered by tomorrow", "desk lamps", date(2026, 11, 23)),
        ("chairs needed before 12/1", "chairs", date(2026, 12, 1)),
        ("toner by Dec 3rd", "toner", date(2026, 12, 3)),
        ("toner by January 5", "toner", date(2027, 1, 5)),
        ("mugs by sunday", "mugs", date(2026, 11, 29)),
        ("paper by Brother", "paper by Brother", None),
        ("monitor stand", "monitor stand", None),
        ("a sunday planner", "a sunday planner", None),
        ("lamp by 99/99", "lamp", None),
    ],
)
def test_a_day_is_read_and_taken_out(text: str, left: str, by: date | None) -> None:
    found = asked_filters(text, SUNDAY)
    assert (" ".join(found.text.split()), found.by) == (left, by)


def test_only_what_is_in_stock_is_read() -> None:
    found = asked_filters("staplers that are in stock")
    assert (found.text.strip(), found.in_stock) == ("staplers", True)
    assert not asked_filters("stock pot").in_stock


def test_a_search_keeps_what_arrives_in_time(tmp_path: Path, demo_catalog: Catalog) -> None:
    now = datetime(2026, 11, 20, 15, tzinfo=timezone.utc)

    def asked(text: str, zip_code: str = "60601") -> Query:
        return Query(text=text, now=now, zip_code=zip_code)

    timely = demo_catalog.search(asked("staplers by wednesday"))
    assert timely.fit == "exact"
    assert timely.products
    late = demo_catalog.search(asked("staplers by tomorrow", "96701"))
    assert (late.fit, late.dropped) == ("nearest", ("by",))
    load_demo(tmp_path)
    assert all(product.stock != 0 for product in demo_catalog.search(Query(text="staplers in stock")).products)
