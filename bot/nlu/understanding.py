"""The component that says what a message wants and what it names."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from bot.nlu.entity_finder import EntityFinder
from bot.nlu.examples import marked, names_in
from bot.nlu.inside import INSIDE
from bot.nlu.intent_reader import IntentReader
from bot.nlu.values.span import Span

_log = logging.getLogger(__name__)


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class Understanding(GraphComponent, IntentClassifier, EntityExtractorMixin):
    """The intent by an IntentReader, the entities by an EntityFinder, over one encoder: a message is read once for both.

    `ranking_length`: how many intents a message's ranking has. `odds`: by how much an intent is likelier than its examples
    say; what is out of scope is as wide as the world, and no examples lie near to all of it. A message's metadata may say
    `alone` (it answers no question) and `now` (ISO time with offset, the clock for "next friday").
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        reader: IntentReader | None = None,
        finder: EntityFinder | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._reader, self._finder = reader, finder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 10, "odds": {}}

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Understanding:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Understanding:
        # The products of one message are small: another core takes longer to wake than it saves.
        threadpool_limits(1, "blas")
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentReader.load(folder), EntityFinder.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        listed = [name for table in training_data.lookup_tables for name in table["elements"]]
        texts, labels = ([message.get(attribute) for message in examples] for attribute in (TEXT, INTENT))
        reader = IntentReader.fit(texts, labels, listed)
        _log.info("the intents are learned; now the entities")
        finder = EntityFinder.fit(marked(training_data), names_in(training_data), reader.encoder)
        with self._storage.write_to(self._resource) as folder:
            reader.save(Path(folder))
            finder.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._reader is not None
        assert self._finder is not None
        for message in messages:
            if (message.get(TEXT) or "").strip():
                self._classify(message, self._reader)
                spans = self._finder.find(message.get(TEXT), clock(message.get("metadata")), self._reader.encoder)
                found = self.add_extractor_name([_entity(span) for span in spans])
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
            else:
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
        return messages

    def _classify(self, message: Message, reader: IntentReader) -> None:
        alone = (message.get("metadata") or {}).get("alone")
        odds = [0.0 if alone and name in INSIDE else self._config["odds"].get(name, 1.0) for name in reader.names]
        chances = reader.probabilities([message.get(TEXT)])[0] * odds
        chances /= chances.sum()
        order = np.argsort(-chances)[: self._config["ranking_length"]]
        ranking = [{INTENT_NAME_KEY: reader.names[index], PREDICTED_CONFIDENCE_KEY: float(chances[index])} for index in order]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def clock(metadata: Mapping[str, Any] | None) -> datetime:
    """The customer's time: the metadata's "now", otherwise this machine's."""
    stated = (metadata or {}).get("now")
    return datetime.fromisoformat(stated) if stated else datetime.now().astimezone()


def _entity(span: Span) -> dict[str, Any]:
    return {"entity": span.type, "start": span.start, "end": span.end, "value": span.value, "text": span.text, **span.extras()}
