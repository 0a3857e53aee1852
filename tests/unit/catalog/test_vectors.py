"""Products are found by what they mean, behind the import and in the order of words and meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.generations import Generations
from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.catalog.vector_building import Made, made, make
from bot.catalog.vectors import FILE
from bot.embeddings import embed_quickly
from bot.errors import Refused

TITLES = ("Webcam for video calls", "Camera lens cap", "Camera strap, leather", "Ballpoint pen", "Office chair, mesh")


def shelf(*titles: str) -> list[Product]:
    return [Product(id=str(number), title=title) for number, title in enumerate(titles)]


def test_vectors_follow_the_import_and_are_complete(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))
    assert made(tmp_path) == Made(0, len(TITLES))
    told: list[tuple[int, int]] = []
    assert make(tmp_path, lambda done, rows: told.append((done, rows))).complete
    assert told[-1] == (len(TITLES), len(TITLES))
    assert made(tmp_path).complete
    assert make(tmp_path).complete, "a second time there is nothing to do"


def test_an_empty_catalog_needs_no_vectors(tmp_path: Path) -> None:
    assert make(tmp_path).complete
    assert made(tmp_path) == Made(0, 0)


def test_a_running_search_sees_vectors_as_they_come(tmp_path: Path) -> None:
    import_products(
        tmp_path, shelf("Stand for ferns", "Chair for offices", "Chair for dining, office quality, with a chair mat")
    )
    catalog = Catalog.open(tmp_path)
    query = Query(text="chair", fill=True, limit=3)
    by_words = [hit.score for hit in catalog.search(query).hits]
    make(tmp_path)
    assert [hit.score for hit in catalog.search(query).hits] != by_words
    assert {hit.product.id for hit in catalog.search(query).hits} >= {"1", "2"}


def test_a_page_is_filled_with_what_means_the_same_though_no_word_is_shared(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))
    make(tmp_path)
    hits = Catalog.open(tmp_path).search(Query(text="camera", fill=True, limit=4)).hits
    assert [hit.exact for hit in hits] == [True, True, False, False]
    assert hits[2].product.title == "Webcam for video calls"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_meaning_orders_what_a_page_cannot_hold_and_is_spared_where_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_products(tmp_path, shelf(*(f"Chair {number}" for number in range(6))))
    make(tmp_path)
    read: list[str] = []
    monkeypatch.setattr("bot.embeddings.embed_quickly", lambda texts: (read.extend(texts), embed_quickly(texts))[1])
    catalog = Catalog.open(tmp_path)
    assert len(catalog.search(Query(text="chair", limit=6)).hits) == 6
    assert read == [], "all of them are shown whatever they mean"
    assert len(catalog.search(Query(text="chair", limit=5)).hits) == 5
    assert read == ["chair"]


def test_filters_hold_for_what_is_found_by_meaning(tmp_path: Path) -> None:
    products = [Product(id="1", title="Camera strap", stock=3), Product(id="2", title="Webcam", stock=0)]
    import_products(tmp_path, products)
    make(tmp_path)
    found = Catalog.open(tmp_path).search(Query(text="camera", in_stock=True, fill=True))
    assert [hit.product.id for hit in found.hits] == ["1"]


def test_unchanged_titles_keep_their_vectors(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))
    make(tmp_path)
    import_products(tmp_path, shelf("A new thing", *TITLES))
    assert make(tmp_path) == Made(len(TITLES) + 1, len(TITLES) + 1, reused=len(TITLES))


def test_what_was_made_before_a_stop_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catalog.vector_building.CHUNK", 2)
    import_products(tmp_path, shelf(*TITLES))
    assert make(tmp_path, seconds=0).done == 2
    assert made(tmp_path) == Made(2, len(TITLES))
    told: list[int] = []
    assert make(tmp_path, lambda done, _: told.append(done)).complete
    assert told == [4, 5]


def test_only_one_process_makes_vectors(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))

    def again(_done: int, _rows: int) -> None:
        with pytest.raises(Refused):
            make(tmp_path)

    make(tmp_path, again)


def test_a_generation_of_an_earlier_version_is_searched_by_words(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))
    folder = Generations(tmp_path).path(1)
    (folder / "titles.txt").unlink()
    assert make(tmp_path).complete
    assert not (folder / FILE).exists()
    assert Catalog.open(tmp_path).search(Query(text="camera strap")).fit == "exact"


def test_what_is_meant_is_found_though_the_words_are_others(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES, "Laptop backpack"))
    make(tmp_path)
    catalog = Catalog.open(tmp_path)
    found = catalog.search(Query(text="a seat for my workplace"))
    assert (found.fit, found.products[0].title) == ("nearest", "Office chair, mesh")
    assert "seat" in found.dropped
    assert catalog.search(Query(text="lawn mower")).fit == "nothing"
    assert catalog.search(Query(text="ZX-4410")).fit == "nothing", "a model is never guessed by its meaning"


def test_a_shared_word_does_not_make_another_thing_the_nearest(tmp_path: Path) -> None:
    titles = ("Copy paper, salmon color", "Pool blue file folder", "Trout and salmon fillets, frozen")
    import_products(tmp_path, shelf(*titles))
    make(tmp_path)
    found = Catalog.open(tmp_path).search(Query(text="swimming pool ladder"))
    assert found.fit == "nothing"


def test_ten_thousand_characters_are_answered(tmp_path: Path) -> None:
    import_products(tmp_path, shelf(*TITLES))
    make(tmp_path)
    catalog = Catalog.open(tmp_path)
    for text in (
        "camera strap " * 800,
        "x" * 10_000,
        "? " * 5_000,
        "".join(chr(0x4E00 + number % 900) for number in range(10_000)),
    ):
        assert catalog.search(Query(text=text, fill=True)).fit in ("exact", "nearest", "nothing")
