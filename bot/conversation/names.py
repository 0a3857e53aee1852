"""Names of things: whether two of them mean the same. Pure."""

from __future__ import annotations

import re


def words_shared(one: str, other: str) -> bool:
    """Whether two names of things share their last word or one contains the other, plural or not; pens are no pencils."""
    first, second = (_singular(name) for name in (one, other))
    if not (first and second):
        return False
    return _contains(first, second) or _contains(second, first) or _same_noun(first[-1], second[-1])


def _contains(words: list[str], other: list[str]) -> bool:
    return f" {' '.join(other)} " in f" {' '.join(words)} "


def _same_noun(one: str, other: str) -> bool:
    """ "Box" and "boxe(s)", "shirt" and "tshirt"."""
    short, long = sorted((one, other), key=len)
    return long in (short, f"{short}e") or (len(short) > 3 and long.endswith(short))


def shares_a_word(one: str, other: str) -> bool:
    """Whether any word of three letters or more stands in both, plural or not."""
    return any(len(word) > 2 for word in set(_singular(one)) & set(_singular(other)))


def says_no_more(now: str, before: str) -> bool:
    """ "the bags" says no more than "canvas tote bags" did."""
    return set(_singular(now)) <= set(_singular(before))


def in_singular(name: str) -> str:
    return " ".join(_singular(name))


def _singular(name: str) -> list[str]:
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in re.findall(r"[a-z0-9]+", name.lower())
    ]


def head_in(name: str, title: str) -> bool:
    """Whether the noun that a name ends with is a word of the title, plural or not."""
    words = _singular(name)
    return bool(words) and words[-1] in _singular(title)
