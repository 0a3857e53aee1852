"""What the search is measured against: SQLite's FTS5 (BM25), alone and fused with sentence embeddings by reciprocal rank.

The peers are tuned on the very queries that are asked: weights of the columns, the depth and the constant of the fusion. So
they are as good as they can be, which ours may not be.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import product as every_combination
from pathlib import Path

import numpy as np
import tantivy

from bot.bench.search_quality import DEPTH, Graded, Ranking, Task, graded, mean
from bot.catalog.product import Product
from bot.catalog.reader import Reader

COLUMNS = ("title", "brand", "description")
WEIGHTS = tuple(every_combination((1.0, 4.0), (0.5, 1.0, 2.0), (0.0, 0.3, 1.0)))
CONSTANTS = (10, 60)
SHARES = (0.5, 1.0, 2.0)
_WORD = re.compile(r"[^\W_]+")


class FullText:
    """SQLite FTS5 with Porter stems over title, brand and description."""

    def __init__(self, products: Iterable[Product], path: Path | None = None) -> None:
        self._base = sqlite3.connect(str(path) if path else ":memory:")
        self._base.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(id UNINDEXED, {', '.join(COLUMNS)}, tokenize='porter unicode61')"
        )
        rows = ((one.id, one.title, one.brand, one.description) for one in products)
        self._base.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", rows)
        self._base.commit()

    def any_word(self, query: str, limit: int = DEPTH, weights: Sequence[float] = (1.0, 1.0, 1.0)) -> list[str]:
        """Products with any of the words, best first by BM25."""
        return self._ids(" OR ".join(_quoted(query)), limit, weights)

    def every_word(self, query: str, limit: int) -> list[str]:
        """Products with every word, or with any where none has all: the quick way to use it."""
        return self._ids(" ".join(_quoted(query)), limit, (1.0, 1.0, 1.0)) or self.any_word(query, limit)

    def _ids(self, match: str, limit: int, weights: Sequence[float]) -> list[str]:
        if not match:
            return []
        ranked = f"SELECT id FROM f WHERE f MATCH ? ORDER BY bm25(f, 0, {', '.join(map(str, weights))}) LIMIT ?"  # noqa: S608
        return [row[0] for row in self._base.execute(ranked, (match, limit))]

    def close(self) -> None:
        self._base.close()


def _quoted(query: str) -> list[str]:
    return [f'"{word}"' for word in _WORD.findall(query)]


class ByMeaning:
    """Every product's title as a sentence embedding, compared one by one."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        every = reader.searcher.search(tantivy.Query.all_query(), limit=reader.about.products, count=False).hits
        addresses = [address for _, address in every]
        self._ids = [reader.product_at(address).id for address in addresses]
        self._rows = reader.rows(addresses)

    def ranked(self, query: str, limit: int = DEPTH) -> list[str]:
        from bot.embeddings import embed

        likeness = self._reader.vectors.likeness(embed([query])[0], self._rows)
        return [self._ids[place] for place in np.argsort(-likeness)[:limit]]


def fused(rankings: Sequence[Sequence[str]], constant: int, weights: Sequence[float]) -> list[str]:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for place, one in enumerate(ranking, start=1):
            scores[one] = scores.get(one, 0.0) + weight / (constant + place)
    return sorted(scores, key=lambda one: -scores[one])


def tuned(tasks: Sequence[Task], words: FullText, meant: ByMeaning) -> tuple[Graded, Graded, Ranking]:
    """The best BM25 on these tasks, the best fusion with it, and that BM25 as a ranking."""
    tries = [_by_words(words, weights) for weights in WEIGHTS]
    results = [graded(tasks, ranking) for ranking in tries]
    best = max(range(len(tries)), key=lambda number: mean(results[number].judged) + mean(results[number].strict))
    likest = {task.query: meant.ranked(task.query) for task in tasks}
    said = {task.query: tries[best](task.query) for task in tasks}
    fusions = [
        graded(tasks, lambda query, k=constant, share=share: fused((said[query], likest[query]), k, (1.0, share)))  # type: ignore[misc]
        for constant in CONSTANTS
        for share in SHARES
    ]
    return results[best], max(fusions, key=lambda one: mean(one.judged) + mean(one.strict)), tries[best]


def _by_words(words: FullText, weights: Sequence[float]) -> Ranking:
    return lambda query: words.any_word(query, DEPTH, weights)
