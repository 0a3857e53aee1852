"""Everyday English words: one that is spelled right is no slip of another, although the catalog does not have it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

USUAL = 10_000
"""Times that a word occurs in the counts behind pyspellchecker's dictionary; rarer ones may well be slips of commoner words."""
SHORTEST = 4  # letters


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    from spellchecker import SpellChecker

    counts = SpellChecker().word_frequency.dictionary
    usual = [word for word, count in counts.items() if count >= USUAL]
    plurals = (f"{word}s" for word in usual if f"{word}s" in counts)
    return frozenset(word for word in (*usual, *plurals) if len(word) >= SHORTEST)


def read_amiss(corrected: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The everyday words that a search took for slips of others (`Result.corrected`): a cake is no slip of a case."""
    return tuple(said for said, _ in corrected if is_usual(said))


def without_words(text: str, words: Iterable[str]) -> str:
    """The text with those words cut out, wherever they stand."""
    return " ".join(re.sub(rf"\b(?:{'|'.join(map(re.escape, words))})\b", " ", text, flags=re.I).split())


def is_usual(word: str) -> bool:
    """Whether it is an everyday word; the list is loaded on first use."""
    return word.lower() in _usual()
