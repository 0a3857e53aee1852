"""One evaluation: a file of labelled messages through the model in service."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from bot.nlu.evaluation import pictures
from bot.nlu.evaluation.cases import Case
from bot.nlu.evaluation.scores import Answer, calibration, confusion, entity_scores, intent_scores

# Labels name no day of the week they were written on; one fixed clock gives the same figures every time.
CLOCK = datetime.fromisoformat("2026-09-15T10:30:00-05:00")

Understand = Callable[[str, datetime | None, bool], Answer]


def evaluate(cases: Sequence[Case], understand: Understand, folder: Path, name: str) -> dict[str, Any]:
    """Figures of the cases as `understand` answers them; writes <name>-confusion.svg and <name>-calibration.svg into folder."""
    answers: list[Answer] = []
    seconds: list[float] = []
    for case in cases:
        begun = time.perf_counter()
        answers.append(understand(case.text, CLOCK, case.alone))
        seconds.append(time.perf_counter() - begun)
    report: dict[str, Any] = {
        "intents": intent_scores(cases, answers),
        "entities": entity_scores(cases, answers),
        "milliseconds": round(median(seconds) * 1000, 2),
    }
    if report["intents"]:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {kind: folder / f"{name}-{kind}.svg" for kind in ("confusion", "calibration")}
        pictures.draw_confusion(confusion(cases, answers), paths["confusion"])
        pictures.draw_calibration(*calibration(cases, answers), paths["calibration"])
        report["pictures"] = {kind: str(path) for kind, path in paths.items()}
    report["wrong"] = [
        {"text": case.text, "label": case.intents[0], "understood": answer["intent"]["name"], "ranking": answer["ranking"][:2]}
        for case, answer in zip(cases, answers, strict=True)
        if case.intents and answer["intent"]["name"] not in case.intents
    ]
    return report
