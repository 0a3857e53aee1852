"""From a text to its intents' probabilities: written out, spelling repaired, embedded by the tuned encoder, classified."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.embeddings import Tuned, vocabulary
from bot.minilm import Vectors
from bot.nlu.augment import slip
from bot.nlu.intent_model import Array, IntentModel
from bot.nlu.shorthand import written_out
from bot.nlu.spelling import Speller, dictionary
from bot.nlu.tuning import tune

SEED = 6


class IntentReader:
    def __init__(self, speller: Speller, layers: dict[str, Vectors], model: IntentModel) -> None:
        """`layers`: the tuned encoder's weights. `encoder` is open to others who read the same messages."""
        self._speller, self._layers, self._model = speller, layers, model
        self.encoder = Tuned(layers)

    @property
    def names(self) -> list[str]:
        return self._model.names

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], names: Sequence[str] = ()) -> IntentReader:
        """Trains on texts and their intents; `names` are spelled right. Trained again on the same machine it is the same."""
        texts = [written_out(text) for text in texts]
        speller = Speller.of([*texts, *names], vocabulary())
        read = [speller.repair(text) for text in texts]
        tuned, directions = tune(read, np.unique(list(labels), return_inverse=True)[1], SEED)
        layers = {name: tensor.astype(np.float16).astype(np.float32) for name, tensor in tuned.items()}
        slipped, their = _slipped(read, texts, labels, speller)
        everything = [*read, *slipped]
        model = IntentModel.fit(everything, *Tuned(layers).views(everything), [*labels, *their], directions)
        return cls(speller, layers, model)

    def probabilities(self, texts: Sequence[str]) -> Array:
        """Shape (n, intents), in the order of `names`; each row sums to 1."""
        read = [self._speller.repair(written_out(text)) for text in texts]
        if len(read) == 1:
            one = self.encoder.reading(read[0])
            return self._model.probabilities(read, one.embedding[None], one.early[None])
        return self._model.probabilities(read, *self.encoder.views(read))

    def save(self, folder: Path) -> None:
        # Half precision loses nothing that matters; training rounded to it already.
        np.savez(folder / "layers.npz", **{name: tensor.astype(np.float16) for name, tensor in self._layers.items()})
        (folder / "words.json").write_text(json.dumps({"own": self._speller.own, "pairs": self._speller.pairs}))
        self._model.save(folder)

    @classmethod
    def load(cls, folder: Path) -> IntentReader:
        with np.load(folder / "layers.npz") as arrays:
            layers = {name: arrays[name].astype(np.float32) for name in arrays.files}
        words = json.loads((folder / "words.json").read_text())
        speller = Speller(words["own"], vocabulary(), words["pairs"], dictionary())
        return cls(speller, layers, IntentModel.load(folder))


def _slipped(read: Sequence[str], texts: Sequence[str], labels: Sequence[str], speller: Speller) -> tuple[list[str], list[str]]:
    """Examples with a typing slip that is not wholly repaired, and their intents: people make them, ours have none."""
    chance = random.Random(SEED)
    slips = [speller.repair(slip(text, chance)) for text in texts]
    kept = [row for row, (typed, meant) in enumerate(zip(slips, read, strict=True)) if typed != meant]
    return [slips[row] for row in kept], [labels[row] for row in kept]
