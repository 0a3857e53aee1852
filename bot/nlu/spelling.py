"""Typing slips repaired before a message is classified: "cancle my oder" reads as "cancel my order".

A word that neither our examples nor the encoder nor a dictionary knows becomes a known one that is a slip away: the likeliest
by how common it is, by the words beside it in our examples, and by the slip that it takes (a noisy channel, Kernighan et al.
1990). Words with digits, and words that are near to nothing, stay. Only the intent is read from the repaired text; entities
keep the words and places that were typed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.nlu.augment import BESIDE

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST = 3  # letters
SHORT = 4  # letters; shorter words only become words that our examples have often
OFTEN = 30
LONG = 8  # letters; such words may have two slips
SLIP = 2  # times at most that a word of our examples occurs which is itself a slip, and not English
GLUED = 3  # times that a word occurs in our examples before another may be thought glued to it
ENDINGS = ("s", "es", "r", "rs", "er", "ers", "d", "ed", "ing")  # "removers" is right where "remove" is known
AFTER_E = frozenset({"r", "rs", "d"})
LONGEST = 24  # letters
ENGLISH = 0.01  # how common an English word is among ours, for a rank of one; the others by their rank
ALONE, BESIDE_IT = 0.2, 0.4  # how much a word's own count tells, and its count beside each neighbour
ODD, AGAIN = 3.0, 4.0  # how much less likely (natural logarithm) a letter is that lies nowhere near, and a second slip


class Speller:
    def __init__(
        self,
        own: Mapping[str, int],
        english: Iterable[str],
        pairs: Mapping[str, int] | None = None,
        right: Collection[str] = frozenset(),
    ) -> None:
        """`own`: our words in lower case, and how often our examples have them; `english`: other words, commoner first;
        `pairs`: two of our words with a space, and how often they stand together; `right`: words that need no repair."""
        self._own, self._pairs, self._right = dict(own), dict(pairs or {}), right
        self._all = sum(self._own.values()) or 1
        self._ranks = {word: rank for rank, word in enumerate(english)}
        self._own_by_length = _by_length(self._own)
        self._english_by_length = _by_length(self._ranks)
        self.fix = lru_cache(maxsize=4096)(self._fix)

    @classmethod
    def of(cls, texts: Iterable[str], english: Iterable[str]) -> Speller:
        """Learns our words from example texts."""
        lines = [WORD.findall(text.lower()) for text in texts]
        pairs = Counter(f"{first} {second}" for line in lines for first, second in pairwise(line))
        often = {pair: times for pair, times in pairs.items() if times > 1}
        return cls(Counter(word for line in lines for word in line), english, often, dictionary())

    @property
    def own(self) -> dict[str, int]:
        return self._own

    @property
    def pairs(self) -> dict[str, int]:
        return self._pairs

    def repair(self, text: str) -> str:
        """The text with its unknown words repaired; the same text where all are known."""
        matches = list(WORD.finditer(text))
        after = [match.group().lower() for match in matches[1:]] + [""]
        before, out, last = "", "", 0
        for match, following in zip(matches, after, strict=False):
            fixed = self.fix(match.group(), before, following)
            out, last, before = out + text[last : match.start()] + fixed, match.end(), fixed.lower()
        return out + text[last:]

    def _fix(self, typed: str, before: str, after: str) -> str:
        word = typed.lower()
        code = typed.isupper() and len(word) < SHORT
        if code or len(word) > LONGEST or not word.isascii() or not word.isalpha() or self._known(word):
            return typed
        near = self._near(word)
        if word in self._own:
            near = [pair for pair in near if self._own.get(pair[0], 0) >= OFTEN]
        if near:
            return max(near, key=lambda pair: self._likelihood(word, pair[0], pair[1], before, after))[0]
        return typed if word in self._own else self._split(word) or typed

    def _known(self, word: str) -> bool:
        if word in self._ranks or word in self._right or self._own.get(word, 0) > SLIP:
            return True
        return word not in self._own and any(self._ends(word, ending) for ending in ENDINGS)

    def _ends(self, word: str, ending: str) -> bool:
        stem = word.removesuffix(ending)
        right = stem != word and (ending not in AFTER_E or stem.endswith("e"))
        return right and (stem in self._ranks or self._own.get(stem, 0) > SLIP)

    def _near(self, word: str) -> list[tuple[str, int]]:
        """Known words, and how many slips away they are."""
        if len(word) < SHORT:
            near = _within(word, self._own_by_length, 1) if len(word) >= SHORTEST else []  # "taj" is no slip of "tax"
            return [pair for pair in near if self._own[pair[0]] >= OFTEN and not _odd(word, pair[0])]
        own = _within(word, self._own_by_length, 2 if len(word) >= LONG else 1)
        return [pair for pair in own if pair[0] != word] + _within(word, self._english_by_length, 1)

    def _likelihood(self, typed: str, meant: str, slips: int, before: str, after: str) -> float:
        own = self._own.get(meant, 0)
        rank = self._ranks.get(meant)
        common = own / self._all + (ENGLISH / (rank + 10) if rank is not None else 0)
        chance = ALONE * common
        for pair, beside in ((f"{before} {meant}", before), (f"{meant} {after}", after)):
            chance += BESIDE_IT * self._pairs.get(pair, 0) / max(10, self._own.get(beside, 0))
        return math.log(max(chance, 1e-12)) - AGAIN * (slips - 1) - (ODD if _odd(typed, meant) else 0)

    def _split(self, word: str) -> str | None:
        """Two words with the space forgotten ("thankyou"): the likelier of our own words."""
        pairs = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
        known = [pair for pair in pairs if min(self._own.get(part, 0) for part in pair) >= GLUED]
        return " ".join(max(known, key=lambda pair: min(self._own[part] for part in pair))) if known else None


@lru_cache(maxsize=1)
def dictionary() -> Collection[str]:
    """The English words of pyspellchecker's dictionary, 160,000 in lower case; loaded on first use."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker().word_frequency.dictionary)


def _odd(typed: str, meant: str) -> bool:
    """Whether a letter stands for another that does not lie beside it, or one came from nowhere."""
    if len(typed) == len(meant):
        differ = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
        return len(differ) == 1 and differ[0][0] not in BESIDE.get(differ[0][1], "")
    return len(typed) > len(meant) and re.sub(r"(.)\1", r"\1", typed) != re.sub(r"(.)\1", r"\1", meant)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    lists: dict[int, list[str]] = {}
    for word in words:
        if word.isascii() and word.isalpha() and len(word) > 1:
            lists.setdefault(len(word), []).append(word)
    return lists


def _within(word: str, lists: Mapping[int, Sequence[str]], slips: int) -> list[tuple[str, int]]:
    """(word, slips) of all words so near; a swap of neighbours counts as one slip."""
    found: list[tuple[str, int]] = []
    for length in range(len(word) - slips, len(word) + slips + 1):
        for other, distance, _ in process.extract(
            word, lists.get(length, []), scorer=OSA.distance, score_cutoff=slips, limit=None
        ):
            found.append((other, int(distance)))
    return found
