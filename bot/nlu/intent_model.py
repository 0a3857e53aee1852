"""What a message wants: logistic regression over its embedding and its character n-grams."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from bot.embeddings import Vectors

BUCKETS = 2**15
LONGEST = 600  # characters whose n-grams count
# The embedding's share against the n-grams'; both parts have length 1 before. Set on held-out text.
EMBEDDING = 2.5
STRENGTH = 20.0

Weights = npt.NDArray[np.float32]


def ngrams(texts: Sequence[str]) -> csr_matrix:
    """Counts of character 2- to 5-grams within words, hashed, damped, rows of length 1: shape (n, BUCKETS)."""
    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=BUCKETS, alternate_sign=False, norm="l2")
    return hashing.transform([text[:LONGEST].lower() for text in texts])


class IntentModel:
    def __init__(self, names: list[str], weights: Weights, bias: Weights, rarity: Weights) -> None:
        """`weights` (384 + BUCKETS, intents), `bias` (intents,), `rarity` (BUCKETS,): how telling each n-gram is."""
        self.names, self.weights, self.bias, self.rarity = names, weights, bias, rarity

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> IntentModel:
        """Trains on n texts, their embeddings (n, 384) and their intents."""
        counts = ngrams(texts)
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        regression = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced")
        regression.fit(_features(counts, vectors, rarity), list(labels))
        weights, bias = regression.coef_, regression.intercept_
        if len(regression.classes_) == 2:
            weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls([str(name) for name in regression.classes_], weights.T.astype(np.float32), bias.astype(np.float32), rarity)

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> Weights:
        """Shape (n, intents), in the order of `names`; each row sums to 1."""
        scores = _features(ngrams(texts), vectors, self.rarity) @ self.weights + self.bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities: Weights = (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)
        return probabilities

    def save(self, folder: Path) -> None:
        np.savez(folder / "intents.npz", weights=self.weights, bias=self.bias, rarity=self.rarity)
        (folder / "intents.json").write_text(json.dumps(self.names))

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        arrays = np.load(folder / "intents.npz")
        return cls(json.loads((folder / "intents.json").read_text()), arrays["weights"], arrays["bias"], arrays["rarity"])


def _features(counts: csr_matrix, vectors: Vectors, rarity: Weights) -> csr_matrix:
    weighted = counts.multiply(rarity[None, :]).tocsr()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = weighted.multiply((1 / np.maximum(length, 1e-9))[:, None])
    return hstack([csr_matrix(vectors * EMBEDDING), weighted]).tocsr()
