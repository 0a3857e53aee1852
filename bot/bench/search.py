"""How well and how quickly the catalog is searched, each beside its peers in the same run.

Quality needs a file of tasks (see `search_quality.py`) and the feeds that it names: `--queries FILE --data FOLDER`. Speed needs
nothing: its products are made up.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.bench.result import Result
from bot.bench.search_peers import ByMeaning, FullText, tuned
from bot.bench.search_quality import (
    DEPTH,
    TEN,
    Graded,
    Ranking,
    Task,
    bootstrap,
    found_again,
    graded,
    mean,
    mistyped,
    read_tasks,
)
from bot.bench.search_size import sized
from bot.bench.search_speed import percentile
from bot.catalog.generations import Generations
from bot.catalog.imports import import_feed
from bot.catalog.query import Query
from bot.catalog.reader import open_reader
from bot.catalog.search import Catalog
from bot.catalog.vector_building import make
from bot.errors import BadInput, Missing

Say = Callable[[str], None]
TYPING = 5
"""Times that every query is mistyped, each time otherwise."""
JUDGED, STRICT, TYPOS, FIRST, AMONG = 0.93, 0.82, 0.03, 0.93, 1.0
"""What is to be reached."""


def measure(
    quick: bool,
    seed: int,
    say: Say,
    queries: Path | None = None,
    data: Path | None = None,
    products: int | None = None,
    keep: Path | None = None,
) -> Result:
    """Quality on the tasks of `queries`, whose catalogs lie in `data`; speed with so many made-up products.

    keep  a folder in which the made-up catalogs stay, to be measured again without being made again
    """
    result = Result("search")
    result.row("seed", "seed", seed)
    with tempfile.TemporaryDirectory(prefix="quartermaster-search-") as folder:
        if queries is None:
            say("no --queries: quality is not measured")
        else:
            _quality(result, Path(folder), read_tasks(queries), data or queries.parent, quick, seed, say)
        sized(result, keep or Path(folder), products, quick, seed, say)
    return result


def _quality(result: Result, folder: Path, tasks: Sequence[Task], data: Path, quick: bool, seed: int, say: Say) -> None:
    for number, name in enumerate(sorted({task.catalog for task in tasks})):
        var, path = folder / f"catalog-{number}", data / name
        if not path.exists():
            raise Missing(f"{path} is not there; name the folder of the feeds with --data")
        say(f"importing {name}")
        import_feed(var, path)
        if not quick:
            say("making its vectors")
            make(var)
        else:
            say("--quick: without vectors, by words alone")
        own = [task for task in tasks if task.catalog == name]
        _graded(result, var, [task for task in own if task.graded], quick, seed)
        _known(result, var, [task for task in own if not task.graded], quick)


def _graded(result: Result, var: Path, tasks: Sequence[Task], quick: bool, seed: int) -> None:
    if not tasks:
        return
    reader = open_reader(Generations(var))
    if reader is None:
        raise BadInput("the catalog of the graded queries is empty")
    words = FullText(reader.all())
    spent: list[float] = []
    ranking = _ours(var, DEPTH, spent)
    ours = graded(tasks, ranking)
    result.goal(
        "ndcg_judged_ours",
        "graded queries, NDCG@10, judged alone: this search",
        round(mean(ours.judged), 3),
        least=JUDGED,
        counts=not quick,
    )
    result.goal(
        "ndcg_strict_ours",
        "graded queries, NDCG@10, unjudged wrong: this search",
        round(mean(ours.strict), 3),
        least=STRICT,
        counts=not quick,
    )
    result.row("page_p50_ms", "the same, a page of ten, ms: median", _milliseconds(var, tasks, 0.5))
    result.row("page_p99_ms", "the same, a page of ten, ms: 99%", _milliseconds(var, tasks, 0.99))
    if quick:
        peers = {"fts5": ("SQLite FTS5, BM25", graded(tasks, words.any_word))}
    else:
        best, both, _ = tuned(tasks, words, ByMeaning(reader))
        peers = {"fts5": ("SQLite FTS5, BM25, tuned here", best), "fused": ("BM25 and MiniLM fused, tuned here", both)}
    for key, (label, peer) in peers.items():
        _report(result, key, label, peer)
        for kind, one, other in (("judged", ours.judged, peer.judged), ("strict", ours.strict, peer.strict)):
            low, high = bootstrap(one, other, seed)
            result.row(f"{kind}_over_{key}", f"this search over {label}, {kind}: 95% of", f"{low:+.3f} to {high:+.3f}")
    _typing(result, tasks, ranking, ours, quick, seed)


def _typing(result: Result, tasks: Sequence[Task], ranking: Ranking, ours: Graded, quick: bool, seed: int) -> None:
    chance = random.Random(seed)
    wrong = [task._replace(query=mistyped(task.query, chance)) for _ in range(TYPING) for task in tasks]
    found = graded(wrong, ranking)
    result.goal(
        "typo_loss",
        "one typing error in each: loss, judged",
        round(mean(ours.judged) - mean(found.judged), 3),
        most=TYPOS,
        counts=not quick,
    )
    result.row("typo_loss_strict", "one typing error in each: loss, strict", round(mean(ours.strict) - mean(found.strict), 3))


def _known(result: Result, var: Path, tasks: Sequence[Task], quick: bool) -> None:
    if not tasks:
        return
    reader = open_reader(Generations(var))
    words = FullText(reader.all() if reader else ())
    first, among = found_again(tasks, _ours(var, TEN, []))
    result.goal(
        "known_first_ours", "long titles, right product first: this search", round(first, 3), least=FIRST, counts=not quick
    )
    result.goal(
        "known_ten_ours", "long titles, right product among ten: this search", round(among, 3), least=AMONG, counts=not quick
    )
    first, among = found_again(tasks, words.any_word)
    result.row("known_first_fts5", "long titles, right product first: SQLite FTS5", round(first, 3))
    result.row("known_ten_fts5", "long titles, right product among ten: SQLite FTS5", round(among, 3))


def _ours(var: Path, limit: int, spent: list[float]) -> Ranking:
    catalog = Catalog.open(var)

    def ranking(query: str) -> list[str]:
        began = time.perf_counter()
        found = [hit.product.id for hit in catalog.search(Query(text=query, limit=limit, fill=True)).hits]
        spent.append((time.perf_counter() - began) * 1000)
        return found

    return ranking


def _milliseconds(var: Path, tasks: Sequence[Task], share: float) -> float:
    spent: list[float] = []
    ranking = _ours(var, TEN, spent)
    ranking(tasks[0].query)
    for task in tasks:
        ranking(task.query)
    return round(percentile(spent[1:], share), 1)


def _report(result: Result, key: str, label: str, found: Graded) -> None:
    result.row(f"ndcg_judged_{key}", f"graded queries, NDCG@10, judged alone: {label}", round(mean(found.judged), 3))
    result.row(f"ndcg_strict_{key}", f"graded queries, NDCG@10, unjudged wrong: {label}", round(mean(found.strict), 3))
