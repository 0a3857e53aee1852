"""What products mean: the sentence embeddings of their titles, beside the index of words.

    <generation>/titles.txt       a product's title a line, line n for row n (the index keeps the row of each product)
    <generation>/vectors.usearch  their embeddings as far as they are made: 8-bit, in a graph (HNSW), memory-mapped

The file of vectors grows behind the import (`vector_building.py`) and is replaced as a whole; a search sees each new one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TITLES = "titles.txt"
FILE = "vectors.usearch"
# more of a title says how much memory a laptop has, not what it is, and takes most of the time
LONGEST_TITLE = 200
WIDTH = 384
# Malkov and Yashunin 2016: links a vector, and how many candidates are kept in mind while adding and while searching
LINKS, ADDING, SEARCHING = 12, 64, 96

Floats = npt.NDArray[np.float32]


def title_line(title: str) -> str:
    """The text of which the embedding is made, on one line."""
    return " ".join(title[:LONGEST_TITLE].split())


def new_vectors(adding: int = ADDING) -> Any:
    """An empty index of vectors, to be filled with rows as keys; less care in `adding` is quicker, and finds less."""
    return _graph()(ndim=WIDTH, metric="cos", dtype="i8", connectivity=LINKS, expansion_add=adding, expansion_search=SEARCHING)


def _graph() -> Any:
    """The library's class. ONNX Runtime goes first: loaded after usearch it would crash over its symbols."""
    import onnxruntime  # noqa: F401
    from usearch.index import Index

    return Index


class Vectors:
    """The vectors of one generation, as far as they are made; follows the file as it grows."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._index: Any = None

    def __len__(self) -> int:
        """How many rows have a vector."""
        index = self._current()
        return 0 if index is None else len(index)

    def similar(self, vector: Floats, count: int) -> list[int]:
        """The rows whose vectors are likest to this one (384,), about: the graph misses a few in a hundred."""
        index = self._current()
        return [] if index is None else [int(row) for row in index.search(vector, count).keys]

    def likeness(self, vector: Floats, rows: Sequence[int]) -> Floats:
        """Cosines of this vector with those of the rows; a row without a vector gets what is usual among the others, or 0."""
        index = self._current()
        if index is None or not rows:
            return np.zeros(len(rows), np.float32)
        found = index.get(np.asarray(rows, np.uint64), dtype="i8")
        have = [place for place, one in enumerate(found) if one is not None]
        if not have:
            return np.zeros(len(rows), np.float32)
        matrix = np.stack([found[place] for place in have]).astype(np.float32)
        # not `matrix @ vector`: for so little the linear algebra's threads would keep a second core busy waiting
        cosines = np.einsum("ij,j->i", matrix, vector) / np.linalg.norm(matrix, axis=1)
        whole = np.full(len(rows), np.median(cosines), np.float32)
        whole[have] = cosines
        return whole

    def _current(self) -> Any:
        try:
            found = os.stat(self._path)  # noqa: PTH116 (asked at each search, and three times as quick)
        except OSError:
            return None
        stamp = found.st_ino, found.st_mtime_ns
        if stamp != self._stamp:
            self._index, self._stamp = _graph().restore(str(self._path), view=True), stamp
        return self._index
