"""What a catalog of many made-up products takes: import, vectors, a question, memory; each with what is to be reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.bench.result import Result
from bot.bench.search_products import Shelf
from bot.bench.search_speed import RATE_SECONDS, Speed, build, measured, percentile

SMALL, QUICK, FULL = 10_000, 20_000, 1_000_000
QUESTIONS, FEW = 2_000, 300
SHELF = 1
"""The made-up products are the same in every run; the questions go by the seed."""
MEGA = 1_000_000
SLOWEST_MS, GROWTH, IMPORT_S, TITLES_A_S = 15, 3, 180, 250
"""What is to be reached with a million products on two cores that do nothing else."""


def sized(result: Result, folder: Path, products: int | None, quick: bool, seed: int, say: Callable[[str], None]) -> None:
    """The small catalog and the large one, which stay in the folder."""
    count = products or (QUICK if quick else FULL)
    small = _measured(result, folder, SMALL, quick, seed, say)
    large = _measured(result, folder, count, quick, seed, say) if count != SMALL else small
    grown = round(percentile(large.ours, 0.5) / percentile(small.ours, 0.5), 2)
    result.goal("growth", f"median of {count:,} products against {SMALL:,}", grown, most=GROWTH)


def _measured(result: Result, folder: Path, count: int, quick: bool, seed: int, say: Callable[[str], None]) -> Speed:
    var, shelf = folder / f"speed-{count}", Shelf(count, SHELF)
    if not var.exists():
        say(f"{count:,} made-up products: import, vectors, and SQLite FTS5 beside them")
        made = build(var, shelf, 0 if quick else RATE_SECONDS)
        label = f"{count:,} products: import of the feed, the words, s"
        result.goal(f"import_s_{count}", label, round(made.seconds, 1), most=IMPORT_S, counts=count >= FULL)
        result.row(f"import_cpu_s_{count}", f"{count:,} products: the same, processor time, s", round(made.cpu, 1))
        if not quick:
            label = f"{count:,} products: vectors made, titles a second"
            result.goal(f"titles_a_s_{count}", label, round(made.titles_a_second), least=TITLES_A_S)
    say(f"{count:,} made-up products: questions")
    speed = measured(var, shelf, FEW if quick else QUESTIONS, seed)
    _told(result, count, speed)
    return speed


def _told(result: Result, count: int, speed: Speed) -> None:
    peer = round(percentile(speed.peers["fts5_every"][1], 0.99), 1)
    slowest = round(percentile(speed.ours, 0.99), 1)
    result.row(f"p50_ms_ours_{count}", f"{count:,} products, ms, median: this search", round(percentile(speed.ours, 0.5), 2))
    label = f"{count:,} products, ms, 99%: this search"
    result.goal(f"p99_ms_ours_{count}", label, slowest, most=SLOWEST_MS, counts=count >= FULL)
    for share, name in ((0.5, "median"), (0.99, "99%")):
        label = f"{count:,} products, ms, {name}: this search, processor time alone"
        result.row(f"p{share * 100:.0f}_cpu_ms_ours_{count}", label, round(percentile(speed.processor, share), 2))
    for key, (label, spent) in speed.peers.items():
        result.row(f"p50_ms_{key}_{count}", f"{count:,} products, ms, median: {label}", round(percentile(spent, 0.5), 2))
        result.row(f"p99_ms_{key}_{count}", f"{count:,} products, ms, 99%: {label}", round(percentile(spent, 0.99), 1))
    label = f"{count:,} products: 99% against that of FTS5, every word, else any"
    result.goal(f"p99_over_fts5_{count}", label, round(slowest / peer, 2), most=1, counts=count >= FULL)
    result.row(f"found_{count}", f"{count:,} products: share of questions with an answer", round(speed.found, 3))
    result.row(f"memory_mb_{count}", f"{count:,} products: memory of the searching process, MB", round(speed.memory / MEGA))
