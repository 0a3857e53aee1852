"""The component that says what a message wants."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from bot.nlu.inside import INSIDE
from bot.nlu.intent_reader import IntentReader


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """An IntentReader as a component of Rasa.

    `ranking_length`: how many intents a message's ranking has. `odds`: by how much an intent is likelier than its examples
    say; what is out of scope is as wide as the world, and no examples lie near to all of it.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, reader: IntentReader | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._reader = config, storage, resource, reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 10, "odds": {}}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        # The products of one message are small: another core takes longer to wake than it saves.
        threadpool_limits(1, "blas")
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentReader.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        names = [name for table in training_data.lookup_tables for name in table["elements"]]
        texts, labels = ([message.get(attribute) for message in examples] for attribute in (TEXT, INTENT))
        reader = IntentReader.fit(texts, labels, names)
        with self._storage.write_to(self._resource) as folder:
            reader.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._reader is not None
        for message in messages:
            if (message.get(TEXT) or "").strip():
                self._classify(message, self._reader)
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
