"""The measures of `quartermaster bench search`: what they count, and that they refuse what is no task."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bot.bench import search_size
from bot.bench.result import Result
from bot.bench.search_peers import FullText, fused
from bot.bench.search_products import Shelf, write_feed
from bot.bench.search_quality import Task, bootstrap, found_again, graded, mistyped, ndcg, read_tasks
from bot.catalog.imports import import_feed
from bot.catalog.product import Product
from bot.catalog.search import Catalog
from bot.errors import BadInput


def task(query: str, relevant: dict[str, int], judged: tuple[str, ...] = ()) -> Task:
    return Task(query, True, "feed.csv", relevant, frozenset(relevant) | frozenset(judged))


def test_the_best_order_counts_one_and_a_wrong_one_less() -> None:
    assert ndcg(["a", "b"], {"a": 3, "b": 1}) == 1.0
    assert 0 < ndcg(["b", "a"], {"a": 3, "b": 1}) < 1
    assert ndcg(["x"], {"a": 3}) == 0.0


def test_unjudged_products_are_left_out_of_one_measure_and_wrong_in_the_other() -> None:
    found = graded([task("lamp", {"a": 3}, judged=("c",))], lambda _: ["unknown", "a", "c"])
    assert found.judged == [1.0]
    assert found.strict[0] < 1


def test_a_product_to_be_found_counts_first_and_among_ten() -> None:
    tasks = [task("one", {"a": 1}), task("two", {"b": 1}), task("three", {"c": 1})]
    assert found_again(tasks, lambda _: ["a", "b"]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_a_clear_difference_has_a_range_above_zero() -> None:
    low, high = bootstrap([0.9] * 30, [0.5] * 29 + [0.9], seed=1)
    assert 0 < low <= high


def test_a_typing_error_changes_one_word() -> None:
    wrong = mistyped("wireless mouse pad", random.Random(3))
    assert wrong != "wireless mouse pad"
    assert sum(one != other for one, other in zip(wrong.split(), ["wireless", "mouse", "pad"], strict=True)) == 1
    assert mistyped("aa", random.Random(1)) == "aa"


def test_full_text_search_finds_every_word_or_any() -> None:
    words = FullText([Product(id="1", title="Desk lamp"), Product(id="2", title="Floor lamp")])
    assert words.every_word("desk lamp", 5) == ["1"]
    assert words.every_word("wall lamp", 5) == ["1", "2"]
    assert words.any_word("desk lamp") == ["1", "2"]


def test_fusion_prefers_what_both_rankings_have() -> None:
    assert fused((["a", "b"], ["b", "c"]), 60, (1.0, 1.0))[0] == "b"


def test_made_up_products_repeat_for_a_seed_and_are_varied() -> None:
    titles = [product.title for product in Shelf(200, 5)]
    assert titles == [product.title for product in Shelf(200, 5)]
    assert len(set(titles)) == 200
    assert Shelf(200, 5).ask(random.Random(1)) == Shelf(200, 5).ask(random.Random(1))


def test_a_line_that_is_no_task_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    row = {"query": "lamp", "kind": "graded_query", "catalog": "feed.csv", "relevant": {"1": 3}, "judged_nonrelevant": ["2"]}
    path.write_text(json.dumps(row) + "\nnothing\n")
    with pytest.raises(BadInput, match="line 2"):
        read_tasks(path)
    path.write_text(json.dumps(row))
    assert read_tasks(path) == [task("lamp", {"1": 3}, judged=("2",))]


def test_what_is_to_be_reached_stands_beside_what_was_measured() -> None:
    result = Result("search")
    result.goal("quality", "quality", 0.94, least=0.93)
    result.goal("slowest", "slowest, ms", 16.0, most=15)
    result.goal("small", "too few products", 99.0, most=15, counts=False)
    quality, slowest, small = result.table().splitlines()
    assert " met " in quality
    assert "NOT MET" in slowest
    assert "MET" not in small
    assert (result.figures["quality_met"], result.figures["slowest_met"], result.figures["small"]) == (True, False, 99.0)


def test_a_made_up_shelf_is_a_feed_that_can_be_imported(tmp_path: Path) -> None:
    shelf = Shelf(60, 5)
    write_feed(shelf, tmp_path / "feed.csv")
    assert import_feed(tmp_path / "var", tmp_path / "feed.csv").products == 60
    product, made_up = Catalog.open(tmp_path / "var").product("Z0000007"), shelf.product(7)
    assert product
    assert (product.title, product.price, product.stock) == (made_up.title, made_up.price, made_up.stock)


def test_a_measured_shelf_tells_what_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_size, "SMALL", 500)
    monkeypatch.setattr(search_size, "FEW", 20)
    result = Result("search")
    search_size.sized(result, tmp_path, 1_000, True, 5, lambda line: None)
    assert result.figures["found_1000"] > 0.9
    assert result.figures["growth"] > 0
