"""`rasa test` over test_rules.yml, as anyone who knows Rasa would run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.nlu.training import current_model
from tests.process import ROOT, environment


def test_rules_and_policies_predict_every_action(trained: Path) -> None:
    arguments = ["test", "core", "--stories", "tests/conversations", "--model", str(current_model(trained)), "--no-plot"]
    run = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments, "--out", str(trained / "results"), "--fail-on-prediction-errors"],
        cwd=ROOT,
        env=environment(trained, RASA_TELEMETRY_ENABLED="false"),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert "Correct:          22 / 22" in run.stdout + run.stderr
