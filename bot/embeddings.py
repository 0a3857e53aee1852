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
from bot.minilm import LAST, LONGEST, STATES, WIDTH, Vectors

CHARACTERS = 4000  # more can never reach the limit of word pieces with real words, and costs tokenising time
BATCH = 32
FEW = 4  # batches; more are read on all cores
AHEAD = 64  # batches whose states are in memory at once

Batch = tuple[list[int], list[Any], dict[str, npt.NDArray[np.int32]]]
"""Which texts, their word pieces, and the network's inputs."""


@dataclass(frozen=True)
class Reading:
    """One text. `places`: (start, end) of each word piece. `states` (pieces, 768): what the two layers of STATES make of each.
    `early` (384,): the earlier one's view of the text. `embedding` (384,). The last two have length 1.
    """

    places: list[tuple[int, int]]
    states: Vectors
    early: Vectors
    embedding: Vectors


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

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's word pieces, with the marks of beginning and end."""
        return [self._tokenizer.encode(text[:CHARACTERS]).ids for text in texts]

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


class Tuned:
    """The encoder with layers of one's own, read in depth. Safe to share between threads."""

    def __init__(self, layers: minilm.Weights) -> None:
        """`layers`: as `bot.minilm.layer_weights` gives them, trained further or not. Raises Missing as Encoder does."""
        folder = minilm.folder()
        self._session, self._tokens = minilm.in_depth({**minilm.weights_in(folder), **layers}), _Tokens(folder)
        self.reading = lru_cache(maxsize=8)(self._reading)

    def _reading(self, text: str) -> Reading:
        return self.read([text])[0]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Each text in depth. Whoever has one text takes `reading`, which remembers the last ones."""
        readings: list[Reading | None] = [None] * len(texts)
        for (chosen, entries, inputs), (early, middle, last) in self._outputs(texts):
            views, embeddings = _pooled(early, inputs["mask"]), _pooled(last, inputs["mask"])
            for row, (index, entry) in enumerate(zip(chosen, entries, strict=True)):
                inner = slice(1, len(entry.ids) - 1)  # without the marks of beginning and end
                states = np.concatenate([early[row, inner], middle[row, inner]], axis=1)
                readings[index] = Reading(entry.offsets[inner], states, views[row], embeddings[row])
        return [reading for reading in readings if reading is not None]

    def views(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """`embedding` and `early` of each text, (n, 384) each: where words do not matter, and memory does."""
        embeddings, views = np.empty((len(texts), WIDTH), np.float32), np.empty((len(texts), WIDTH), np.float32)
        for (chosen, _, inputs), (early, _, last) in self._outputs(texts):
            embeddings[chosen], views[chosen] = _pooled(last, inputs["mask"]), _pooled(early, inputs["mask"])
        return embeddings, views

    def _outputs(self, texts: Sequence[str]) -> Iterator[tuple[Batch, Any]]:
        """Each batch with the layers' states of it; many batches on all cores, a few at a time."""

        def run(batch: Batch) -> tuple[Batch, Any]:
            return batch, self._session.run(STATES + LAST, batch[2])

        batches = list(self._tokens.batches(texts))
        if len(batches) < FEW:
            yield from map(run, batches)
        else:
            with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
                for start in range(0, len(batches), AHEAD):
                    yield from threads.map(run, batches[start : start + AHEAD])


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
def _tokens() -> _Tokens:
    return _Tokens(minilm.folder())


def vocabulary() -> list[str]:
    """The English words that the encoder knows whole, in lower case, roughly the commoner ones first."""
    return _tokens().vocabulary()


def pieces(texts: Sequence[str]) -> list[list[int]]:
    """The numbers of each text's word pieces, as the encoder's first layer looks them up."""
    return _tokens().pieces(texts)


@lru_cache(maxsize=1)
def _quick() -> Encoder:
    return Encoder(minilm.folder(), exact=False)


def embed(texts: Sequence[str]) -> Vectors:
    """Embeddings of texts, shape (n, 384), float32, length 1: cosine similarity is the dot product."""
    return encoder().embed(texts)


def embed_quickly(texts: Sequence[str]) -> Vectors:
    """The same for the many and short: a catalog's titles, and the queries that are held against them. Not exact."""
    return _quick().embed(texts)
