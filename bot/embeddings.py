"""Sentence embeddings, offline: texts to unit vectors by all-MiniLM-L6-v2 (see `bot.minilm`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot import minilm
from bot.minilm import BELOW, LAST, LONGEST, MIDDLE, WIDTH, Vectors

CHARACTERS = 4000  # more can never reach the limit of word pieces with real words, and costs tokenising time
BATCH = 32
FEW = 4  # batches; more are read on all cores

Batch = tuple[list[int], list[Any], dict[str, npt.NDArray[np.int32]]]
"""Which texts, their word pieces, and the network's inputs."""


@dataclass(frozen=True)
class Reading:
    """`places`: (start, end) of each word piece. `states` (pieces, 768): the middle layer's state of each, and the one that the
    upper layers start from; the former knows more about the word, the latter about the text. `below` (pieces + 2, 384): the
    latter again, with the marks of beginning and end.
    """

    places: list[tuple[int, int]]
    states: Vectors
    below: Vectors


class _Tokens:
    """Texts in word pieces, a batch at a time."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        # One by one: the tokenizer's threads take longer to wake than a text takes to read.
        entries = [self._tokenizer.encode(text[:CHARACTERS]) for text in texts]
        # Alike lengths together: otherwise every batch is padded to its longest text.
        order = sorted(range(len(texts)), key=lambda index: len(entries[index].ids))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            batch = [entries[index] for index in chosen]
            shape = (len(batch), max(len(entry.ids) for entry in batch))
            ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
            for row, entry in enumerate(batch):
                ids[row, : len(entry.ids)] = entry.ids
                mask[row, : len(entry.ids)] = 1
            yield chosen, batch, {"ids": ids, "mask": mask}

    def vocabulary(self) -> list[str]:
        """The English words that are one piece, in lower case, roughly the commoner ones first."""
        entries = sorted(self._tokenizer.get_vocab().items(), key=lambda entry: entry[1])
        return [word for word, _ in entries if len(word) > 1 and word.isascii() and word.isalpha()]


class Encoder:
    """Texts to unit vectors, on the core of the caller. Safe to share between threads. `exact`: see `bot.minilm.whole`."""

    def __init__(self, folder: Path, exact: bool = True) -> None:
        """Loads from the folder of the weights; raises Missing when they are absent or not the ones we know."""
        self._session, self._tokens = minilm.whole(minilm.weights_in(folder), exact), _Tokens(folder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of any number of texts, shape (n, 384), float32, length 1; an empty text has one too."""
        vectors = np.empty((len(texts), WIDTH), np.float32)
        for chosen, _, inputs in self._tokens.batches(texts):
            (last,) = self._session.run(LAST, inputs)
            vectors[chosen] = _pooled(last, inputs["mask"])
        return vectors


class Lower:
    """The layers below the upper ones: what words mean where they stand, and what Upper starts from."""

    def __init__(self, folder: Path) -> None:
        """Loads from the folder of the weights; raises Missing when they are absent or not the ones we know."""
        self._session, self._tokens = minilm.lower(minilm.weights_in(folder)), _Tokens(folder)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """For each text where each of its word pieces stands and what it means there."""
        readings: list[Reading | None] = [None] * len(texts)
        batches = list(self._tokens.batches(texts))
        for (chosen, entries, _), (middle, below) in zip(batches, self._states(batches), strict=True):
            for row, (index, entry) in enumerate(zip(chosen, entries, strict=True)):
                pieces = len(entry.ids)
                inner = slice(1, pieces - 1)  # without the marks of beginning and end
                states = np.concatenate([middle[row, inner], below[row, inner]], axis=1)
                readings[index] = Reading(entry.offsets[inner], states, below[row, :pieces].copy())
        return [reading for reading in readings if reading is not None]

    def _states(self, batches: Sequence[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        """The two layers' states of each batch; many batches on all cores."""

        def run(batch: Batch) -> Any:
            return self._session.run(MIDDLE + BELOW, batch[2])

        if len(batches) < FEW:
            yield from map(run, batches)
        else:
            with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
                yield from threads.map(run, batches)

    def below(self, texts: Sequence[str]) -> list[Vectors]:
        """What the upper layers start from, (pieces + 2, 384) for each text."""
        return [reading.below for reading in self.read(texts)]

    def vocabulary(self) -> list[str]:
        """The English words that the encoder knows whole, in lower case, roughly the commoner ones first."""
        return self._tokens.vocabulary()


class Upper:
    """The upper layers alone, with weights of one's own: other embeddings of the same texts, from what Lower.below gives."""

    def __init__(self, weights: minilm.Weights) -> None:
        """`weights`: as `bot.minilm.upper_weights` gives them, trained further or not."""
        self._session = minilm.upper(weights)

    def embed(self, below: Sequence[Vectors]) -> Vectors:
        """Embeddings, shape (n, 384), float32, length 1."""
        vectors = np.empty((len(below), WIDTH), np.float32)
        order = sorted(range(len(below)), key=lambda index: len(below[index]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            states, mask = padded([below[index] for index in chosen])
            (last,) = self._session.run(LAST, {BELOW[0]: states, "mask": mask})
            vectors[chosen] = _pooled(last, mask)
        return vectors


def means(below: Sequence[Vectors]) -> Vectors:
    """The lower layers' own view of texts, shape (n, 384), float32, length 1, from what Lower.below gives."""
    rows = np.stack([states.mean(axis=0) for states in below])
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def padded(below: Sequence[Vectors]) -> tuple[Vectors, npt.NDArray[np.int32]]:
    """States of one batch (n, longest, 384), and 1 where there is one."""
    shape = (len(below), max(map(len, below)))
    states, mask = np.zeros((*shape, WIDTH), np.float32), np.zeros(shape, np.int32)
    for row, state in enumerate(below):
        states[row, : len(state)] = state
        mask[row, : len(state)] = 1
    return states, mask


def _pooled(last: Any, mask: npt.NDArray[np.int32]) -> Vectors:
    weight = mask[:, :, None].astype(np.float32)
    mean = (last * weight).sum(axis=1) / weight.sum(axis=1)
    pooled: Vectors = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return pooled


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The process's encoder, loaded on first use."""
    return Encoder(minilm.folder())


@lru_cache(maxsize=1)
def lower() -> Lower:
    """The process's lower layers, loaded on first use."""
    return Lower(minilm.folder())


@lru_cache(maxsize=1)
def _quick() -> Encoder:
    return Encoder(minilm.folder(), exact=False)


def embed(texts: Sequence[str]) -> Vectors:
    """Embeddings of texts, shape (n, 384), float32, length 1: cosine similarity is the dot product."""
    return encoder().embed(texts)


def embed_quickly(texts: Sequence[str]) -> Vectors:
    """The same for the many and short: a catalog's titles, and the queries that are held against them. Not exact."""
    return _quick().embed(texts)
