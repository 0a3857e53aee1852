"""Figures from labels and answers. An answer is what `quartermaster understand` prints for a text. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.nlu.evaluation.cases import Case

FALLBACK = "nlu_fallback"
OUTSIDE = "out_of_scope"
# What nobody would call an entity, whatever a label says.
_UNCOUNTED = {"quantity": ("a", "an"), "unit": ("each", "ea"), "date": ("asap", "now")}

Answer = Mapping[str, Any]
Key = tuple[str, int, int]


def served(answer: Answer) -> str:
    """The intent in force; the fallback counts as out of scope."""
    name = answer["intent"]["name"] or FALLBACK
    return OUTSIDE if name == FALLBACK else str(name)


def top(answer: Answer) -> str:
    """The likeliest intent, whether or not the service would act on it."""
    names = [entry["name"] for entry in answer["ranking"] if entry["name"] and entry["name"] != FALLBACK]
    return str(names[0]) if names else OUTSIDE


def confidence(answer: Answer) -> float:
    """How sure the classifier was of its likeliest intent, 0 to 1."""
    return max((entry["confidence"] for entry in answer["ranking"] if entry["name"] != FALLBACK), default=0.0)


def intent_scores(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Any] | None:
    """Shares of right intents by top label and as served, F1 of each intent, and what became of messages out of scope."""
    pairs = [(case.intents, answer) for case, answer in zip(cases, answers, strict=True) if case.intents]
    if not pairs:
        return None
    inside = [pair for pair in pairs if pair[0][0] != OUTSIDE]
    outside = [pair for pair in pairs if pair[0][0] == OUTSIDE]
    return {
        "messages": len(pairs),
        "accuracy": _share(top(answer) in intents for intents, answer in pairs),
        "accuracy_served": _share(served(answer) in intents for intents, answer in pairs),
        "in_scope": _share(top(answer) in intents for intents, answer in inside),
        "in_scope_served": _share(served(answer) in intents for intents, answer in inside),
        "out_of_scope_caught": _share(served(answer) == OUTSIDE for _, answer in outside),
        "f1": _f1(_labelled(pairs)),
        "calibration_error": calibration(cases, answers)[1],
    }


def _share(rights: Any) -> float | None:
    verdicts = list(rights)
    return round(sum(verdicts) / len(verdicts), 4) if verdicts else None


def _labelled(pairs: Sequence[tuple[tuple[str, ...], Answer]]) -> list[tuple[str, str]]:
    """(gold, predicted): an answer that is right too counts as the label."""
    return [(intents[0], intents[0] if top(answer) in intents else top(answer)) for intents, answer in pairs]


def _f1(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    gold, predicted = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    right = Counter(first for first, second in pairs if first == second)
    return {name: round(2 * right[name] / (gold[name] + predicted[name]), 4) for name in sorted(gold)}


def confusion(cases: Sequence[Case], answers: Sequence[Answer]) -> Counter[tuple[str, str]]:
    """How often each (label, likeliest intent) occurred."""
    return Counter(_labelled([(case.intents, answer) for case, answer in zip(cases, answers, strict=True) if case.intents]))


def calibration(
    cases: Sequence[Case], answers: Sequence[Answer], bins: int = 10
) -> tuple[list[tuple[float, float, int]], float]:
    """(mean confidence, share right, messages) of each filled tenth, and the expected calibration error (Guo et al. 2017)."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for case, answer in zip(cases, answers, strict=True):
        if case.intents:
            sure = confidence(answer)
            groups.setdefault(min(int(sure * bins), bins - 1), []).append((sure, top(answer) in case.intents))
    points = [
        (sum(sure for sure, _ in group) / len(group), sum(right for _, right in group) / len(group), len(group))
        for _, group in sorted(groups.items())
    ]
    total = sum(size for _, _, size in points)
    return points, round(sum(abs(sure - right) * size for sure, right, size in points) / max(total, 1), 4)


def entity_scores(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, Any] | None:
    """F1 of exact spans, in all and by type, shares of right values and money roles, share of whole frames.

    A frame is right when every labelled entity is found with its value and nothing is there beside. Lines out of scope do not
    count. A file without intents labels only the types that occur in it; others count neither for nor against.
    """
    lines = [(case, answer) for case, answer in zip(cases, answers, strict=True) if case.entities is not None]
    if not lines:
        return None
    known = (
        None
        if any(case.intents for case, _ in lines)
        else {entity["type"] for case, _ in lines for entity in case.entities or ()}
    )
    tally: dict[str, Counter[str]] = {}
    checks: dict[str, list[bool]] = {"values": [], "roles": [], "frames": []}
    for case, answer in lines:
        if case.intents[:1] == (OUTSIDE,):
            continue
        gold = {_key(entity): entity for entity in case.entities or () if _counts(entity)}
        found = {_key(entity): entity for entity in answer["entities"] if _counts(entity) and not _ignored(entity, case.ignore)}
        found = {key: entity for key, entity in found.items() if known is None or key[0] in known}
        for name, keys in (("gold", gold), ("found", found), ("right", gold.keys() & found.keys())):
            for key in keys:
                tally.setdefault(key[0], Counter())[name] += 1
        values = [_same(entity["value"], found.get(key)) for key, entity in gold.items() if "value" in entity]
        checks["values"] += values
        checks["roles"] += [
            found.get(key, {}).get("role") == entity["role"] for key, entity in gold.items() if entity.get("role")
        ]
        checks["frames"].append(gold.keys() == found.keys() and all(values))
    whole = Counter[str]()
    for counts in tally.values():
        whole.update(counts)
    return {
        "lines": len(checks["frames"]),
        "spans": _of(whole),
        **{name: {"share": _share(verdicts), "right": sum(verdicts), "of": len(verdicts)} for name, verdicts in checks.items()},
        "types": {kind: _of(counts) for kind, counts in sorted(tally.items())},
    }


def _key(entity: Mapping[str, Any]) -> Key:
    return entity["type"], entity["start"], entity["end"]


def _counts(entity: Mapping[str, Any]) -> bool:
    return str(entity["text"]).lower() not in _UNCOUNTED.get(entity["type"], ())


def _ignored(entity: Mapping[str, Any], ignore: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        entity["type"] == span["type"] and entity["start"] < span["end"] and span["start"] < entity["end"] for span in ignore
    )


def _same(value: Any, found: Mapping[str, Any] | None) -> bool:
    if found is None:
        return False
    other = found.get("value")
    if isinstance(value, int | float) and isinstance(other, int | float):
        return float(value) == float(other)
    return str(value).lower() == str(other).lower()


def _of(counts: Counter[str]) -> dict[str, Any]:
    both = counts["gold"] + counts["found"]
    return {
        "f1": round(2 * counts["right"] / both, 4) if both else None,
        **{name: counts[name] for name in ("gold", "found", "right")},
    }
