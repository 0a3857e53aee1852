"""How good the search is: graded queries, products to be found again, typing errors; each with its peers on the same file.

A file of tasks has a JSON object a line: `query`, `kind` ("graded_query" or "known_item"), `catalog` (path of a feed),
`relevant` (product id to grade, 1 to 3) and `judged_nonrelevant` (ids that were looked at and do not fit).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from math import log2
from pathlib import Path
from typing import NamedTuple

from bot.errors import BadInput

DEPTH = 1_000
"""Hits that are asked for: among products that somebody judged, a page of ten reaches far down."""
TEN = 10
RESAMPLES = 10_000
SHORTEST_TYPO = 4

Ranking = Callable[[str], list[str]]
"""A query to the ids of what was found, best first."""


class Task(NamedTuple):
    query: str
    graded: bool
    catalog: str
    relevant: dict[str, int]
    judged: frozenset[str]


class Graded(NamedTuple):
    """NDCG@10 of each query: over the judged products alone, and with the unjudged counted as wrong."""

    judged: list[float]
    strict: list[float]


def read_tasks(path: Path) -> list[Task]:
    """The tasks of a file; raises BadInput with the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path}: {error}") from None
    return [_task(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _task(line: str, number: int) -> Task:
    try:
        row = json.loads(line)
        relevant = {str(key): int(grade) for key, grade in row["relevant"].items()}
        judged = frozenset(relevant) | frozenset(map(str, row.get("judged_nonrelevant", ())))
        return Task(row["query"], row["kind"] == "graded_query", row["catalog"], relevant, judged)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"line {number} is no task: {error!r}") from None


def graded(tasks: Sequence[Task], ranking: Ranking) -> Graded:
    """Each task's NDCG@10 with gain 2^grade - 1 (Burges et al. 2005)."""
    found = [ranking(task.query) for task in tasks]
    judged = [ndcg([one for one in ids if one in task.judged], task.relevant) for ids, task in zip(found, tasks, strict=True)]
    return Graded(judged, [ndcg(ids, task.relevant) for ids, task in zip(found, tasks, strict=True)])


def ndcg(ids: Sequence[str], relevant: dict[str, int]) -> float:
    """NDCG@10 of a ranking: 1 is the best order that there can be."""
    best = _gain(sorted(relevant.values(), reverse=True))
    return _gain([relevant.get(one, 0) for one in ids]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:TEN]))


def found_again(tasks: Sequence[Task], ranking: Ranking) -> tuple[float, float]:
    """The share of tasks whose product comes first, and the share where it is among ten."""
    places = [
        next((place for place, one in enumerate(ranking(task.query)[:TEN]) if one in task.relevant), TEN) for task in tasks
    ]
    return sum(place == 0 for place in places) / len(places), sum(place < TEN for place in places) / len(places)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def bootstrap(ours: Sequence[float], peers: Sequence[float], seed: int) -> tuple[float, float]:
    """The 95% range of the mean difference of paired values, by resampling the queries (Sakai 2006)."""
    chance = random.Random(seed)
    differences = [one - other for one, other in zip(ours, peers, strict=True)]
    means = sorted(mean(chance.choices(differences, k=len(differences))) for _ in range(RESAMPLES))
    return means[round(0.025 * RESAMPLES)], means[round(0.975 * RESAMPLES) - 1]


def mistyped(query: str, chance: random.Random) -> str:
    """The query with one typing error in one of its words: a letter left out, doubled, swapped or wrong."""
    words = query.split(" ")
    able = [place for place, word in enumerate(words) if len(word) >= SHORTEST_TYPO and word.isalpha()]
    if not able:
        return query
    place = chance.choice(able)
    words[place] = _typo(words[place], chance)
    return " ".join(words)


def _typo(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    wrong = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + wrong + word[at + 1 :],
        )
    )
