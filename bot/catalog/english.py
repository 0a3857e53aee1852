"""Everyday English words: one that is spelled right is no slip of another, although the catalog does not have it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

USUAL = 10_000
"""Times that a word occurs in the counts behind pyspellchecker's dictionary; rarer ones may well be slips of commoner words."""
SHORTEST = 4  # letters


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    from spellchecker import SpellChecker

    counts = SpellChecker().word_frequency.dictionary
    return frozenset(word for word, count in counts.items() if count >= USUAL and len(word) >= SHORTEST)


def read_amiss(corrected: Iterable[tuple[str, str]]) -> bool:
    """Whether a search took an everyday word for a slip of another (`Result.corrected`): a cake is no slip of a case."""
    return any(is_usual(said) for said, _ in corrected)


def is_usual(word: str) -> bool:
    """Whether it is an everyday word; the list is loaded on first use."""
    return word.lower() in _usual()
