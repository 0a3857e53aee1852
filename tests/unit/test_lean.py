"""The engine does without what its libraries would only load."""

from __future__ import annotations

import subprocess
import sys

from bot.engine.lean import UNUSED


def test_what_is_never_used_counts_as_not_installed() -> None:
    tried = "\n".join(f"try:\n    import {name}\nexcept ImportError:\n    print('{name}')" for name in UNUSED)
    code = f"from bot.engine.lean import lean\nlean()\n{tried}"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == list(UNUSED)
