"""Kinds of goods by the words of buyers and factories: a thesaurus (`data/buyers_words.txt`), read by words and by meaning.

A buyer says "something to carry a computer on the back", a factory "laptop backpack". The kind whose phrases lie nearest to
what was said, with the words that both share, is what is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2s
from importlib.resources import files
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.minilm import Vectors

DATA, VECTORS = "buyers_words.txt", "buyers_words.npz"
STEPS = 127
WORDS_WEIGH = 0.4
"""What shared words count beside the nearness of meaning (nearest phrase plus the mean of all), which lies between -2 and 2."""
UNKNOWN = 3.0  # weight of a word that no kind has
LONGEST = 300  # characters of what is asked for
_WORD = re.compile(r"[a-z]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(ing|ed|ies|es|s|e|y)$")
_EMPTY = frozenset(
    "a an the for our with of to in on from us your that have has is are we i need want some my at by and or please can you "
    "get make made custom new like would about".split()
)

Floats = npt.NDArray[np.float32]


class Kind(NamedTuple):
    """`hs` is the code that such goods mostly have; the first of its `phrases` is its name."""

    hs: str
    phrases: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.phrases[0]


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    found = []
    for line in _text().splitlines():
        if line.strip() and not line.startswith("#"):
            hs, words = line.split("|")
            phrases = dict.fromkeys(part.strip() for part in words.split(";") if part.strip())
            found.append(Kind(hs.strip(), tuple(phrases)))
    return tuple(found)


def phrases() -> list[tuple[str, int]]:
    """Every phrase, with the place of its kind."""
    return [(phrase, place) for place, kind in enumerate(kinds()) for phrase in kind.phrases]


@lru_cache(maxsize=1)
def digest() -> str:
    """Changes when the thesaurus does."""
    return blake2s(_text().encode(), digest_size=8).hexdigest()


def known_vectors() -> Vectors | None:
    """The embeddings of `phrases()` as they came with the product, to a 127th; None where the thesaurus has changed since
    (`tools/thesaurus.py` makes them anew)."""
    path = files(__package__) / "data" / VECTORS
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            if str(held["digest"]) != digest():
                return None
            whole = held["vectors"].astype(np.float32) / STEPS
    except (OSError, ValueError, KeyError):
        return None
    lengths: Vectors = whole / np.linalg.norm(whole, axis=1, keepdims=True)
    return lengths


def packed(vectors: Vectors) -> npt.NDArray[np.int8]:
    """Embeddings in a quarter of the room."""
    return np.asarray(np.round(vectors * STEPS), np.int8)


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """The words that tell something, without their endings."""
    words = _WORD.findall(text[:LONGEST].lower())
    return tuple(_ENDING.sub("", word) for word in words if word not in _EMPTY)


def likeness(vectors: Vectors, vector: Floats) -> Floats:
    """Cosine similarities of many vectors with one. Without BLAS: so little work is not worth its threads' waiting."""
    found: Floats = np.einsum("ij,j->i", vectors, vector)
    return found


@lru_cache(maxsize=1)
def _named() -> dict[frozenset[str], int]:
    """The words of each phrase → the place of its kind; phrases of several kinds are left out."""
    held: dict[frozenset[str], set[int]] = {}
    for phrase, place in phrases():
        held.setdefault(frozenset(stems(phrase)), set()).add(place)
    return {words: places.pop() for words, places in held.items() if len(places) == 1 and words}


def named(asked: str) -> int | None:
    """The place of the kind that is called exactly that; None where none, or several, are."""
    return _named().get(frozenset(stems(asked)))


class Bag:
    """Texts by their words: how much of what is asked for each one shares, weighed by how rare the words are."""

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        bags = [{stem for text in one for stem in stems(text)} for one in texts]
        self._count = len(bags)
        rarity = Counter(stem for bag in bags for stem in bag)
        self._weight = {stem: log(1 + self._count / count) for stem, count in rarity.items()}
        self._places: dict[str, list[int]] = {}
        for place, bag in enumerate(bags):
            for stem in bag:
                self._places.setdefault(stem, []).append(place)

    def shares(self, asked: str) -> Floats:
        """For each text the share, 0 to 1, of what was asked for that its words cover."""
        found = np.zeros(self._count, np.float32)
        wanted = set(stems(asked))
        whole = sum(self._weight.get(stem, UNKNOWN) for stem in wanted)
        for stem in wanted & self._places.keys():
            found[self._places[stem]] += self._weight[stem]
        return found / np.float32(whole or 1)


class Reading:
    """Which kind a text means. `vectors` are those of `phrases()`, in their order."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = np.ascontiguousarray(vectors, np.float32)
        places = np.asarray([place for _, place in phrases()])
        self._starts = np.flatnonzero(np.diff(places, prepend=-1))
        self._sizes = np.diff([*self._starts, len(places)]).astype(np.float32)
        self._bag = Bag([kind.phrases for kind in kinds()])

    def blind(self, asked: str, vector: Floats) -> Floats:
        """The same without every phrase that shares a word with what is asked: what meaning alone would find of words that the
        thesaurus does not have. For benchmarks."""
        wanted = set(stems(asked))
        alike = likeness(self._vectors, vector)
        scores = np.full(len(self._sizes), -2.0, np.float32)
        kept: dict[int, list[float]] = {}
        for (phrase, place), near in zip(phrases(), alike.tolist(), strict=True):
            if wanted.isdisjoint(stems(phrase)):
                kept.setdefault(place, []).append(near)
        for place, near_ones in kept.items():
            scores[place] = max(near_ones) + sum(near_ones) / len(near_ones)
        return scores

    def scores(self, asked: str, vector: Floats) -> Floats:
        """How near each kind is, higher is nearer; `vector` is the embedding of what was asked for."""
        alike = likeness(self._vectors, vector)
        nearest = np.maximum.reduceat(alike, self._starts)
        mean = np.add.reduceat(alike, self._starts) / self._sizes
        scores: Floats = nearest + mean + WORDS_WEIGH * self._bag.shares(asked)
        return scores


@lru_cache(maxsize=1)
def _text() -> str:
    return (files(__package__) / "data" / DATA).read_text(encoding="utf-8")
