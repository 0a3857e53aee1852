"""Typing slips repaired before a message is classified: "cancle my oder" reads as "cancel my order".

A word that neither our own examples nor the encoder's vocabulary knows becomes the nearest one that is known: our own before
others, the commoner first. Words with digits, and words that are near to nothing, stay. Only the intent is read from the
repaired text; entities keep the words and places that were typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST = 4  # letters; of shorter words only "teh" for "the" is repaired
LONG = 8  # letters; such words may have two slips
GLUED = 3  # times that a word occurs in our examples before another may be thought glued to it
ENDINGS = ("s", "es", "r", "rs", "er", "ers", "d", "ed", "ing")  # "removers" is right where "remove" is known
LONGEST = 24  # letters


class Speller:
    def __init__(self, own: Mapping[str, int], english: Iterable[str]) -> None:
        """`own`: our words in lower case, and how often our examples have them; `english`: other words, commoner first."""
        self._own = dict(own)
        self._ranks = {word: rank for rank, word in enumerate(english)}
        self._own_by_length = _by_length(self._own)
        self._english_by_length = _by_length(self._ranks)
        self.fix = lru_cache(maxsize=4096)(self._fix)

    @classmethod
    def of(cls, texts: Iterable[str], english: Iterable[str]) -> Speller:
        """Learns our words from example texts."""
        return cls(Counter(word for text in texts for word in WORD.findall(text.lower())), english)

    @property
    def own(self) -> dict[str, int]:
        return self._own

    def repair(self, text: str) -> str:
        """The text with its unknown words repaired; the same text where all are known."""
        return WORD.sub(lambda match: self.fix(match.group()), text)

    def _fix(self, typed: str) -> str:
        word = typed.lower()
        if len(word) > LONGEST or not word.isascii() or not word.isalpha() or self._known(word):
            return typed
        return self._near(word) or self._split(word) or typed

    def _known(self, word: str) -> bool:
        return any(form in self._own or form in self._ranks for form in (word, *(word.removesuffix(end) for end in ENDINGS)))

    def _near(self, word: str) -> str | None:
        """Our nearest word, otherwise the nearest English one; a swap of neighbours counts as one slip."""
        own = _within(word, self._own_by_length, 2 if len(word) >= LONG else 1)
        if own:
            return min(own, key=lambda pair: (pair[1], pair[0][0] != word[0], -self._own[pair[0]]))[0]
        english = _within(word, self._english_by_length, 1) if len(word) >= SHORTEST else []
        return min(english, key=lambda pair: (pair[0][0] != word[0], self._ranks[pair[0]]))[0] if english else None

    def _split(self, word: str) -> str | None:
        """Two words with the space forgotten ("thankyou"): the likelier of our own words."""
        pairs = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
        known = [pair for pair in pairs if min(self._own.get(part, 0) for part in pair) >= GLUED]
        return " ".join(max(known, key=lambda pair: min(self._own[part] for part in pair))) if known else None


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    lists: dict[int, list[str]] = {}
    for word in words:
        if word.isascii() and word.isalpha() and len(word) > 1:
            lists.setdefault(len(word), []).append(word)
    return lists


def _within(word: str, lists: Mapping[int, Sequence[str]], slips: int) -> list[tuple[str, int]]:
    """(word, slips) of all words so near. A short word may only be one with two neighbours swapped."""
    if len(word) < SHORTEST:
        same = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
        return [(other, 1) for other in same if other != word and other in lists.get(len(word), ())]
    found: list[tuple[str, int]] = []
    for length in range(len(word) - slips, len(word) + slips + 1):
        for other, distance, _ in process.extract(
            word, lists.get(length, []), scorer=OSA.distance, score_cutoff=slips, limit=None
        ):
            if len(other) >= SHORTEST or other[0] == word[0]:
                found.append((other, int(distance)))
    return found
