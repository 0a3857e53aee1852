"""Messages that no example was written after, and the floor that they hold up."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.errors import Refused
from bot.nlu.evaluation import floor
from bot.nlu.evaluation.cases import Case, read_cases
from bot.nlu.training import ARCHIVE, HELD_OUT, current_model, put_into_service
from tests.process import ROOT
from tests.unit.nlu.test_examples import ENTITY, examples


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases(HELD_OUT)


@pytest.fixture
def models(trained: Path, tmp_path: Path) -> Path:
    """Generation 1 in service, and the same model as generation 2 that would follow it."""
    models = tmp_path / "models"
    for number in "12":
        (models / number).mkdir(parents=True)
        shutil.copy(current_model(trained), models / number / ARCHIVE)
    (models / "current").write_text("1")
    return models


def words(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_every_intent_is_held_out_and_none_is_trained_on(cases: list[Case]) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    counts = Counter(case.intents[0] for case in cases)
    assert set(counts) == set(domain["intents"])
    assert min(counts.values()) >= 8
    trained = {words(ENTITY.sub(r"\1", text)) for texts in examples().values() for text in texts}
    assert [case.text for case in cases if words(case.text) in trained] == []


def test_a_model_above_the_floor_goes_into_service(models: Path) -> None:
    told: list[str] = []
    put_into_service(models, 2, HELD_OUT, told.append)
    assert (models / "current").read_text() == "2"
    assert json.loads((models / "2" / "figures.json").read_text())["intents"] >= floor.INTENTS
    assert "held out" in told[0]


def test_a_model_below_the_floor_is_kept_out_and_the_old_one_stays(models: Path, tmp_path: Path) -> None:
    strange = tmp_path / "held_out.jsonl"
    strange.write_text('{"text": "good morning", "intent": "complaint", "entities": []}\n')
    with pytest.raises(Refused, match=r"below the evaluation floor: intents 0\.000 .*: generation 1 stays"):
        put_into_service(models, 2, strange, lambda line: None)
    assert (models / "current").read_text() == "1"


def test_the_first_model_may_not_be_below_the_floor_either(models: Path, tmp_path: Path) -> None:
    (models / "current").unlink()
    strange = tmp_path / "held_out.jsonl"
    strange.write_text('{"text": "good morning", "intent": "complaint"}\n')
    with pytest.raises(Refused, match="none in service yet"):
        put_into_service(models, 1, strange, lambda line: None)
    assert not (models / "current").exists()


def test_a_figure_that_misses_its_floor_is_named() -> None:
    floor.hold({"intents": 1.0, "spans": 1.0})
    with pytest.raises(Refused, match=r"spans 0\.100 \(floor"):
        floor.hold({"intents": 1.0, "spans": 0.1})
