from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.embeddings import Encoder, embed, encoder
from bot.errors import Missing


def test_vectors_have_length_one_whatever_the_text() -> None:
    vectors = embed(["need 500 pens", "", "x" * 100_000, "🦄"])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_alike_meanings_are_nearer_than_others() -> None:
    wanted, alike, other = embed(
        ["I want 500 tote bags with our logo", "canvas totes printed with our brand", "when do you open"]
    )
    assert wanted @ alike > 0.4 > wanted @ other


def test_a_text_has_the_same_vector_in_any_company() -> None:
    texts = ["toner", "a much longer text about office chairs that pads the others", "pens"]
    assert np.allclose(embed(texts)[0], embed(["toner"])[0], atol=1e-5)


def test_reading_tells_where_each_word_piece_stands() -> None:
    (reading,) = encoder().read(["blue pens"])
    assert reading.places == [(0, 4), (5, 9)]
    assert reading.states.shape == (2, 768)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(Missing, match="damaged"):
        Encoder(tmp_path)
