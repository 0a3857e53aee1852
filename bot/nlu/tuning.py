"""Trains the encoder's upper layers further, so that messages of one intent lie together: minutes on two cores, offline.

Each intent has a direction; a message's embedding is pulled towards its own and away from the others (a cosine classifier with
smoothed labels). The directions begin at the intents' means. The published encoder stays as it is for everything else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.embeddings import Upper, padded
from bot.minilm import HEADS, LAYERS, UPPER, WIDTH, Vectors, upper_weights

ROUNDS = 3
STEPS = 1300  # at most: where examples are many, fewer rounds teach as much, and time stays bounded
SHOWN = 1000  # examples of an intent in one round, others in the next: no intent drowns the rest
RATE = 1e-4  # of learning, at its height
QUICKER = 10.0  # times that for the directions
WARM = 0.1  # share of the steps in which the rate rises; afterwards it falls to nothing
AT_ONCE = 32
SCALE = 16.0  # of the cosine: larger trusts a small lead more
SMOOTH = 0.1  # share of each label that is spread over all intents
DROPPED = 0.1
NORMED = ("attention.output.LayerNorm", "output.LayerNorm")

Tensors = dict[str, Any]


def tune(below: Sequence[Vectors], labels: npt.NDArray[np.int64], seed: int) -> tuple[dict[str, Vectors], Vectors]:
    """Weights for Upper, and the intents' directions (384, intents), each of length SCALE.

    From what Lower.below gives for n texts and their intents, numbered from 0; the same for a seed.
    """
    import tensorflow as tf  # type: ignore[import-untyped]

    weights = upper_weights()
    tf.keras.utils.set_random_seed(seed)
    variables = {name: tf.Variable(tensor) for name, tensor in weights.items()}
    directions = tf.Variable(_means(Upper(weights).embed(below), labels).T)
    step = _step(variables, directions)
    chance = np.random.default_rng(seed)
    batches = [batch for _ in range(ROUNDS) for batch in _batches(below, _shown(labels, chance), chance)][:STEPS]
    for number, batch in enumerate(batches, 1):
        rate = RATE * min(1, number / (WARM * len(batches))) * (1 - number / len(batches))
        states, mask = padded([below[index] for index in batch])
        step(states, mask.astype(np.float32), labels[batch].astype(np.int32), np.float32(rate))
    found = directions.numpy()
    return {name: variable.numpy() for name, variable in variables.items()}, SCALE * found / np.linalg.norm(found, axis=0)


def _means(vectors: Vectors, labels: npt.NDArray[np.int64]) -> Vectors:
    means = np.stack([vectors[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def _shown(labels: npt.NDArray[np.int64], chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """Which texts a round shows: all of an intent, or as many as SHOWN, drawn by chance."""
    members = (np.flatnonzero(labels == label) for label in range(labels.max() + 1))
    return np.concatenate([chance.permutation(member)[:SHOWN] for member in members])


def _batches(
    below: Sequence[Vectors], shown: npt.NDArray[np.int64], chance: np.random.Generator
) -> list[npt.NDArray[np.int64]]:
    """Every text that is shown once, texts of about one length together, in an order of chance."""
    lengths = np.array([len(below[index]) for index in shown]) + 4 * chance.random(len(shown))
    order = shown[np.argsort(lengths, kind="stable")]
    batches = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
    chance.shuffle(batches)
    return batches


def _step(variables: Tensors, directions: Any) -> Any:
    """One step of Adam (Kingma and Ba 2015)."""
    import tensorflow as tf

    trained = [*variables.values(), directions]
    slowly, quickly = (tf.keras.optimizers.legacy.Adam(epsilon=1e-8) for _ in range(2))
    shapes = [tf.TensorSpec((None, None, WIDTH)), tf.TensorSpec((None, None)), tf.TensorSpec((None,), tf.int32)]

    def step(states: Any, mask: Any, labels: Any, rate: Any) -> None:
        with tf.GradientTape() as tape:
            scores = SCALE * tf.matmul(_embedded(variables, states, mask), tf.math.l2_normalize(directions, 0))
            intents = directions.shape[1]
            wanted = tf.one_hot(labels, intents) * (1 - SMOOTH) + SMOOTH / intents
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, scores))
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, trained), 1.0)
        slowly.learning_rate.assign(rate)
        quickly.learning_rate.assign(QUICKER * rate)
        slowly.apply_gradients(zip(slopes[:-1], trained[:-1], strict=True))
        quickly.apply_gradients([(slopes[-1], directions)])

    return tf.function(step, autograph=False, input_signature=[*shapes, tf.TensorSpec(())])


def _embedded(variables: Tensors, states: Any, mask: Any) -> Any:
    """BERT's upper layers (Devlin et al. 2019), the mean of the last states, length 1; the way of training of Upper."""
    import tensorflow as tf

    hidden = states
    for layer in range(UPPER, LAYERS):
        prefix = f"encoder.layer.{layer}."
        hidden = _layer(
            {name.removeprefix(prefix): variables[name] for name in variables if name.startswith(prefix)}, hidden, mask
        )
    mean = tf.reduce_sum(hidden * mask[:, :, None], axis=1) / tf.reduce_sum(mask, axis=1)[:, None]
    return tf.math.l2_normalize(mean, axis=-1)


def _layer(weights: Tensors, hidden: Any, mask: Any) -> Any:
    import tensorflow as tf

    def dense(name: str, value: Any) -> Any:
        return tf.einsum("npi,oi->npo", value, weights[f"{name}.weight"]) + weights[f"{name}.bias"]

    def normed(name: str, value: Any) -> Any:
        mean, variance = tf.nn.moments(value, -1, keepdims=True)
        return (value - mean) * tf.math.rsqrt(variance + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    shape = tf.shape(hidden)
    split = (shape[0], shape[1], HEADS, WIDTH // HEADS)
    query, key, value = (
        tf.transpose(tf.reshape(dense(f"attention.self.{part}", hidden), split), (0, 2, 1, 3))
        for part in ("query", "key", "value")
    )
    closeness = tf.matmul(query, key, transpose_b=True) / math.sqrt(WIDTH / HEADS) + (1 - mask)[:, None, None, :] * -1e9
    mixed = tf.matmul(tf.nn.dropout(tf.nn.softmax(closeness), DROPPED), value)
    mixed = dense("attention.output.dense", tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), shape))
    hidden = normed(NORMED[0], hidden + tf.nn.dropout(mixed, DROPPED))
    raised = tf.nn.gelu(dense("intermediate.dense", hidden), approximate=False)
    return normed(NORMED[1], hidden + tf.nn.dropout(dense("output.dense", raised), DROPPED))
