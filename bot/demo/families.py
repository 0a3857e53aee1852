"""What the demo world's factories make, and where they are: read from data files of our own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Family(NamedTuple):
    """A family of products: how factories call it, and how customers do (in words that factories do not use)."""

    id: str
    hs: str
    products: tuple[str, ...]
    materials: tuple[str, ...]
    techniques: tuple[str, ...]
    price: tuple[float, float]
    moq: tuple[int, int]
    days: tuple[int, int]
    certificates: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def trade(self) -> str:
        return self.id.partition("/")[0]


class Region(NamedTuple):
    country: str
    share: int
    languages: tuple[str, ...]
    forms: tuple[str, ...]
    price_level: float
    cities: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Every family, in the order of its data file."""
    return tuple(_family(row) for row in _rows("families.txt"))


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    return tuple(_region(row) for row in _rows("regions.txt"))


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def _family(row: list[str]) -> Family:
    name, hs, products, materials, techniques, price, moq, days, certificates, asked = row
    low, high = price.split("-")
    return Family(
        id=name,
        hs=hs,
        products=_list(products, ";"),
        materials=_list(materials, ","),
        techniques=_list(techniques, ","),
        price=(float(low), float(high)),
        moq=_span(moq),
        days=_span(days),
        certificates=_list(certificates, ","),
        asked=_list(asked, ";"),
    )


def _region(row: list[str]) -> Region:
    country, share, languages, forms, level, provinces = row
    cities = []
    for part in _list(provinces, ";"):
        province, names = part.split(":")
        cities += [(province, city) for city in _list(names, ",")]
    return Region(country, int(share), _list(languages, ","), _list(forms, ";"), float(level), tuple(cities))


def _list(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _span(text: str) -> tuple[int, int]:
    low, high = text.split("-")
    return int(low), int(high)
