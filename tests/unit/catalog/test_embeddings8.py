from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot import embeddings
from bot.embeddings8 import Encoder8, embed
from bot.errors import Missing

TITLES = ["Canvas Tote Bag, Natural", "Black toner cartridge for a laser printer", "Desk", "", "x" * 10_000, "🦄 ünïcode"]


def test_vectors_are_nearly_those_of_the_whole_weights() -> None:
    ours, exact = embed(TITLES), embeddings.embed(TITLES)
    assert ours.shape == (len(TITLES), 384)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert (ours * exact).sum(axis=1).min() > 0.95


def test_a_title_has_nearly_the_same_vector_in_any_company() -> None:
    assert embed([TITLES[1]])[0] @ embed(TITLES)[1] > 0.97


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(Missing, match="damaged"):
        Encoder8(tmp_path)
