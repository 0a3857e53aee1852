"""How quick the search is, in a process of its own that does nothing else, and how much memory that process takes."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.bench.search_peers import FullText
from bot.bench.search_products import Shelf, vocabulary, write_feed
from bot.bench.search_quality import Ranking
from bot.catalog.generations import Generations
from bot.catalog.imports import import_feed
from bot.catalog.query import Query
from bot.catalog.search import Catalog
from bot.catalog.vector_building import make
from bot.catalog.vectors import FILE, TITLES, WIDTH, Floats, new_vectors

PAGE = 10
WARM = 50
# of the questions; with a million products one takes FTS5 up to seconds
PEERS_ASKED = 200
RATE_SECONDS = 10.0
ADDED_AT_ONCE = 20_000
# meanings lie in far fewer directions than vectors have numbers; and nobody looks at what the made-up ones find
DIRECTIONS, CARE = 32, 8
PROMILLE = 1_000


class Built(NamedTuple):
    """Seconds by the clock and of the processor that the import of a feed took, and how many vectors a second were made."""

    seconds: float
    cpu: float
    titles_a_second: float


class Speed(NamedTuple):
    """Milliseconds of each question, by the clock and of the processor, how often something was found, and the process's memory
    (PSS, bytes) afterwards.

    `peers`: what the first of these questions took SQLite FTS5 (key to label and milliseconds).
    """

    ours: list[float]
    processor: list[float]
    peers: dict[str, tuple[str, list[float]]]
    found: float
    memory: int


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def build(var: Path, shelf: Shelf, rate_seconds: float = RATE_SECONDS) -> Built:
    """A catalog of the shelf under `var`, with vectors, and FTS5 beside it; for so many seconds real vectors are made."""
    var.mkdir(parents=True)
    feed = var / "feed.csv"
    write_feed(shelf, feed)
    began, used = time.perf_counter(), _processor()
    import_feed(var, feed)
    seconds, cpu = time.perf_counter() - began, _processor() - used
    feed.unlink()
    rate = _rate(var, rate_seconds) if rate_seconds else 0.0
    draw_vectors(var, shelf.seed)
    FullText(shelf, var / "fts5.sqlite").close()
    return Built(seconds, cpu, rate)


def _rate(var: Path, seconds: float) -> float:
    """Vectors a second that are made in so many seconds."""
    began = time.perf_counter()
    return make(var, seconds=seconds).done / (time.perf_counter() - began)


def _processor() -> float:
    """Seconds of the processor that this process and those it started have used."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def draw_vectors(var: Path, seed: int) -> None:
    """Vectors as titles with these words would have them, without an hour of computing: the words' own, drawn and added up."""
    generations = Generations(var)
    folder = generations.path(generations.current() or 0)
    numbers = {word: number for number, word in enumerate(vocabulary())}
    chance = np.random.default_rng(seed)
    words = chance.standard_normal((len(numbers) + 1, DIRECTIONS), np.float32) @ chance.standard_normal(
        (DIRECTIONS, WIDTH), np.float32
    )
    index = new_vectors(CARE)
    titles = (folder / TITLES).read_text(encoding="utf-8").splitlines()
    for start in range(0, len(titles), ADDED_AT_ONCE):
        chunk = titles[start : start + ADDED_AT_ONCE]
        index.add(np.arange(start, start + len(chunk), dtype=np.uint64), _drawn(chunk, numbers, words))
    index.save(str(folder / FILE))


def _drawn(titles: Sequence[str], numbers: dict[str, int], words: Floats) -> Floats:
    made: Floats = np.stack([words[[numbers.get(word.lower(), -1) for word in title.split()]].sum(0) for title in titles])
    return made


def measured(var: Path, shelf: Shelf, questions: int, seed: int) -> Speed:
    """Asks so many different questions, ours and FTS5 in turn, in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_ask, var, shelf.products, shelf.seed, questions, seed).result()


def _ask(var: Path, products: int, shelf_seed: int, questions: int, seed: int) -> Speed:
    chance, shelf, catalog = random.Random(seed), Shelf(products, shelf_seed), Catalog.open(var)
    asked = list(dict.fromkeys(shelf.ask(chance) for _ in range(questions + WARM)))
    for text in asked[:WARM]:
        catalog.search(Query(text=text, limit=PAGE))
    ours, processor, found = [], [], 0
    for text in asked[WARM:]:
        began, used = time.perf_counter(), time.process_time()
        found += bool(catalog.search(Query(text=text, limit=PAGE)).hits)
        ours.append((time.perf_counter() - began) * PROMILLE)
        processor.append((time.process_time() - used) * PROMILLE)
    memory = pss()
    return Speed(ours, processor, _peers(var, asked[: WARM + PEERS_ASKED]), found / len(ours), memory)


def _peers(var: Path, asked: Sequence[str]) -> dict[str, tuple[str, list[float]]]:
    words = FullText((), var / "fts5.sqlite")
    any_word = _spent(lambda text: words.any_word(text, PAGE), asked)
    every_word = _spent(lambda text: words.every_word(text, PAGE), asked)
    words.close()
    return {"fts5": ("SQLite FTS5", any_word), "fts5_every": ("SQLite FTS5, every word, else any", every_word)}


def _spent(search: Ranking, asked: Sequence[str]) -> list[float]:
    spent = []
    for text in asked:
        began = time.perf_counter()
        search(text)
        spent.append((time.perf_counter() - began) * PROMILLE)
    return spent[WARM:]


def pss() -> int:
    """Bytes of memory of this process, shared pages counted in proportion."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
