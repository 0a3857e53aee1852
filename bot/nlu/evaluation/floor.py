"""The floor: what a new model must know of messages held out before it may go into service.

`nlu_data/held_out.jsonl` has our own messages that no example was written after; the floor lies below what a sound training
reaches and above what a broken one can (an intent's file lost, labels mixed up, weights gone wrong).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import Refused
from bot.nlu.evaluation.cases import Case, read_cases
from bot.nlu.evaluation.evaluate import CLOCK
from bot.nlu.evaluation.scores import entity_scores, intent_scores

INTENTS = 0.7  # least share of right intents
SPANS = 0.6  # least F1 of exact spans

Figures = dict[str, float]


def measure(archive: Path, held_out: Path) -> Figures:
    """`intents`: share of right ones, `spans`: F1 of exact ones, of the model in `archive`; takes seconds."""
    from bot.nlu.reader import Reader

    cases: Sequence[Case] = read_cases(held_out)
    reader = Reader(archive)
    answers = [reader.understand(case.text, CLOCK, case.alone) for case in cases]
    intents, entities = intent_scores(cases, answers), entity_scores(cases, answers)
    return {
        "intents": intents["accuracy"] if intents else 0.0,
        "spans": (entities["spans"]["f1"] or 0.0) if entities else 0.0,
    }


def hold(figures: Figures) -> None:
    """Raises Refused where a figure is below its floor, in words for whoever trained."""
    floors = {"intents": INTENTS, "spans": SPANS}
    low = [f"{name} {figures[name]:.3f} (floor {floor})" for name, floor in floors.items() if figures[name] < floor]
    if low:
        raise Refused(f"the new model is below the evaluation floor: {', '.join(low)}; it is not put into service")
