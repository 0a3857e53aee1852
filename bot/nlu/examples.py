"""What the examples of Rasa's training data teach about entities."""

from __future__ import annotations

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entity_finder import Example, Tagged

NAMED = ("product", "material", "color", "brand", "customization", "city", "state", "size", "date")


def marked(training_data: TrainingData) -> list[Example]:
    """The texts in which whoever wrote them marked the entities, or saw that there are none."""
    examples = (message for message in training_data.nlu_examples if message.get(TEXT) and not for_intents_alone(message))
    return [(message.get(TEXT), _tagged(message)) for message in examples]


def for_intents_alone(message: Message) -> bool:
    """Whether nobody marked its spans: it came from the review (see bot.conversation.learned), or its file says so."""
    metadata = message.get("metadata") or {}
    return bool((metadata.get("example") or {}).get("learned") or (metadata.get("intent") or {}).get("intents_alone"))


def names_in(training_data: TrainingData) -> dict[str, list[str]]:
    """Names by kind: the lookup tables, and what the examples mark."""
    names: dict[str, set[str]] = {table["name"]: set(table["elements"]) for table in training_data.lookup_tables}
    for message in training_data.nlu_examples:
        for kind, start, end in _tagged(message):
            if kind in NAMED:
                names.setdefault(kind, set()).add(message.get(TEXT)[start:end])
    return {kind: sorted(entries) for kind, entries in names.items()}


def _tagged(message: Message) -> list[Tagged]:
    return [(entity["entity"], entity["start"], entity["end"]) for entity in message.get(ENTITIES) or []]
