"""The nearest shops: by ZIP and by point, with their own local time."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.errors import Missing
from bot.places import city_places, miles, nearest, place_of
from bot.shops.hours import read_week
from bot.shops.service import Shops
from bot.shops.shop import Shop

WEEK = read_week("Mon-Fri: 8-6")
NOON_UTC = datetime(2026, 11, 23, 14, 30, tzinfo=timezone.utc)  # Monday: 9:30 in New York, 8:30 in Chicago, 6:30 in Los Angeles


def shop(code: str, services: tuple[str, ...] = (), hours: object = WEEK) -> Shop:
    place = place_of(code)
    assert place
    assert place.point
    return Shop(
        code,
        f"Shop {code}",
        "1 Main St",
        place.city,
        place.state,
        code,
        *place.point,
        place.timezone,
        hours,
        services,  # type: ignore[arg-type]
    )


SHOPS = Shops(lambda: [shop("90012"), shop("10001"), shop("60607", ("Print and copy",)), shop("60201", hours=None)])


def test_the_nearest_come_first() -> None:
    found = SHOPS.near("60616", NOON_UTC, limit=3)
    assert [near.shop.zip for near in found] == ["60607", "60201", "10001"]
    assert found[0].miles < 5 < found[1].miles < 25 < 600 < found[2].miles < 800


def test_each_is_asked_in_its_own_time() -> None:
    state = {near.shop.zip: near for near in SHOPS.near((39.8, -98.6), NOON_UTC, limit=9)}
    assert (state["10001"].is_open, state["60607"].is_open, state["90012"].is_open) == (True, True, False)
    opens = state["90012"].opens
    assert opens is not None
    assert (opens.hour, opens.utcoffset()) == (8, NOON_UTC.astimezone(opens.tzinfo).utcoffset())
    assert state["60201"].is_open is None


def test_only_those_with_a_service() -> None:
    assert [near.shop.zip for near in SHOPS.near("90012", NOON_UTC, service="print")] == ["60607"]


def test_a_zip_that_does_not_exist_is_said() -> None:
    for code in ("99999", "6061", "abcde", "", "６０６１６"):
        with pytest.raises(Missing, match="no ZIP"):
            SHOPS.near(code, NOON_UTC)


def test_a_city_s_name_may_mean_several_places() -> None:
    assert {"IL", "MO", "MA"} <= {place.state for place in city_places("springfield")}
    (one,) = city_places("Springfield", "il")
    assert one.zip.startswith("627")
    assert city_places("St. Louis", "MO")[0].city == city_places("Saint Louis", "MO")[0].city
    assert city_places("Atlantis") == []


def test_distance_over_the_ground() -> None:
    assert miles((40.6413, -73.7781), (33.9416, -118.4085)) == pytest.approx(2470, abs=5)  # the airports JFK and LAX
    assert nearest((41.8426, -87.6306)).zip == "60616"
