"""What the README promises exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.settings import TABLE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", [setting.name for setting in TABLE])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in README


def test_every_command_named_exists() -> None:
    named = set(re.findall(r"quartermaster ([a-z]+)", README))
    assert named
    assert named <= set(COMMANDS)


def test_every_make_target_named_exists() -> None:
    named = set(re.findall(r"`?make ([a-z-]+)", README)) - {"and"}
    assert named <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
