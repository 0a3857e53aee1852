"""Small numbers, in digits or in words. Pure."""

from __future__ import annotations

_VALUES = {"a": 1, "an": 1} | {
    word: value for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
NUMBER = rf"(?:\d{{1,9}}|{'|'.join(_VALUES)})"
"""Matches one of them, in lower case."""


def value_of(word: str) -> int:
    """Of what `NUMBER` has matched."""
    return _VALUES.get(word.lower()) or int(word)
