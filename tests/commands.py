"""The command line, run as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.process import ROOT


def quartermaster(var: Path, *arguments: str, redis_url: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `quartermaster ARGUMENTS` on a var folder to its end."""
    environment = {**os.environ, "QUARTERMASTER_VAR": str(var), "REDIS_URL": redis_url}
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
