"""The component that adds MiniLM's view of a message: a vector for each word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.embeddings import Reading, lower
from bot.minilm import WIDTH, Vectors

AT_ONCE = 512


@lru_cache(maxsize=8)
def reading(text: str) -> Reading:
    """What the encoder makes of one text; several components ask for the same message."""
    return lower().read([text])[0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Dense features: for each word the mean of its word pieces' states (words, 768).

    `for_training`: whether training examples get them too. Our trained components read examples anew, with slips and other
    names; one that learns from features, such as DIET, needs them.
    """

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"alias": "SentenceFeaturizer", "for_training": True}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceFeaturizer:
        return cls(execution_context.node_name, config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing in it can be wrong."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        if self._config["for_training"]:
            self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for start in range(0, len(messages), AT_ONCE):
            batch = [message for message in messages[start : start + AT_ONCE] if (message.get(TEXT) or "").strip()]
            texts = [message.get(TEXT) for message in batch]
            found = [reading(texts[0])] if len(texts) == 1 else lower().read(texts)
            for message, one in zip(batch, found, strict=True):
                self._add(message, one)
        return messages

    def _add(self, message: Message, reading: Reading) -> None:
        tokens: Sequence[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        if tokens:
            states = word_states([(token.start, token.end) for token in tokens], reading)
            message.add_features(Features(states, FEATURE_TYPE_SEQUENCE, TEXT, self._config["alias"]))


def word_states(places: Sequence[tuple[int, int]], reading: Reading) -> Vectors:
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
