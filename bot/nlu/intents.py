"""The component that says what a message wants."""

from __future__ import annotations

import random
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

from bot.embeddings import WIDTH, Vectors, encoder
from bot.nlu.augment import slip
from bot.nlu.intent_model import IntentModel

SEED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Reads the sentence features of the featurizer before it, and character n-grams of its own."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"ranking_length": 10}

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
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        texts = [message.get(TEXT) for message in examples]
        labels = [message.get(INTENT) for message in examples]
        # Every example once more with a typing slip: people's messages have them, ours have not.
        chance = random.Random(SEED)
        slipped = [slip(text, chance) for text in texts]
        vectors = np.vstack([sentence_vectors(examples), encoder().embed(slipped)])
        self._model = IntentModel.fit(texts + slipped, vectors, labels * 2)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._model is not None
        for message in messages:
            if (message.get(TEXT) or "").strip():
                self._classify(message, self._model)
            else:
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
        return messages

    def _classify(self, message: Message, model: IntentModel) -> None:
        chances = model.probabilities([message.get(TEXT)], sentence_vectors([message]))[0]
        order = np.argsort(-chances)[: self._config["ranking_length"]]
        ranking = [{INTENT_NAME_KEY: model.names[index], PREDICTED_CONFIDENCE_KEY: float(chances[index])} for index in order]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def sentence_vectors(messages: list[Message]) -> Vectors:
    """The sentence features of messages, shape (n, 384); zeros where a message has none."""
    vectors = np.zeros((len(messages), WIDTH), np.float32)
    for row, message in enumerate(messages):
        _, sentence = message.get_dense_features(TEXT)
        if sentence is not None:
            vectors[row] = sentence.features[0]
    return vectors
