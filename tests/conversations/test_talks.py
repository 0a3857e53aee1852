"""Conversations as people have them, with the real model, catalog, actions, Redis and engine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo.catalog import load_demo
from bot.demo.parts import fill_policies, fill_shops, fill_suppliers
from bot.sourcing.matching import Matching
from tests.conversations.player import NOW, Bot, play, talks
from tests.process import ROOT, run, running

SHOPS, SUPPLIERS = 1350, 2000


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One assistant for all conversations, over the demo catalog; each talk is a visitor of its own."""
    models = (ROOT / os.environ.get("QUARTERMASTER_VAR", "var")).absolute() / "models"
    assert (models / "current").exists(), f"no model in {models}: run `make train` first"
    var: Path = tmp_path_factory.mktemp("talks") / "var"
    var.mkdir()
    (var / "models").symlink_to(models)
    load_demo(var)
    fill_policies(var)
    fill_shops(var, SHOPS, seed=7)
    fill_suppliers(var, SUPPLIERS, seed=7)
    Matching(var).prepare()
    with running("chat", "--json", var=var) as process:
        yield Bot(process, var)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


def test_what_was_misunderstood_waits_for_review_without_personal_data(bot: Bot) -> None:
    bot.send({"new": True, "reps_online": True, "now": NOW})
    for text in ('/inform{"quibble": "zed@acme.example"}', '/order{"quibble": "312-555-0199"}', "/quibble{}"):
        bot.send({"text": text})
    assert bot.send({"text": "yes"})["handoff"] == "queued"
    listed = [json.loads(line) for line in run("nlu", "review", "--json", var=bot.var).stdout.splitlines()]
    found = [case for case in listed if "quibble" in case["text"]]
    assert {case["why"] for case in found} == {"handed_off"}
    assert not any("zed@" in case["text"] or "0199" in case["text"] for case in found)
    assert run("nlu", "review", "correct", found[0]["id"], "out_of_scope", var=bot.var).returncode == 0


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: f"{talk['file']}: {talk['talk']}")
def test_talk(bot: Bot, talk: dict[str, Any]) -> None:
    play(bot, talk)
