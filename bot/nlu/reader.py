"""Reads messages with the language half of a trained model, and nothing of the dialogue half."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.nlu.plain import plain
from bot.nlu.quiet import quiet


class Reader:
    """Understands text as the trained pipeline does. Loading imports Rasa and takes some seconds."""

    def __init__(self, archive: Path) -> None:
        quiet()
        from rasa.engine.graph import ExecutionContext
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        # Components keep what they load; the unpacked archive is not needed afterwards.
        with tempfile.TemporaryDirectory(prefix="quartermaster-") as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), archive)
            self._target = metadata.nlu_target
            schema = metadata.predict_schema.minimal_graph_schema([self._target])
            self._runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id))

    def parse(self, text: str, now: datetime | None = None, alone: bool = True) -> dict[str, Any]:
        """Rasa's own result for a text: intent, intent_ranking, entities, whose places count the stripped text.

        `now`: the customer's clock for "next friday"; this machine's where none is given. `alone`: it answers no question.
        """
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE

        metadata: dict[str, Any] = {"alone": alone} | ({"now": now.isoformat()} if now else {})
        message = UserMessage(plain(text), metadata=metadata)
        (parsed,) = self._runner.run({PLACEHOLDER_MESSAGE: [message]}, targets=[self._target])[self._target]
        return dict(parsed.data)

    def understand(self, text: str, now: datetime | None = None, alone: bool = True) -> dict[str, Any]:
        """What `quartermaster understand` prints: text, intent, ranking, entities; offsets count the text as typed."""
        parsed = self.parse(text, now, alone)
        stripped = len(plain(text)) - len(plain(text).lstrip())  # Rasa strips a message and counts from there
        intent = parsed["intent"]
        return {
            "text": text,
            "intent": {name: intent[name] for name in ("name", "confidence")},
            "ranking": [
                {name: entry[name] for name in ("name", "confidence")} for entry in parsed.get("intent_ranking") or [intent]
            ],
            "entities": [_entity(entity, stripped) for entity in parsed.get("entities") or []],
        }


def _entity(entity: dict[str, Any], stripped: int) -> dict[str, Any]:
    place = {name: entity[name] + stripped for name in ("start", "end")}
    shown = {"type": entity["entity"], **place, **{name: entity.get(name) for name in ("text", "value", "role")}}
    return shown | {name: entity[name] for name in ("low", "high", "approximate") if name in entity}
