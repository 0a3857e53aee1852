"""What a message wants: three opinions, over its embedding and its character n-grams.

The directions that the embedding was tuned to; a regression over an early layer's view, and n-grams; the nearest
examples. Together they read strangers' messages better than any alone. The first two see different things, weigh all examples
of an intent, and know best how sure to be where examples are few; the neighbours know the odd wordings, and are heard the more
the more examples there are: few are too few to be near to anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from bot.minilm import Vectors

BUCKETS = 2**14
THEMES = 256  # n-grams are condensed to so many numbers: training takes seconds instead of minutes and loses nothing
LONGEST = 600  # characters whose n-grams count
DIRECTED = (0.6, 0.8)  # how much the directions count against the regression: with few examples an intent, and with ENOUGH
ENOUGH = 100
STRENGTH = 3.0  # of the regression; larger fits the examples more closely
NEIGHBOURS = 2  # the nearest examples of each intent that speak for it
SHARE = 0.7  # of the n-grams against the embedding, where neighbours are sought
AXES = 256  # neighbours are sought in rows turned and cut to so many numbers: a third of the memory to look through
SHARPNESS = 0.1  # how loudly neighbours speak, for each example that an intent has
LOUDEST = 30.0
LIKELY = 8  # intents whose examples are looked through: those that the other two opinions think likeliest
FAR = -1.0  # the closeness of examples that were not looked through
HEARD = (150, 600)  # examples an intent, up to which neighbours are not heard, and from which on nobody is asked without them
SEED = 7
HALVED = ("themes", "axes", "examples")

Array = npt.NDArray[np.float32]
_HASHING = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=BUCKETS, alternate_sign=False, norm=None)


class IntentModel:
    def __init__(self, names: list[str], arrays: dict[str, Array]) -> None:
        """`arrays`: rarity (BUCKETS,), themes (BUCKETS, n), weights (384 + n, intents), bias (intents,), examples (m, AXES),
        axes (384 + n, AXES), labels (m,) in order, directions (384, intents)."""
        # Row by row in memory: scipy copies whatever is not, for each message.
        self.names, self._arrays = names, arrays | {name: np.ascontiguousarray(arrays[name], np.float32) for name in HALVED}
        self._ends = np.searchsorted(arrays["labels"], range(len(names) + 1))
        examples = len(arrays["labels"]) / len(names)
        self._loudness = min(LOUDEST, SHARPNESS * examples)
        self._heard = float(np.interp(examples, HEARD, [0, 1]))
        self._directed = float(np.interp(examples, [0, ENOUGH], DIRECTED))

    @classmethod
    def fit(
        cls, texts: Sequence[str], vectors: Vectors, early: Vectors, labels: Sequence[str], directions: Vectors
    ) -> IntentModel:
        """Trains on n texts, their tuned embeddings (n, 384), an early layer's view of them (n, 384), their intents, and the
        intents' directions in order of name."""
        counts = _HASHING.transform(_cut(texts))
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        condenser = TruncatedSVD(min(THEMES, len(texts) - 1), n_iter=3, random_state=SEED).fit(_weighted(counts, rarity))
        themes = condenser.components_.T.astype(np.float32)
        condensed = _weighted(counts, rarity) @ themes
        names, numbers = np.unique(list(labels), return_inverse=True)
        weights, bias = _regress(_beside(early, condensed), numbers, len(names))
        order = np.argsort(numbers, kind="stable")
        examples = _unit(_beside(vectors, condensed)[order])
        axes = _axes(examples)
        arrays = {
            "rarity": rarity,
            "themes": themes,
            "weights": weights,
            "bias": bias,
            "axes": axes,
            "examples": examples @ axes,
            "labels": numbers[order],
            "directions": directions,
        }
        return cls([str(name) for name in names], arrays)

    def probabilities(self, texts: Sequence[str], vectors: Vectors, early: Vectors) -> Array:
        """Shape (n, intents), in the order of `names`; each row sums to 1."""
        condensed = _weighted(_HASHING.transform(_cut(texts)), self._arrays["rarity"]) @ self._arrays["themes"]
        directed = _normal(vectors @ self._arrays["directions"])
        regressed = _normal(_beside(early, condensed) @ self._arrays["weights"] + self._arrays["bias"])
        weighed = self._directed * directed + (1 - self._directed) * regressed
        beside = weighed + self._loudness * self._nearest(_unit(_beside(vectors, condensed)), weighed)
        chances: Array = (1 - self._heard) * np.exp(_normal(weighed)) + self._heard * np.exp(_normal(beside))
        return chances

    def _nearest(self, rows: Array, weighed: Array) -> Array:
        """Mean closeness of the nearest examples of each intent that `weighed` gives a chance."""
        turned = rows @ self._arrays["axes"]
        best = np.full((len(rows), len(self.names)), FAR, np.float32)
        for row, likely in enumerate(np.argsort(-weighed, axis=1)[:, :LIKELY]):
            for intent in likely:
                near = self._arrays["examples"][self._ends[intent] : self._ends[intent + 1]] @ turned[row]
                if near.size:
                    top = min(NEIGHBOURS, near.size)
                    best[row, intent] = -np.partition(-near, top - 1)[:top].mean()
        return best

    def save(self, folder: Path) -> None:
        # Half precision in the file: the difference is far below what an example tells.
        np.savez(folder / "intents.npz", **self._arrays | {name: self._arrays[name].astype(np.float16) for name in HALVED})
        (folder / "intents.json").write_text(json.dumps(self.names))

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        with np.load(folder / "intents.npz") as arrays:
            return cls(json.loads((folder / "intents.json").read_text()), dict(arrays))


def _cut(texts: Sequence[str]) -> list[str]:
    return [text[:LONGEST].lower() for text in texts]


def _weighted(counts: csr_matrix, rarity: Array) -> csr_matrix:
    """Counts times rarity, each row of length 1. Done on the stored numbers: scipy's own products take longer."""
    data = counts.data.astype(np.float32) * rarity[counts.indices]
    sizes = np.diff(counts.indptr)
    lengths = np.sqrt(np.bincount(np.repeat(np.arange(len(sizes)), sizes), data * data, len(sizes)))
    data /= np.repeat(np.maximum(lengths, 1e-9), sizes)
    return csr_matrix((data, counts.indices, counts.indptr), counts.shape)


def _beside(vectors: Vectors, condensed: Array) -> Array:
    return np.hstack([vectors, condensed]).astype(np.float32)


def _unit(rows: Array) -> Array:
    shares = rows * np.where(np.arange(rows.shape[1]) < 384, 1.0, SHARE).astype(np.float32)
    unit: Array = shares / np.maximum(np.linalg.norm(shares, axis=1, keepdims=True), 1e-9)
    return unit


def _axes(rows: Array) -> Array:
    """The directions in which rows differ most, (width, AXES): products of turned rows are nearly those of the rows."""
    _, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    main: Array = axes[:, ::-1][:, :AXES].astype(np.float32)
    return main


def _normal(scores: Array) -> Array:
    """Log probabilities from scores, row by row."""
    scores = scores - scores.max(axis=1, keepdims=True)
    normal: Array = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return normal


def _regress(rows: Array, numbers: npt.NDArray[np.int64], names: int) -> tuple[Array, Array]:
    regression = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced").fit(rows, numbers)
    weights, bias = np.zeros((rows.shape[1], names), np.float32), np.full(names, -1e4, np.float32)
    if len(regression.classes_) == 2:
        coefficients, intercepts = (
            np.vstack([-regression.coef_, regression.coef_]) / 2,
            np.repeat(regression.intercept_, 2) / [-2, 2],
        )
    else:
        coefficients, intercepts = regression.coef_, regression.intercept_
    weights[:, regression.classes_] = coefficients.T
    bias[regression.classes_] = intercepts
    return weights, bias
