"""Demo suppliers: the same for the same seed, believable, and with a truth that their texts do not give away."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

from bot.catalog.words import STOPWORDS, stems
from bot.demo.families import families
from bot.demo.suppliers import demo_suppliers
from bot.sourcing.supplier_files import SupplierFiles


def held(var: Path) -> dict[str, bytes]:
    files = SupplierFiles(var)
    number = files.generations.current()
    assert number is not None
    return {path.name: path.read_bytes() for path in files.generations.path(number).iterdir()}


def test_the_same_seed_makes_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        SupplierFiles(tmp_path / name).save(demo_suppliers(300, seed), {"seed": seed})
    assert held(tmp_path / "a") == held(tmp_path / "b")
    assert held(tmp_path / "a") != held(tmp_path / "c")


def test_a_larger_world_begins_with_the_smaller_one() -> None:
    assert list(islice(demo_suppliers(5000, 7), 200)) == list(demo_suppliers(200, 7))


def test_suppliers_are_believable() -> None:
    made = [supplier for supplier, _ in demo_suppliers(2000, 7)]
    assert len({supplier.name for supplier in made}) == 2000
    assert len({supplier.country for supplier in made}) == 15
    assert Counter(supplier.country for supplier in made).most_common(1)[0][0] == "CN"
    for supplier in made:
        assert supplier.lines
        assert supplier.lead_days > 0
        assert supplier.joined >= supplier.founded
        for line in supplier.lines:
            assert line.moq >= 1
            assert line.price is not None
            assert line.price_bulk is not None
            assert 0 < line.price_bulk <= line.price
            assert len(line.hs) == 6


def test_every_family_is_made_by_some(tmp_path: Path) -> None:
    hidden = [hidden for _, hidden in demo_suppliers(2000, 7)]
    assert {family for one in hidden for family in one.families} == {family.id for family in families()}
    assert all(0 <= share <= 1 for one in hidden for share in (one.quality, one.on_time, one.answers))
    assert 0.9 < sum(one.honest for one in hidden) / len(hidden) < 1


def test_customers_have_words_of_their_own_for_what_a_family_makes() -> None:
    idle = {stem for word in [*STOPWORDS, "our", "set", "case"] for stem in stems(word)}
    for family in families():
        factories = set(stems(" ".join((*family.products, *family.materials, *family.techniques)))) - idle
        for asked in family.asked:
            assert not (set(stems(asked)) & factories), (family.id, asked)
