from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.embeddings import Encoder, Tuned, embed, embed_quickly
from bot.errors import Missing
from bot.minilm import layer_weights


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
    assert embed_quickly(texts)[0] @ embed_quickly(["toner"])[0] > 0.97


@pytest.mark.parametrize("text", ["Canvas Tote Bag, Natural", "Desk", "", "x" * 10_000, "🦄 ünïcode"])
def test_the_quick_way_gives_nearly_the_same(text: str) -> None:
    assert embed_quickly([text])[0] @ embed([text])[0] > 0.95


def test_vectors_are_nearly_those_of_the_whole_weights() -> None:
    first, second, third = embed(["need 500 pens", "canvas totes printed with our brand", "when do you open"])
    exact = [0.3136, 0.0602, 0.0463]  # by the published weights in 32 bits
    assert np.allclose([first @ second, first @ third, second @ third], exact, atol=0.015)


def test_reading_tells_where_each_word_piece_stands() -> None:
    reading = Tuned({}).reading("blue pens")
    assert reading.places == [(0, 4), (5, 9)]
    assert reading.states.shape == (2, 768)


def test_published_layers_give_the_published_embedding_alone_and_in_company() -> None:
    texts = ["need 500 pens", "", "a longer text about office chairs"] * 60
    encoder = Tuned(layer_weights())
    embeddings, views = encoder.views(texts)
    assert np.allclose(embeddings, embed(texts), atol=1e-5)
    assert np.allclose(embeddings[0], encoder.reading(texts[0]).embedding, atol=2e-3)
    assert np.allclose(views[2], encoder.read(texts)[2].early, atol=1e-5)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(Missing, match="damaged"):
        Encoder(tmp_path)
