"""The figures of an evaluation, on cases small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import QuartermasterError
from bot.nlu.evaluation.cases import Case, read_cases, with_typos
from bot.nlu.evaluation.evaluate import evaluate
from bot.nlu.evaluation.scores import calibration, entity_scores, intent_scores


def answer(
    name: str, confidence: float = 0.9, entities: list[dict[str, Any]] | None = None, top: str | None = None
) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": confidence}]
    ranking += [{"name": top, "confidence": confidence}] if top else []
    return {"intent": ranking[0], "ranking": ranking, "entities": entities or []}


def entity(kind: str, text: str, typed: str, **more: Any) -> dict[str, Any]:
    start = text.index(typed)
    return {"type": kind, "start": start, "end": start + len(typed), "text": typed, **more}


def test_another_right_intent_counts_as_right() -> None:
    scores = intent_scores([Case("hi", ("greet", "affirm"))], [answer("affirm")])
    assert scores is not None
    assert (scores["accuracy"], scores["f1"]) == (1.0, {"greet": 1.0})


def test_fallback_is_wrong_as_served_but_its_first_guess_counts_by_top_label() -> None:
    cases = [Case("hm", ("greet",)), Case("weather", ("out_of_scope",))]
    scores = intent_scores(cases, [answer("nlu_fallback", 0.3, top="greet"), answer("nlu_fallback", 0.2, top="greet")])
    assert scores is not None
    assert (scores["in_scope"], scores["in_scope_served"], scores["out_of_scope_caught"]) == (1.0, 0.0, 1.0)


def test_calibration_is_the_gap_between_confidence_and_truth() -> None:
    cases = [Case("a", ("greet",)), Case("b", ("greet",))]
    points, error = calibration(cases, [answer("greet", 0.95), answer("thank", 0.95)])
    assert points == [(0.95, 0.5, 2)]
    assert error == pytest.approx(0.45)


def test_frame_needs_every_span_every_value_and_nothing_beside() -> None:
    text = "500 red mugs"
    gold = (entity("quantity", text, "500", value=500), entity("color", text, "red"))
    right = [entity("quantity", text, "500", value=500.0), entity("color", text, "red")]
    wrong = [*right, entity("product", text, "mugs")]
    scores = entity_scores(
        [Case(text, ("inform",), gold)] * 2, [answer("inform", entities=right), answer("inform", entities=wrong)]
    )
    assert scores is not None
    assert scores["frames"] == {"share": 0.5, "right": 1, "of": 2}
    assert scores["values"]["right"] == 2
    assert scores["spans"] == {"f1": round(8 / 9, 4), "gold": 4, "found": 5, "right": 4}


def test_ignored_and_uncounted_spans_count_neither_way() -> None:
    text = "a few mugs each by next week"
    found = [entity("quantity", text, "a"), entity("unit", text, "each"), entity("date", text, "next week")]
    case = Case(text, ("inform",), (), (entity("date", text, "week"),))
    scores = entity_scores([case], [answer("inform", entities=found)])
    assert scores is not None
    assert (scores["spans"]["found"], scores["frames"]["right"]) == (0, 1)


def test_types_that_a_file_of_entities_never_labels_do_not_count() -> None:
    text = "2 red mugs"
    found = [entity("quantity", text, "2"), entity("color", text, "red")]
    scores = entity_scores([Case(text, (), (entity("quantity", text, "2"),))], [answer("inform", entities=found)])
    assert scores is not None
    assert scores["spans"]["f1"] == 1.0


def test_all_kinds_of_files_are_read(tmp_path: Path) -> None:
    rows = [
        {"text": "hi", "intent": "greet", "source": "x"},
        {"text": "2 mugs", "intent": "inform", "entities": [entity("quantity", "2 mugs", "2")], "alt_ok": ["place_order"]},
        {"text": "60616", "entities": []},
        {
            "turns": [
                {"user": "hello", "expect": {"intent": ["greet"]}},
                {"event": "rep_joins", "expect": {}},
                {"user": "x", "expect": {}},
            ]
        },
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [(case.text, case.intents) for case in read_cases(path)] == [
        ("hi", ("greet",)), ("2 mugs", ("inform", "place_order")), ("60616", ()), ("hello", ("greet",)),
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"text": 5, "intent": "greet"}', "[1]"])
def test_unlabelled_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(content)
    with pytest.raises(QuartermasterError):
        read_cases(path)


def test_typos_come_out_the_same_for_the_same_seed() -> None:
    cases = [Case("cancel my order", ("cancel_order",), ())]
    assert with_typos(cases, 1) == with_typos(cases, 1)
    assert with_typos(cases, 1)[0].entities is None


def test_pictures_are_written(tmp_path: Path) -> None:
    report = evaluate(
        [Case("hi", ("greet",)), Case("ho", ("thank",))], lambda text, now, alone: answer("greet"), tmp_path, "two"
    )
    assert report["intents"]["accuracy"] == 0.5
    assert all(Path(path).read_text().startswith("<?xml") for path in report["pictures"].values())
    assert [entry["text"] for entry in report["wrong"]] == ["ho"]
