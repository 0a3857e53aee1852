"""Sentence embeddings, offline: texts to unit vectors by all-MiniLM-L6-v2 (see `bot.minilm`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class Reading:
    """`vector` (384,): the text's embedding. `places`: (start, end) of each word piece. `states` (pieces, 768): the middle
    layer's and the last layer's state of each; the middle one knows more about the word, the last one about the text.
    `below` (pieces + 2, 384): what the upper layers start from, with the marks of beginning and end.
    """

    vector: Vectors
    places: list[tuple[int, int]]
    states: Vectors
    below: Vectors


class Encoder:
    """Texts to unit vectors. Safe to share between threads. `threads`: how many cores one call may use, 0 for all."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Loads from the folder of the weights; raises Missing when they are absent or not the ones we know."""
        from tokenizers import Tokenizer

        self._session = minilm.whole(minilm.weights_in(folder), threads)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of any number of texts, shape (n, 384), float32, length 1; an empty text has one too."""
        vectors = np.empty((len(texts), WIDTH), np.float32)
        for chosen, _, mask, (last,) in self._batches(texts, LAST):
            vectors[chosen] = _pooled(last, mask)
        return vectors

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """For each text its embedding and, for each of its word pieces, where it stands and what it means there."""
        readings: list[Reading | None] = [None] * len(texts)
        for chosen, entries, mask, (middle, below, last) in self._batches(texts, MIDDLE + BELOW + LAST):
            pooled = _pooled(last, mask)
            for row, (index, entry) in enumerate(zip(chosen, entries, strict=True)):
                pieces = len(entry.ids)
                inner = slice(1, pieces - 1)  # without the marks of beginning and end
                states = np.concatenate([middle[row, inner], last[row, inner]], axis=1)
                readings[index] = Reading(pooled[row], entry.offsets[inner], states, below[row, :pieces])
        return [reading for reading in readings if reading is not None]

    def below(self, texts: Sequence[str]) -> list[Vectors]:
        """What the upper layers start from, (pieces, 384) for each text."""
        found: list[Vectors] = [np.zeros((0, WIDTH), np.float32)] * len(texts)
        for chosen, entries, _, (below,) in self._batches(texts, BELOW):
            for row, (index, entry) in enumerate(zip(chosen, entries, strict=True)):
                found[index] = below[row, : len(entry.ids)].copy()
        return found

    def vocabulary(self) -> list[str]:
        """The English words that the encoder knows whole, in lower case, roughly the commoner ones first."""
        entries = sorted(self._tokenizer.get_vocab().items(), key=lambda entry: entry[1])
        return [word for word, _ in entries if len(word) > 1 and word.isascii() and word.isalpha()]

    def _batches(
        self, texts: Sequence[str], outputs: list[str]
    ) -> Iterator[tuple[list[int], list[Any], npt.NDArray[np.int32], list[Any]]]:
        entries = self._tokenizer.encode_batch([text[:CHARACTERS] for text in texts])
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
            yield (
                chosen,
                batch,
                mask,
                self._session.run(outputs, {"ids": ids, "kinds": np.zeros(shape, np.int32), "mask": mask}),
            )


class Upper:
    """The upper layers alone, with weights of one's own: other embeddings of the same texts, from what Encoder.below gives."""

    def __init__(self, weights: minilm.Weights, threads: int = 0) -> None:
        """`weights`: as `bot.minilm.upper_weights` gives them, trained further or not."""
        self._session = minilm.upper(weights, threads)

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


def lower(below: Sequence[Vectors]) -> Vectors:
    """The lower layers' own view of texts, shape (n, 384), float32, length 1, from what Encoder.below gives."""
    means = np.stack([states.mean(axis=0) for states in below])
    unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
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


def embed(texts: Sequence[str]) -> Vectors:
    """Embeddings of texts, shape (n, 384), float32, length 1: cosine similarity is the dot product."""
    return encoder().embed(texts)
