"""Which words name what: small networks over each word's state, its shape, the lists and the rules' opinion."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from bot.nlu.gazetteer import LISTS
from bot.nlu.values.span import Span

ENTITIES = [
    "product",
    "quantity",
    "unit",
    "money",
    "zip",
    "city",
    "state",
    "date",
    "customization",
    "material",
    "color",
    "size",
    "brand",
    "sku",
    "order_number",
    "request_number",
    "email",
    "phone",
]
FORBIDDEN = -1e9
NETWORKS = 3  # that differ by chance alone, heard together: one by itself misses a word that the next one knows
HIDDEN, LAYERS, ROUNDS = 192, 2, 10

Matrix = npt.NDArray[np.float32]
Layers = list[tuple[Matrix, Matrix]]
"""Weights and biases of one network."""


@dataclass(frozen=True)
class Sentence:
    """Words as the tagger sees them: text, places, states (n, 768), list memberships, what the rules found."""

    words: list[str]
    places: list[tuple[int, int]]
    states: Matrix
    lists: list[set[str]]
    values: list[Span]


def features(sentence: Sentence) -> Matrix:
    """One row a word: its state, and the outward signs of itself and of its two neighbours on each side."""
    signs = np.stack([_signs(sentence, index) for index in range(len(sentence.words))])
    padded = np.pad(signs, ((2, 2), (0, 0)))
    size = len(signs)
    rows: Matrix = np.hstack([sentence.states, *(padded[offset : offset + size] for offset in range(5))]).astype(np.float32)
    return rows


def _signs(sentence: Sentence, index: int) -> Matrix:
    word, (start, end) = sentence.words[index], sentence.places[index]
    digits = sum(map(str.isdigit, word))
    shape = [
        1.0, word.isalpha(), word.isdigit(), 0 < digits < len(word), digits / 8, word[:1].isupper(), word.isupper(),
        len(word) / 10, not any(map(str.isalnum, word)), word in ",;", word in ".!?", "-" in word, "$" in word,
    ]  # fmt: skip
    lists = [name in sentence.lists[index] for name in LISTS]
    rules = [0.0] * (3 * len(ENTITIES))
    for span in sentence.values:
        if span.start < end and start < span.end:
            place = 3 * ENTITIES.index(span.type)
            rules[place + (0 if span.sure else 1)] = 1.0
            rules[place + 2] = float(start <= span.start)
    return np.array([*shape, *lists, *rules], np.float32)


class TagModel:
    def __init__(self, tags: list[str], networks: list[Layers]) -> None:
        """`tags`: O, B-…, I-…; `networks`: each its layers, rectified between them."""
        self.tags, self.networks = tags, networks
        self._steps = _steps(tags)

    @classmethod
    def fit(cls, rows: Matrix, tags: Sequence[str], seed: int = 0) -> TagModel:
        """Trains on one row of features and one tag a word."""
        cores = len(os.sched_getaffinity(0))
        with warnings.catch_warnings(), threadpool_limits(1, "blas"), ThreadPoolExecutor(cores) as threads:
            warnings.simplefilter("ignore", ConvergenceWarning)  # a fixed number of rounds, by intent
            networks = list(threads.map(lambda number: _network(rows, tags, seed + number), range(NETWORKS)))
        return cls(sorted(set(tags)), networks)

    def scores(self, rows: Matrix) -> Matrix:
        """Log probability of each tag for each word: the mean of what the networks say."""
        scores: Matrix = np.log(np.mean([_chances(layers, rows) for layers in self.networks], axis=0) + 1e-12)
        return scores

    def tag(self, rows: Matrix) -> list[str]:
        """The likeliest sequence in which every I- continues its own kind (Viterbi)."""
        scores = self.scores(rows)
        best, back = scores[0] + np.where([tag.startswith("I-") for tag in self.tags], FORBIDDEN, 0.0), []
        for row in scores[1:]:
            paths = best[:, None] + self._steps
            back.append(paths.argmax(axis=0))
            best = paths.max(axis=0) + row
        last = int(best.argmax())
        path = [last]
        for previous in reversed(back):
            path.append(int(previous[path[-1]]))
        return [self.tags[index] for index in reversed(path)]

    def save(self, folder: Path) -> None:
        arrays = {
            f"{kind}{network}_{number}": array
            for network, layers in enumerate(self.networks)
            for number, layer in enumerate(layers)
            for kind, array in zip("wb", layer, strict=True)
        }
        np.savez(folder / "tags.npz", **arrays)
        (folder / "tags.json").write_text(json.dumps(self.tags))

    @classmethod
    def load(cls, folder: Path) -> TagModel:
        with np.load(folder / "tags.npz") as file:
            arrays = dict(file)
        networks = [
            [(arrays[f"w{network}_{number}"], arrays[f"b{network}_{number}"]) for number in range(LAYERS)]
            for network in range(len(arrays) // (2 * LAYERS))
        ]
        return cls(json.loads((folder / "tags.json").read_text()), networks)


def _network(rows: Matrix, tags: Sequence[str], seed: int) -> Layers:
    network = MLPClassifier(
        (HIDDEN,), alpha=1e-3, batch_size=256, max_iter=ROUNDS, learning_rate_init=1e-3, random_state=seed
    )  # fmt: skip
    network.fit(rows, list(tags))
    layers = zip(network.coefs_, network.intercepts_, strict=True)
    return [(weights.astype(np.float32), bias.astype(np.float32)) for weights, bias in layers]


def _chances(layers: Layers, rows: Matrix) -> Matrix:
    for weights, bias in layers[:-1]:
        rows = np.maximum(rows @ weights + bias, 0)
    weights, bias = layers[-1]
    rows = rows @ weights + bias
    raised: Matrix = np.exp(rows - rows.max(axis=1, keepdims=True))
    chances: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _steps(tags: list[str]) -> Matrix:
    allowed = [[not after.startswith("I-") or before[2:] == after[2:] for after in tags] for before in tags]
    return np.where(allowed, 0.0, FORBIDDEN).astype(np.float32)


def spans(tags: Sequence[str], places: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """(entity, start, end) from tags."""
    found: list[tuple[str, int, int]] = []
    for tag, (start, end) in zip(tags, places, strict=True):
        if tag.startswith("B-"):
            found.append((tag[2:], start, end))
        elif tag.startswith("I-") and found:
            kind, first, _ = found[-1]
            found[-1] = (kind, first, end)
    return found


def tags_of(places: Sequence[tuple[int, int]], entities: Sequence[tuple[str, int, int]]) -> list[str]:
    """Tags from (entity, start, end)."""
    tags = ["O"] * len(places)
    for kind, first, last in entities:
        inside = [index for index, (start, end) in enumerate(places) if start < last and first < end]
        for index in inside:
            tags[index] = ("B-" if index == inside[0] else "I-") + kind
    return tags
