"""Labelled messages from files: one JSON object a line, of any of four kinds.

Intents: {"text", "intent", "alt_ok"?}. Messages: the same with "entities" and "ignore"?. Entities: without "intent". Dialogues:
{"turns": [{"user", "expect": {"intent"}}]}, of which the turns with an expected intent are read, each as a message on its own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.errors import QuartermasterError
from bot.nlu.augment import slip
from bot.nlu.inside import INSIDE

Labels = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Case:
    """`intents`: the label first, then others that are right too; empty where none is labelled, as `entities` is None."""

    text: str
    intents: tuple[str, ...] = ()
    entities: Labels | None = None
    ignore: Labels = ()

    @property
    def alone(self) -> bool:
        """Whether the message answers no question: its label says so."""
        return not INSIDE.intersection(self.intents)


def read_cases(path: Path) -> list[Case]:
    """Every labelled message of a file; raises QuartermasterError where a line is none, or nothing is labelled."""
    cases: list[Case] = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuartermasterError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            cases += _cases(json.loads(line)) if line.strip() else []
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuartermasterError(f"{path}, line {number}: not a labelled message ({error!r})") from error
    if not cases:
        raise QuartermasterError(f"{path} has no labelled message")
    return cases


def _cases(row: Mapping[str, Any]) -> Iterator[Case]:
    if "turns" in row:
        for turn in row["turns"]:
            expected = turn.get("expect", {}).get("intent")
            if "user" in turn and expected:
                yield Case(turn["user"], (expected,) if isinstance(expected, str) else tuple(expected))
        return
    intents = (row["intent"], *row.get("alt_ok", [])) if "intent" in row else ()
    entities = tuple(row["entities"]) if "entities" in row else None
    if not isinstance(row["text"], str) or (not intents and entities is None):
        raise ValueError("neither an intent nor entities")
    yield Case(row["text"], intents, entities, tuple(row.get("ignore", [])))


def with_typos(cases: Sequence[Case], seed: int) -> list[Case]:
    """One typing slip in each message. Entities are no longer labelled: their places have moved."""
    chance = random.Random(seed)
    return [replace(case, text=slip(case.text, chance), entities=None, ignore=()) for case in cases]
