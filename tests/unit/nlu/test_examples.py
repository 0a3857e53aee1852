"""What the training examples must be, whoever adds to them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
ENTITY = re.compile(r"\[([^\]]+)\](?:\((\w+)\)|\{[^}]*\"entity\": \"(\w+)\"[^}]*\})")


def examples() -> dict[str, list[str]]:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for path in (ROOT / "nlu_data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            if "intent" in block:
                by_intent[block["intent"]] += [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
    return by_intent


def test_every_intent_of_the_domain_has_twenty_examples() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    by_intent = examples()
    assert {intent: len(by_intent[intent]) for intent in domain["intents"] if len(by_intent[intent]) < 20} == {}
    assert set(by_intent) <= set(domain["intents"])


def test_no_two_examples_of_an_intent_are_alike_once_values_are_masked() -> None:
    alike = []
    for intent, texts in examples().items():
        seen: dict[str, str] = {}
        for text in texts:
            masked = re.sub(r"\d+", "#", ENTITY.sub(lambda match: f"<{match.group(2) or match.group(3)}>", text.lower()))
            masked = re.sub(r"[^\w<>#]+", " ", masked).strip() or text
            if masked in seen:
                alike.append((intent, seen[masked], text))
            seen[masked] = text
    assert alike == []


def test_only_known_entities_are_marked() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    known = {next(iter(entity)) if isinstance(entity, dict) else entity for entity in domain["entities"]}
    marked = {
        match.group(2) or match.group(3) for texts in examples().values() for text in texts for match in ENTITY.finditer(text)
    }
    assert marked <= known
