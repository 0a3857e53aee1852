"""Trains the encoder's layers further, so that messages of one intent lie together: minutes on two cores, offline.

Each intent has a direction; a message's embedding is pulled towards its own and away from the others (a cosine classifier with
smoothed labels). The directions begin at the intents' means. What comes out is the mean of the weights of the second half of
the steps (Izmailov et al. 2018): surer than the last ones, which owe more to what chance drew last. The words' embeddings
stay, and so does the published encoder for everything else.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.embeddings import embed, pieces
from bot.minilm import EPSILON, HEADS, LAYERS, WIDTH, Vectors, Weights, folder, weights_in

ROUNDS = 4
STEPS = 900  # at most: where examples are many, fewer rounds teach as much, and time stays bounded
FOR_AN_INTENT = 12  # steps that each intent may have, where that is more: a direction takes some to be found
FIRST = 100  # examples of an intent whose mean its direction begins at
SHOWN = 1000  # examples of an intent in one round, others in the next: no intent drowns the rest
RATE = 1e-4  # of learning, at its height
QUICKER = 10.0  # times that for the directions
WARM = 0.1  # share of the steps in which the rate rises; afterwards it falls to nothing
AT_ONCE = 32
SCALE = 16.0  # of the cosine: larger trusts a small lead more
SMOOTH = 0.1  # share of each label that is spread over all intents
DROPPED = 0.1
HIDDEN = (0.1, 0.0)  # share of the word pieces that a step does not see, so that no intent hangs on one word, with FEW examples
FEW = (150, 600)  # examples an intent, on average; many have words enough of their own
AVERAGED = 0.5  # share of the steps, from which on the weights are averaged
BETWEEN = 10  # steps from one that counts to the next
HIDE = 103  # the word piece [MASK]
ORDINARY = 999  # the first word piece that is no mark of BERT's own
NORMED = ("attention.output.LayerNorm", "output.LayerNorm")

TOLD = 100  # steps between two lines of progress

Tensors = dict[str, Any]
_log = logging.getLogger(__name__)


def tune(texts: Sequence[str], labels: npt.NDArray[np.int64], seed: int) -> tuple[dict[str, Vectors], Vectors]:
    """Weights of the layers for `bot.embeddings.Tuned`, and the intents' directions (384, intents), each of length SCALE.

    From n texts and their intents, numbered from 0; the same for a seed.
    """
    import tensorflow as tf  # type: ignore[import-untyped]

    published, numbers = weights_in(folder()), pieces(texts)
    tf.keras.utils.set_random_seed(seed)
    # In order of name: the file gives them in another order each time, and sums of numbers depend on it.
    variables = {name: tf.Variable(published[name]) for name in sorted(published) if name.startswith("encoder.layer.")}
    directions = tf.Variable(_means(texts, labels).T)
    hidden = np.interp(len(texts) / directions.shape[1], FEW, HIDDEN)
    step, mean = _step(published, variables, directions), _Mean([*variables.values(), directions])
    chance = np.random.default_rng(seed)
    steps = max(STEPS, FOR_AN_INTENT * directions.shape[1])
    batches = [batch for _ in range(ROUNDS) for batch in _batches(numbers, _shown(labels, chance), chance)][:steps]
    for number, batch in enumerate(batches, 1):
        rate = RATE * min(1, number / (WARM * len(batches))) * (1 - number / len(batches))
        ids, mask = _padded([numbers[index] for index in batch])
        ids[(chance.random(ids.shape) < hidden) & (ids >= ORDINARY)] = HIDE
        step(ids, mask, labels[batch].astype(np.int32), np.float32(rate))
        if number > AVERAGED * len(batches) and (len(batches) - number) % BETWEEN == 0:
            mean.add()
        if number % TOLD == 0:
            _log.info("the encoder is tuned: %d of %d steps", number, len(batches))
    *layers, found = mean.found()
    return dict(zip(variables, layers, strict=True)), SCALE * found / np.linalg.norm(found, axis=0)


class _Mean:
    """Of what variables were, whenever `add` was called."""

    def __init__(self, variables: Sequence[Any]) -> None:
        self._variables, self._times = variables, 0
        self._sums = [np.zeros(variable.shape, np.float32) for variable in variables]

    def add(self) -> None:
        self._times += 1
        for total, variable in zip(self._sums, self._variables, strict=True):
            total += variable.numpy()

    def found(self) -> list[Vectors]:
        return [total / np.float32(self._times) for total in self._sums]


def _means(texts: Sequence[str], labels: npt.NDArray[np.int64]) -> Vectors:
    """Where the published encoder has the intents' first examples, (intents, 384)."""
    first = [np.flatnonzero(labels == label)[:FIRST] for label in range(labels.max() + 1)]
    means = np.stack([embed([texts[index] for index in members]).mean(axis=0) for members in first])
    unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def _padded(batch: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int32], Vectors]:
    """Word pieces of one batch (n, longest), and 1 where there is one."""
    shape = (len(batch), max(map(len, batch)))
    ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.float32)
    for row, numbers in enumerate(batch):
        ids[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    return ids, mask


def _shown(labels: npt.NDArray[np.int64], chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """Which texts a round shows: all of an intent, or as many as SHOWN, drawn by chance."""
    members = (np.flatnonzero(labels == label) for label in range(labels.max() + 1))
    return np.concatenate([chance.permutation(member)[:SHOWN] for member in members])


def _batches(
    numbers: Sequence[Sequence[int]], shown: npt.NDArray[np.int64], chance: np.random.Generator
) -> list[npt.NDArray[np.int64]]:
    """Every text that is shown once, texts of about one length together, in an order of chance."""
    lengths = np.array([len(numbers[index]) for index in shown]) + 4 * chance.random(len(shown))
    order = shown[np.argsort(lengths, kind="stable")]
    batches = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
    chance.shuffle(batches)
    return batches


def _step(published: Weights, variables: Tensors, directions: Any) -> Any:
    """One step of Adam (Kingma and Ba 2015)."""
    import tensorflow as tf

    trained = [*variables.values(), directions]
    slowly, quickly = (tf.keras.optimizers.legacy.Adam(epsilon=1e-8) for _ in range(2))
    shapes = [tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None, None)), tf.TensorSpec((None,), tf.int32)]
    words = {name: tf.constant(tensor) for name, tensor in published.items() if name.startswith("embeddings.")}

    def step(ids: Any, mask: Any, labels: Any, rate: Any) -> None:
        with tf.GradientTape() as tape:
            states = _begun(words, ids)
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


def _begun(words: Tensors, ids: Any) -> Any:
    """What each word piece enters the first layer as: what it is, where it stands, and that every text is of kind 0."""
    import tensorflow as tf

    places = words["embeddings.position_embeddings.weight"][: tf.shape(ids)[1]]
    begun = tf.gather(words["embeddings.word_embeddings.weight"], ids) + places
    begun += words["embeddings.token_type_embeddings.weight"][0]
    return _normed(words["embeddings.LayerNorm.weight"], words["embeddings.LayerNorm.bias"], begun)


def _embedded(variables: Tensors, states: Any, mask: Any) -> Any:
    """BERT's layers (Devlin et al. 2019), the mean of the last states, length 1; the way of training of `bot.minilm`."""
    import tensorflow as tf

    hidden = states
    for layer in range(LAYERS):
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
        return _normed(weights[f"{name}.weight"], weights[f"{name}.bias"], value)

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


def _normed(weight: Any, bias: Any, value: Any) -> Any:
    import tensorflow as tf

    mean, variance = tf.nn.moments(value, -1, keepdims=True)
    return (value - mean) * tf.math.rsqrt(variance + EPSILON) * weight + bias
