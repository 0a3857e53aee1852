"""Our own command line as a process of its own, and waiting for what it brings about."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]

T = TypeVar("T")


def command(*arguments: str) -> list[str]:
    """The command line of `quartermaster ARGUMENTS…`."""
    return [sys.executable, "-m", "bot.cli", *arguments]


def environment(var: Path, **settings: str) -> dict[str, str]:
    """This process's environment, with that var folder, no Redis of the caller's, and the given settings."""
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL" and not name.startswith("QUARTERMASTER_")}
    return {**kept, "QUARTERMASTER_VAR": str(var), "PYTHONUNBUFFERED": "1", **settings}


def run(*arguments: str, var: Path, stdin: str = "", timeout: float = 120, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs `quartermaster ARGUMENTS…` to its end; its exit code is for the caller to judge."""
    return subprocess.run(
        command(*arguments),
        env=environment(var, **settings),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@contextmanager
def running(*arguments: str, var: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """`quartermaster ARGUMENTS…` with pipes, stderr joined to stdout; killed at the end if it still runs."""
    with subprocess.Popen(
        command(*arguments), env=environment(var, **settings), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    """A port of loopback for a server that starts later. Never one that the system gives to outgoing connections (from 32768
    on): such a one may be taken before the server has it."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def until(condition: Callable[[], T | None], seconds: float = 20) -> T:
    """The first true value of the condition, looked at again and again; fails after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.01)
    raise AssertionError(f"still not true after {seconds:g} s")


def is_gone(process: int) -> bool:
    """Whether the process has ended; one that its parent has not collected yet has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
