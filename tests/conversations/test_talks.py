"""Conversations as people have them, with the real model, catalog, actions, Redis and engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo.catalog import load_demo
from bot.demo.parts import fill_policies, fill_shops
from tests.conversations.player import Bot, play, talks
from tests.process import ROOT, running

SHOPS = 1350


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
    with running("chat", "--json", var=var) as process:
        yield Bot(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: f"{talk['file']}: {talk['talk']}")
def test_talk(bot: Bot, talk: dict[str, Any]) -> None:
    play(bot, talk)
