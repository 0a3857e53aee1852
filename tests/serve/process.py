"""A running `quartermaster serve`, and what it says."""

from __future__ import annotations

import re
import signal
import subprocess


class Serve:
    """A running `serve` and everything that it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.printed = ""

    def read_until(self, pattern: str) -> re.Match[str]:
        """The next match of the pattern in what it prints from here on; fails when it ends before."""
        seen = ""
        assert self.process.stdout
        while not (match := re.search(pattern, seen)):
            line = self.process.stdout.readline()
            assert line, f"ended without {pattern!r}:\n{self.printed}"
            seen += line
            self.printed += line
        return match

    def end(self, number: signal.Signals) -> int:
        """Sends the signal and gives the exit code."""
        self.process.send_signal(number)
        self.printed += self.process.communicate(timeout=30)[0]
        return self.process.returncode
