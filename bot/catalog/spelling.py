"""Typing errors: which word of the catalog was meant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
# from so many letters on, two errors are forgiven
LONG = 9
CANDIDATES = 30


class Spelling:
    """Corrects words to those of a catalog. `counts`: each known word and how many products have it."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.correct = lru_cache(maxsize=5_000)(self._correct)

    def _correct(self, word: str) -> str:
        """The known word that a typing error most likely made this from, or "". Codes and numbers are never corrected."""
        if not word.isalpha() or len(word) < SHORTEST:
            return ""
        allowed = 1 if len(word) < LONG else 2
        near = process.extract(word, self._counts.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=CANDIDATES)
        return min((str(found[0]) for found in near), key=lambda known: self._unlikeliness(word, known), default="")

    def _unlikeliness(self, typed: str, known: str) -> tuple[float, int]:
        """Fewer errors first; a wrong first letter is rarer, two letters swapped more usual; then the common word."""
        swapped_only = sorted(typed) == sorted(known)
        return OSA.distance(typed, known) + 0.5 * (typed[0] != known[0]) - 0.25 * swapped_only, -self._counts[known]
