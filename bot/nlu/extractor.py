"""The component that finds the entities of a message: rules for values, a trained tagger for names."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.embeddings import lower
from bot.nlu import tag_model
from bot.nlu.augment import variant
from bot.nlu.entities import combine
from bot.nlu.featurizer import word_states
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


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityFinder(GraphComponent, EntityExtractorMixin):
    """Entities with normalised values. The metadata key "now" (ISO time with offset) is the clock for "next friday"."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, model: TagModel | None = None, gazetteer: Gazetteer | None = None
    ) -> None:
        self._storage, self._resource, self._model, self._gazetteer = storage, resource, model, gazetteer

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> EntityFinder:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityFinder:
        with model_storage.read_from(resource) as folder:
            names = json.loads((folder / "names.json").read_text())
            return cls(
                model_storage, resource, TagModel.load(folder) if (folder / "tags.npz").exists() else None, Gazetteer(names)
            )

    def train(self, training_data: TrainingData) -> Resource:
        names = _names(training_data)
        self._gazetteer = Gazetteer(names)
        marked = [message for message in training_data.nlu_examples if message.get(TEXT) and not _for_intents_alone(message)]
        examples = [(message.get(TEXT), _tagged(message)) for message in marked]
        with self._storage.write_to(self._resource) as folder:
            (folder / "names.json").write_text(json.dumps(names))
            if any(tagged for _, tagged in examples):
                self._model = _fit(examples, self._gazetteer, names)
                self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if (message.get(TEXT) or "").strip():
                found = [_entity(span) for span in self.find(message)]
                message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages

    def find(self, message: Message) -> list[Span]:
        """The entities of one message."""
        text, now = message.get(TEXT), clock(message.get("metadata"))
        found = values(text, now)
        places = words(text)
        sequence, _ = message.get_dense_features(TEXT)
        if not places or sequence is None or self._model is None:
            return [span for span in found if span.sure]
        sentence = _sentence(text, places, sequence.features, self._gazetteer, found)
        tagged = tag_model.spans(self._model.tag(tag_model.features(sentence)), places)
        return combine(text, found, tagged, now)


def clock(metadata: Mapping[str, Any] | None) -> datetime:
    """The customer's time: the metadata's "now", otherwise this machine's."""
    stated = (metadata or {}).get("now")
    return datetime.fromisoformat(stated) if stated else datetime.now().astimezone()


def _sentence(
    text: str, places: list[tuple[int, int]], states: Any, gazetteer: Gazetteer | None, found: list[Span]
) -> Sentence:
    typed = [text[start:end] for start, end in places]
    lists = gazetteer.flags(typed) if gazetteer else [set() for _ in typed]
    return Sentence(typed, places, states, lists, found)


def _fit(examples: Sequence[tuple[str, list[Tagged]]], gazetteer: Gazetteer, names: Mapping[str, Sequence[str]]) -> TagModel:
    chance = random.Random(SEED)
    more = [variant(text, tagged, names, chance) for _ in range(COPIES) for text, tagged in examples if tagged]
    rows, tags = [], []
    everything = [*examples, *more]
    readings = lower().read([text for text, _ in everything])
    for (text, tagged), reading in zip(everything, readings, strict=True):
        places = words(text)
        if places:
            listed = gazetteer if chance.random() > UNLISTED else None
            sentence = _sentence(text, places, word_states(places, reading), listed, values(text, SOME_DAY))
            rows.append(tag_model.features(sentence))
            tags += tag_model.tags_of(places, tagged)
    return TagModel.fit(np.concatenate(rows), tags, SEED)


def _for_intents_alone(message: Message) -> bool:
    """Whether nobody marked its spans: it came from the review (see bot.conversation.learned), or its file says so."""
    metadata = message.get("metadata") or {}
    return bool((metadata.get("example") or {}).get("learned") or (metadata.get("intent") or {}).get("intents_alone"))


def _tagged(message: Message) -> list[Tagged]:
    return [(entity["entity"], entity["start"], entity["end"]) for entity in message.get(ENTITIES) or []]


def _names(training_data: TrainingData) -> dict[str, list[str]]:
    """Names by kind: the lookup tables, and what the examples mark."""
    names: dict[str, set[str]] = {table["name"]: set(table["elements"]) for table in training_data.lookup_tables}
    for message in training_data.nlu_examples:
        for kind, start, end in _tagged(message):
            if kind in ("product", "material", "color", "brand", "customization", "city", "state", "size", "date"):
                names.setdefault(kind, set()).add(message.get(TEXT)[start:end])
    return {kind: sorted(entries) for kind, entries in names.items()}


def _entity(span: Span) -> dict[str, Any]:
    return {"entity": span.type, "start": span.start, "end": span.end, "value": span.value, "text": span.text, **span.extras()}
