"""Typing errors: which words of the catalog may have been meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from math import log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

# letters of a typed word that is read otherwise, and from which on two errors are forgiven
SHORTEST, LONG = 3, 9
CANDIDATES, OFFERED = 30, 3
# what a wrong first letter costs, two letters that changed places save, and a word ten times as usual saves
FIRST, SWAPPED, USUAL = 0.5, 0.25, 0.2


class MaybeMeant(NamedTuple):
    """A known word that a typing error may have made into another; the less `unlikely`, the better."""

    word: str
    unlikely: float


class Spelling:
    """Reads words as those of a catalog. `counts`: each known word and how many products have it."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_start: dict[tuple[str, int], list[str]] | None = None
        self.meant = lru_cache(maxsize=5_000)(self._meant)

    def _meant(self, word: str) -> tuple[MaybeMeant, ...]:
        """The known words that may have been meant, the likeliest first. Codes and numbers are never read otherwise."""
        if not word.isalpha() or len(word) < SHORTEST:
            return ()
        allowed = 1 if len(word) < LONG else 2
        near = self._near(word, allowed, word[0]) or self._near(word, allowed, "")
        found = sorted((MaybeMeant(known, self._unlikely(word, known)) for known in near), key=lambda one: one.unlikely)
        return tuple(found[:OFFERED])

    def _near(self, word: str, allowed: int, start: str) -> list[str]:
        """Known words with so few errors and this first letter; "" for any."""
        buckets = self._buckets()
        starts = [start] if start else sorted({first for first, _ in buckets})
        among = [
            known
            for first in starts
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for known in buckets.get((first, length), ())
        ]
        return [
            str(found[0]) for found in process.extract(word, among, scorer=OSA.distance, score_cutoff=allowed, limit=CANDIDATES)
        ]

    def _buckets(self) -> dict[tuple[str, int], list[str]]:
        if self._by_start is None:
            self._by_start = defaultdict(list)
            for word in self._counts:
                self._by_start[word[0], len(word)].append(word)
        return self._by_start

    def _unlikely(self, typed: str, known: str) -> float:
        """Fewer errors first; a wrong first letter is rarer, two letters swapped more usual; a usual word is likelier."""
        swapped = sorted(typed) == sorted(known)
        usual = USUAL * log(self._counts[known], 10)
        return OSA.distance(typed, known) + FIRST * (typed[0] != known[0]) - SWAPPED * swapped - usual
