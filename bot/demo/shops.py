"""Demo shops: at real places of the US, in streets and with names that are made up; the same again for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from random import Random

import zipcodes

from bot.errors import BadInput
from bot.places import Place, place_in
from bot.shops.hours import read_week
from bot.shops.shop import Shop

STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI "
    "SC SD TN TX UT VT VA WA WV WI WY".split()
)
STREETS = (
    "Main St, Market St, Oak Ave, Commerce Dr, Center St, Park Ave, River Rd, Lincoln Ave, Mill Rd, Union St, Depot St"
).split(", ")
QUARTERS = "Square, Plaza, Crossing, Commons, Center, Landing, Point, Station, Gateway, Corners".split(", ")
HOURS = (
    "Mon-Fri: 8:00-20:00; Sat: 9:00-20:00; Sun: 10:00-18:00",
    "Mon-Fri: 8:00-21:00; Sat: 9:00-21:00; Sun: 10:00-18:00",
    "Mon-Fri: 7:30-19:00; Sat: 9:00-18:00; Sun: 11:00-17:00",
    "Mon-Fri: 8:00-19:00; Sat: 9:00-17:00",
)
ALWAYS = ("Order pickup", "Returns", "Ink and toner recycling")
SOME = (
    "Print and copy, Business cards, Computer repair, Shredding, Shipping counter, Meeting room, Furniture showroom, "
    "Se habla español"
).split(", ")
NEAR = 0.012  # degrees, about a mile: shops are not all at the post office


def demo_shops(count: int, seed: int) -> Iterator[Shop]:
    """So many shops, at most one a ZIP; larger cities have more. Raises BadInput for more than there are ZIPs."""
    random = Random(f"shops {seed}")
    if count > len(towns()):
        raise BadInput(f"there are {len(towns()):,} places for shops, not {count:,}")
    # the largest keys of u^(1/weight) are a weighted draw without putting back (Efraimidis and Spirakis, 2006)
    drawn = sorted(((random.random() ** (1 / weight), place) for place, weight in zip(towns(), _weights(), strict=True)))
    for number, (_, place) in enumerate(reversed(drawn[len(drawn) - count :]), start=1):
        yield _shop(random, number, place)


def _shop(random: Random, number: int, place: Place) -> Shop:
    street, point = random.choice(STREETS), place.point
    assert point, "an ordinary ZIP is on the map"
    return Shop(
        id=str(1000 + number),
        name=f"{place.city} {random.choice(QUARTERS)}",
        address=f"{random.randint(1, 9800)} {street}",
        city=place.city,
        state=place.state,
        zip=place.zip,
        lat=round(point[0] + random.uniform(-NEAR, NEAR), 5),
        lon=round(point[1] + random.uniform(-NEAR, NEAR), 5),
        timezone=place.timezone,
        hours=read_week(random.choice(HOURS)),
        services=(*ALWAYS, *sorted(random.sample(SOME, random.randint(1, 5)))),
        phone=f"({_area_codes()[place.zip]}) 555-01{random.randint(0, 99):02d}",  # 555-01xx is kept for fiction
        kind=random.choice(("Store", "Store", "Store", "Superstore", "Express")),
    )


@lru_cache(maxsize=1)
def _rows() -> list[tuple[Place, str]]:
    """Ordinary ZIPs of the states, in order, with their telephone area code."""
    rows = [
        (place_in(row), row["area_codes"][0])
        for row in zipcodes.list_all()
        if row["active"] and row["zip_code_type"] == "STANDARD" and row["state"] in STATES and row["area_codes"]
    ]
    return sorted(rows, key=lambda row: row[0].zip)


@lru_cache(maxsize=1)
def _area_codes() -> dict[str, str]:
    return {place.zip: area_code for place, area_code in _rows()}


@lru_cache(maxsize=1)
def towns() -> list[Place]:
    """Every place with an ordinary ZIP, in the order of the ZIPs."""
    return [place for place, _ in _rows()]


@lru_cache(maxsize=1)
def _weights() -> list[float]:
    """For each of them, how many ZIPs its city has: what is known here of how many people live there."""
    sizes = Counter((place.city, place.state) for place in towns())
    return [float(sizes[place.city, place.state]) for place in towns()]


@lru_cache(maxsize=1)
def _summed() -> list[float]:
    return list(accumulate(_weights()))


def draw_place(random: Random) -> Place:
    """Any place where people do business, larger cities more often."""
    return random.choices(towns(), cum_weights=_summed())[0]
