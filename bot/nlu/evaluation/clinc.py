"""The intent classifier alone on CLINC150 (Larson et al. 2019): 150 intents of others, and messages that belong to none.

The file has the columns text, intent, split; splits train, test and oos_test are used. The classifier is trained on the
training split as it would be on ours. Messages out of scope are told by low confidence only: no example of them is shown.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.errors import QuartermasterError

if TYPE_CHECKING:
    from bot.nlu.intent_reader import IntentReader

COST = 0.02  # share of the in-scope messages that may be lost to a threshold
AT_ONCE = 250

Tell = Callable[[str], None]


def measure(path: Path, tell: Tell) -> dict[str, float]:
    """In-scope accuracy, and the share out of scope that a threshold catches at COST; takes minutes."""
    from bot.nlu.intent_reader import IntentReader

    splits = _splits(path)
    texts, labels = zip(*splits["train"], strict=True)
    tell(f"training on {len(texts)} examples of {len(set(labels))} intents")
    reader = IntentReader.fit(texts, labels)
    tell("reading the test split")
    (right, sure), (_, unsure) = (_answers(reader, splits[split]) for split in ("test", "oos_test"))
    threshold = np.sort(sure[right])[int(COST * len(right))]
    return {
        "in_scope": round(float(right.mean()), 4),
        "in_scope_served": round(float((right & (sure >= threshold)).mean()), 4),
        "out_of_scope_recall": round(float((unsure < threshold).mean()), 4),
        "threshold": round(float(threshold), 4),
    }


def _splits(path: Path) -> dict[str, list[tuple[str, str]]]:
    splits: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            splits[row.get("split") or ""].append((row.get("text") or "", row.get("intent") or ""))
    missing = [split for split in ("train", "test", "oos_test") if not splits[split]]
    if missing:
        raise QuartermasterError(f"{path} has no rows of the split {', '.join(missing)}")
    return splits


def _answers(reader: IntentReader, rows: list[tuple[str, str]]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """For each row whether the likeliest intent is its label, and how sure the reader is."""
    texts, labels = zip(*rows, strict=True)
    chances = np.concatenate([reader.probabilities(texts[start : start + AT_ONCE]) for start in range(0, len(texts), AT_ONCE)])
    named = np.array(reader.names)[chances.argmax(axis=1)]
    return named == np.array(labels), chances.max(axis=1)
