from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.catalog.generations import KEPT, Generations
from bot.catalog.imports import import_feed, import_products
from bot.catalog.product import Product
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.errors import Refused


def products(word: str, count: int = 50) -> list[Product]:
    return [Product(id=f"p{number}", title=f"{word} pens {number}") for number in range(count)]


def test_before_the_first_import_the_catalog_says_that_it_is_empty(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    assert catalog.search(Query(text="pens")).empty
    assert (catalog.size(), catalog.product("p1"), catalog.products(["p1"]), catalog.brands()) == (0, None, [], {})


def test_an_open_catalog_answers_from_the_new_generation_after_a_switch(tmp_path: Path) -> None:
    import_products(tmp_path, products("red"))
    catalog = Catalog.open(tmp_path)
    assert catalog.search(Query(text="red pens")).total == 50
    import_products(tmp_path, products("blue", 20))
    assert catalog.search(Query(text="red pens")).fit != "exact"
    assert catalog.search(Query(text="blue pens")).total == catalog.size() == 20


def test_a_reader_answers_all_the_while_another_process_imports(tmp_path: Path) -> None:
    import_products(tmp_path, products("first"))
    catalog = Catalog.open(tmp_path)
    code = (
        "import sys; from pathlib import Path; from bot.catalog.imports import import_products; "
        "from bot.catalog.product import Product\n"
        "for turn in range(6):\n"
        "    import_products(Path(sys.argv[1]), [Product(id=f'p{n}', title=f'turn{turn} pens') for n in range(300)])"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as importer:
        answers = 0
        while importer.poll() is None:
            result = catalog.search(Query(text="pens", limit=3))
            assert result.total in (50, 300)
            assert len(result.hits) == 3
            answers += 1
    assert importer.returncode == 0
    assert answers > 10
    assert catalog.search(Query(text="turn5 pens")).total == 300


def test_a_second_import_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with Generations(tmp_path).building(), pytest.raises(Refused, match="another import"):
        import_products(tmp_path, products("red"))


def test_an_import_that_fails_leaves_no_folder_and_the_old_generation(tmp_path: Path) -> None:
    import_products(tmp_path, products("red"))

    def broken() -> Iterator[Product]:
        yield Product(id="half", title="Half")
        raise ValueError("cut off")

    with pytest.raises(ValueError, match="cut off"):
        import_products(tmp_path, broken())
    assert not list((tmp_path / "catalog").glob("*.building"))
    assert Generations(tmp_path).current() == 1
    assert Catalog.open(tmp_path).size() == 50


def test_old_generations_are_removed(tmp_path: Path) -> None:
    for _ in range(4):
        import_products(tmp_path, products("red"))
    folders = [path for path in (tmp_path / "catalog").iterdir() if path.is_dir()]
    assert len(folders) == KEPT
    assert Generations(tmp_path).current() == 4


def test_adding_keeps_what_the_feed_does_not_have(tmp_path: Path) -> None:
    import_products(tmp_path, products("red", 3))
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title\np1,Blue pens\nnew,Green pens\n")
    done = import_feed(tmp_path, feed, add=True)
    assert (done.products, done.kept) == (4, 2)
    found = Catalog.open(tmp_path).products(["p0", "p1", "p2", "new"])
    assert [product.title for product in found] == ["red pens 0", "Blue pens", "red pens 2", "Green pens"]
