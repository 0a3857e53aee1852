"""The reader of intents, tuned on a handful of examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.nlu.intent_reader import IntentReader

TEXTS = [f"{verb} {thing}" for verb in ("buy", "get me", "order") for thing in ("pens", "mugs", "folders")]
TEXTS += [f"{verb} {thing}" for verb in ("hello", "hi", "good morning") for thing in ("there", "team", "everyone")]
LABELS = ["place_order"] * 9 + ["greet"] * 9


def test_reader_learns_survives_its_file_and_comes_out_the_same_again(tmp_path: Path) -> None:
    reader = IntentReader.fit(TEXTS, LABELS)
    reader.save(tmp_path)
    unseen = ["ordr some staplers", "hello my friends"]
    chances = IntentReader.load(tmp_path).probabilities(unseen)
    assert [reader.names[index] for index in chances.argmax(axis=1)] == ["place_order", "greet"]
    assert np.allclose(chances, reader.probabilities(unseen), atol=1e-3)
    assert np.array_equal(reader.probabilities(unseen), IntentReader.fit(TEXTS, LABELS).probabilities(unseen))
