"""What a message wants: logistic regression and nearest examples, over its embedding and its character n-grams.

Together they read strangers' messages better than either alone: the regression weighs all examples of an intent, the
neighbours speak for the odd ones.
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

from bot.embeddings import Vectors

BUCKETS = 2**14
THEMES = 256  # n-grams are condensed to so many numbers: training takes seconds instead of minutes and loses nothing
LONGEST = 600  # characters whose n-grams count
STRENGTH = 3.0  # of the regression; larger fits the examples more closely
NEIGHBOURS = 3  # the nearest examples of each intent that speak for it
SHARE = 0.7  # of the n-grams against the embedding, where neighbours are sought
SHARPNESS = 40.0  # how much nearer an example must be to count for more
# The divisor of the scores that makes confidences true. Measured on strangers' messages: the encoder was tuned on all examples,
# so none of them is left out that could tell how sure to be.
HEAT = 2.9
SEED = 7

Array = npt.NDArray[np.float32]
_HASHING = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=BUCKETS, alternate_sign=False, norm=None)


class IntentModel:
    def __init__(self, names: list[str], arrays: dict[str, Array]) -> None:
        """`arrays`: rarity (BUCKETS,), themes (BUCKETS, n), weights (384 + n, intents), bias (intents,), examples (m, 384 + n),
        labels (m,)."""
        self.names, self._arrays = names, arrays | {"themes": arrays["themes"].astype(np.float32)}
        self._members = [np.flatnonzero(arrays["labels"] == index) for index in range(len(names))]

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> IntentModel:
        """Trains on n texts, their embeddings (n, 384) and their intents; the same figures every time."""
        counts = _HASHING.transform(_cut(texts))
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        condenser = TruncatedSVD(min(THEMES, len(texts) - 1), n_iter=3, random_state=SEED).fit(_weighted(counts, rarity))
        themes = condenser.components_.T.astype(np.float32)
        condensed = _weighted(counts, rarity) @ themes
        rows = np.hstack([vectors, condensed]).astype(np.float32)
        names, numbers = np.unique(list(labels), return_inverse=True)
        weights, bias = _regress(rows, numbers, len(names))
        arrays = {
            "rarity": rarity,
            "themes": themes,
            "weights": weights,
            "bias": bias,
            "examples": _unit(rows),
            "labels": numbers,
        }
        return cls([str(name) for name in names], arrays)

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> Array:
        """Shape (n, intents), in the order of `names`; each row sums to 1."""
        condensed = _weighted(_HASHING.transform(_cut(texts)), self._arrays["rarity"]) @ self._arrays["themes"]
        rows = np.hstack([vectors, condensed]).astype(np.float32)
        scores = self._regression(rows) + self._neighbours(_unit(rows), self._arrays["examples"], self._members)
        return np.exp(_normal(scores / HEAT))

    def _regression(self, rows: Array) -> Array:
        return _normal(rows @ self._arrays["weights"] + self._arrays["bias"])

    @staticmethod
    def _neighbours(rows: Array, examples: Array, members: Sequence[npt.NDArray[np.int64]]) -> Array:
        """Log share of each intent by its nearest examples."""
        near = rows @ examples.T
        best = np.full((len(rows), len(members)), -1.0, np.float32)
        for index, member in enumerate(members):
            if len(member):
                top = min(NEIGHBOURS, len(member))
                best[:, index] = -np.partition(-near[:, member], top - 1, axis=1)[:, :top].mean(axis=1)
        return _normal(best * SHARPNESS)

    def save(self, folder: Path) -> None:
        # Half precision in the file: the difference is far below what an n-gram tells.
        np.savez(folder / "intents.npz", **self._arrays | {"themes": self._arrays["themes"].astype(np.float16)})
        (folder / "intents.json").write_text(json.dumps(self.names))

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        with np.load(folder / "intents.npz") as arrays:
            return cls(json.loads((folder / "intents.json").read_text()), dict(arrays))


def _cut(texts: Sequence[str]) -> list[str]:
    return [text[:LONGEST].lower() for text in texts]


def _weighted(counts: csr_matrix, rarity: Array) -> csr_matrix:
    weighted = counts.multiply(rarity[None, :]).tocsr()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return weighted.multiply((1 / np.maximum(length, 1e-9))[:, None]).tocsr().astype(np.float32)


def _unit(rows: Array) -> Array:
    shares = rows * np.where(np.arange(rows.shape[1]) < 384, 1.0, SHARE).astype(np.float32)
    unit: Array = shares / np.maximum(np.linalg.norm(shares, axis=1, keepdims=True), 1e-9)
    return unit


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
