"""Makes the vectors of the running generation, behind its import: it can be stopped at any time and goes on where it was."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.catalog.generations import Generations
from bot.catalog.vectors import FILE, TITLES, WIDTH, Floats, Vectors, new_vectors
from bot.errors import Refused

CHUNK = 1_024
# saved each time that so many rows came, or a tenth of what is there
SAVED_EVERY = 20_000
# rows of a feed for whose vectors an import may be waited for: about two minutes on two cores
QUICKLY = 30_000

Progress = Callable[[int, int], None]


class Made(NamedTuple):
    """How far the vectors are: rows that have one, rows in all, and how many were taken over from the generation before."""

    done: int
    rows: int
    reused: int = 0

    @property
    def complete(self) -> bool:
        return self.done >= self.rows


def made(var: Path) -> Made:
    """How far the vectors of the running generation are."""
    generations = Generations(var)
    number = generations.current()
    if number is None:
        return Made(0, 0)
    folder = generations.path(number)
    return Made(len(Vectors(folder)), _lines(folder))


def make(var: Path, progress: Progress | None = None, seconds: float | None = None) -> Made:
    """Makes what is missing, for so many seconds at most; follows a new generation that comes meanwhile.

    progress  called now and then with the rows done and the rows in all
    Raises Refused while another process does the same.
    """
    generations = Generations(var)
    until = time.monotonic() + seconds if seconds is not None else float("inf")
    with _alone(generations.folder):
        while (number := generations.current()) is not None:
            result = _Making(generations, number).run(progress, until)
            if generations.current() == number:
                return result
    return Made(0, 0)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "vectors.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("the vectors are already being made") from None
        yield


class _Making:
    """The vectors of generation `number`."""

    def __init__(self, generations: Generations, number: int) -> None:
        self._generations, self._number = generations, number
        self._folder = generations.path(number)
        self._rows = _lines(self._folder)
        self._index = self._begun()
        self._known = _Known.before(generations, number)
        self._saved = len(self._index)
        self._reused = 0

    def _begun(self) -> Any:
        path = self._folder / FILE
        if not path.exists():
            return new_vectors()
        index = new_vectors()
        index.load(str(path))
        return index

    def run(self, progress: Progress | None, until: float) -> Made:
        if len(self._index) < self._rows:
            with (self._folder / TITLES).open(encoding="utf-8") as lines:
                for _ in islice(lines, len(self._index)):
                    pass
                self._make(lines, progress, until)
            self._save()
        return Made(len(self._index), self._rows, self._reused)

    def _make(self, lines: Iterator[str], progress: Progress | None, until: float) -> None:
        while titles := [line.rstrip("\n") for line in islice(lines, CHUNK)]:
            self._add(titles)
            if progress:
                progress(len(self._index), self._rows)
            if len(self._index) - self._saved >= max(min(SAVED_EVERY, self._saved // 10), CHUNK):
                self._save()
            if time.monotonic() >= until or self._generations.current() != self._number:
                return

    def _add(self, titles: list[str]) -> None:
        first = len(self._index)
        rows = np.arange(first, first + len(titles), dtype=np.uint64)
        old, vectors = self._known.of(titles)
        if len(vectors):
            self._index.add(rows[old], vectors)
        fresh = ~old
        if fresh.any():
            self._index.add(rows[fresh], _embedded([title for title, new in zip(titles, fresh, strict=True) if new]))
        self._reused += int(old.sum())

    def _save(self) -> None:
        if len(self._index) == self._saved or not self._folder.exists():
            return
        fresh = self._folder / f"{FILE}.new"
        self._index.save(str(fresh))
        fresh.replace(self._folder / FILE)
        self._saved = len(self._index)


def _embedded(titles: list[str]) -> Floats:
    """The embeddings of titles, (n, 384), a share of them on each core."""
    from bot.embeddings import embed_quickly

    cores = len(os.sched_getaffinity(0))
    vectors = np.empty((len(titles), WIDTH), np.float32)
    with ThreadPoolExecutor(cores) as threads:
        for first, part in enumerate(threads.map(embed_quickly, (titles[first::cores] for first in range(cores)))):
            vectors[first::cores] = part
    return vectors


class _Known:
    """The vectors of the generation before, by title."""

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint64], index: Any) -> None:
        self._keys, self._rows, self._index = keys, rows, index

    @classmethod
    def before(cls, generations: Generations, number: int) -> _Known:
        nothing = np.empty(0, np.uint64)
        for earlier in range(number - 1, max(number - 3, 0), -1):
            folder = generations.path(earlier)
            if (folder / FILE).exists() and (folder / TITLES).exists():
                index = new_vectors()
                index.view(str(folder / FILE))
                with (folder / TITLES).open(encoding="utf-8") as lines:
                    keys = np.fromiter((_key(line.rstrip("\n")) for line in islice(lines, len(index))), np.uint64)
                order = np.argsort(keys, kind="stable").astype(np.uint64)
                return cls(keys[order], order, index)
        return cls(nothing, nothing, None)

    def of(self, titles: list[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int8]]:
        """Which of the titles have a vector already, and those vectors."""
        if not len(self._keys):
            return np.zeros(len(titles), np.bool_), np.empty((0, 0), np.int8)
        asked = np.fromiter(map(_key, titles), np.uint64, len(titles))
        places = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        known = self._keys[places] == asked
        if not known.any():
            return known, np.empty((0, 0), np.int8)
        return known, np.stack(self._index.get(self._rows[places[known]], dtype="i8"))


def _key(title: str) -> int:
    return int.from_bytes(blake2b(title.encode(), digest_size=8).digest(), "little")


def _lines(folder: Path) -> int:
    """Rows that are to have a vector; 0 for a generation of an earlier version."""
    try:
        with (folder / TITLES).open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0
