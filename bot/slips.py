"""One slip of the fingers in a word, set right: a letter too many, too few, another one, or two that changed places."""

from __future__ import annotations

import re
from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[^\W\d_]+")


def mended(text: str, meant: Collection[str], shortest: int, unless: Collection[str] = ()) -> str:
    """The text with each word that is one slip away from one of those meant, in lower case, in its place.

    Words of fewer than `shortest` letters, and those in `unless`, stay as they are.
    """

    def nearest(word: re.Match[str]) -> str:
        if len(word[0]) < shortest or word[0].lower() in unless:
            return word[0]
        found = process.extractOne(word[0].lower(), meant, scorer=OSA.distance, score_cutoff=1)
        return found[0] if found else word[0]

    return _WORD.sub(nearest, text)
