"""What a large catalog is spared: descriptions where titles say enough, and products that can be the nearest to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog import coverage, matching, searching
from bot.catalog.generations import Generations
from bot.catalog.imports import import_products
from bot.catalog.meaning import Meaning
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.reader import open_reader
from bot.catalog.search import Catalog
from bot.demo.catalog import load_demo

MUGS = [Product(id=f"M{number}", title=f"Steel Mug {number}") for number in range(5)]
TOLD = [Product(id=f"T{number}", title=f"Mug {number}", description="made of steel") for number in range(3)]


@pytest.fixture
def everything_is_common(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (matching, searching):
        monkeypatch.setattr(module, "COMMON", 1)
    monkeypatch.setattr(searching, "WINDOW", 5)


def found(var: Path, text: str) -> set[str]:
    return {hit.product.id for hit in Catalog.open(var).search(Query(text=text, limit=5)).hits}


@pytest.mark.usefixtures("everything_is_common")
def test_where_titles_have_plenty_of_common_words_they_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PLENTY", 5)
    import_products(tmp_path, [*TOLD, *MUGS])
    assert found(tmp_path, "steel mug") == {one.id for one in MUGS}


@pytest.mark.usefixtures("everything_is_common")
def test_where_few_titles_have_them_descriptions_count_too(tmp_path: Path) -> None:
    import_products(tmp_path, [*TOLD, *MUGS[:1]])
    assert found(tmp_path, "steel mug") == {"M0", "T0", "T1", "T2"}


@pytest.mark.parametrize(
    "text",
    [
        "black mesh chair with wheels and a zebra",
        "blue gel pens for a whale",
        "toner for a LaserJet 1160 in gold",
        "brother tn-9999 toner",
        "a very heavy stapler of glass, black, for the office",
        "paper",
        "unicorn",
    ],
)
def test_what_may_be_near_is_never_left_out(tmp_path: Path, text: str) -> None:
    load_demo(tmp_path)
    reader = open_reader(Generations(tmp_path))
    assert reader
    terms = Meaning(reader).terms(text)
    needed = coverage.needed(terms)
    for product in reader.all():
        met = coverage.met(product, terms)
        if coverage.is_near(met, terms):
            assert needed is not None
            assert all(any(term in met for term in group) for group in needed)
