"""Finds the entities of a message: rules for values, a trained tagger for names."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from bot.embeddings import Reading, Tuned
from bot.minilm import WIDTH, Vectors
from bot.nlu import tag_model
from bot.nlu.augment import variant
from bot.nlu.entities import combine, with_its_thing
from bot.nlu.gazetteer import Gazetteer
from bot.nlu.pipeline import words
from bot.nlu.tag_model import Sentence, TagModel
from bot.nlu.values.find import values
from bot.nlu.values.span import Span

SEED = 11
COPIES = 4
UNLISTED = 0.4  # share of the training sentences in which the lists say nothing, so that the tagger learns to do without
SOME_DAY = datetime(2026, 6, 15, 12)  # examples are read on a fixed day: training must not depend on the date
Tagged = tuple[str, int, int]
Example = tuple[str, list[Tagged]]
Names = Mapping[str, Sequence[str]]


class EntityFinder:
    def __init__(self, names: Names, model: TagModel | None) -> None:
        """`names`: by kind; `model`: None where no example has a name marked, and then values alone are found."""
        self._names, self._model = names, model
        self._gazetteer = Gazetteer(names)

    @classmethod
    def fit(cls, examples: Sequence[Example], names: Names, encoder: Tuned) -> EntityFinder:
        """Trains on texts with their marked names."""
        return cls(names, _fit(examples, names, encoder) if any(tagged for _, tagged in examples) else None)

    def find(self, text: str, now: datetime, encoder: Tuned) -> list[Span]:
        """The entities of one message. `encoder`: the one that it was trained with; `now`: the customer's clock."""
        found = values(text, now)
        places = words(text)
        if not places or self._model is None:
            return [span for span in found if span.sure]
        states = _word_states(places, encoder.reading(text))
        sentence = _sentence(text, places, states, self._gazetteer, found)
        tagged = self._model.tag(tag_model.features(sentence))
        spans = combine(text, found, tag_model.spans(tagged, places), now)
        things = [place for place, lists in zip(places, sentence.lists, strict=True) if "product" in lists]
        return with_its_thing(text, spans, things)

    def save(self, folder: Path) -> None:
        (folder / "names.json").write_text(json.dumps(self._names))
        if self._model:
            self._model.save(folder)

    @classmethod
    def load(cls, folder: Path) -> EntityFinder:
        names = json.loads((folder / "names.json").read_text())
        return cls(names, TagModel.load(folder) if (folder / "tags.npz").exists() else None)


def _sentence(
    text: str, places: list[tuple[int, int]], states: Vectors, gazetteer: Gazetteer | None, found: list[Span]
) -> Sentence:
    typed = [text[start:end] for start, end in places]
    lists = gazetteer.flags(typed) if gazetteer else [set() for _ in typed]
    return Sentence(typed, places, states, lists, found)


def _fit(examples: Sequence[Example], names: Names, encoder: Tuned) -> TagModel:
    chance, gazetteer = random.Random(SEED), Gazetteer(names)
    more = [variant(text, tagged, names, chance) for _ in range(COPIES) for text, tagged in examples if tagged]
    rows, tags = [], []
    everything = [*examples, *more]
    readings = encoder.read([text for text, _ in everything])
    for (text, tagged), reading in zip(everything, readings, strict=True):
        places = words(text)
        if places:
            listed = gazetteer if chance.random() > UNLISTED else None
            sentence = _sentence(text, places, _word_states(places, reading), listed, values(text, SOME_DAY))
            rows.append(tag_model.features(sentence))
            tags += tag_model.tags_of(places, tagged)
    return TagModel.fit(np.concatenate(rows), tags, SEED)


def _word_states(places: Sequence[tuple[int, int]], reading: Reading) -> Vectors:
    """The mean state of the word pieces in each word, shape (words, 768); zeros where the encoder did not read that far."""
    states = np.zeros((len(places), 2 * WIDTH), np.float32)
    first = 0
    for row, (start, end) in enumerate(places):
        while first < len(reading.places) and reading.places[first][1] <= start:
            first += 1
        last = first
        while last < len(reading.places) and reading.places[last][0] < end:
            last += 1
        if last > first:
            states[row] = reading.states[first:last].mean(axis=0)
    return states
