"""One child process: its output goes to ours with its name in front, and when it dies it is started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from bot.errors import QuartermasterError
from bot.tether import tether

POLL = 0.05  # seconds between two looks at a process
LONGEST_LINE = 1 << 16  # bytes; a longer one is shown in parts

Say = Callable[[str, bytes], None]  # the name of who speaks, and the line


@dataclass(frozen=True)
class Child:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)  # in addition to ours
    ask_to_end: Callable[[], None] | None = None  # instead of SIGTERM; such a child is never killed and outlives us if it must
    tries: int = 10  # deaths at once in a row, then it is given up
    steady: float = 10.0  # seconds; who lived that long did not die at once
    longest_pause: float = 5.0  # seconds before another start
    grace: float = 10.0  # seconds to end in, when asked
    once: bool = False  # done when it ends well; and the others go on when it is given up


async def keep_running(child: Child, say: Say) -> None:
    """Starts the child whenever it is not running, until cancelled: then it is asked to end, and killed if it does not.

    QuartermasterError when it died at once too often in a row. A child that has its work done once is not started again.
    """
    deaths = 0
    while True:
        began = time.monotonic()
        code = await run_once(child, say)
        deaths = deaths + 1 if time.monotonic() - began < child.steady else 1
        if child.once and (code == 0 or deaths >= child.tries):
            await asyncio.Event().wait()
        if deaths >= child.tries:
            raise QuartermasterError(f"{child.name} ended at once {deaths} times in a row, the last time with {told(code)}")
        say("serve", f"{child.name} ended with {told(code)}; starting it again".encode())
        await asyncio.sleep(pause_after(deaths, child.longest_pause))


def pause_after(deaths: int, longest: float) -> float:
    """Seconds to wait after so many deaths in a row: none after the first, then from 0.1 s doubling up to the longest."""
    return 0.0 if deaths < 2 else min(longest, 0.1 * 2.0 ** (deaths - 2))


async def run_once(child: Child, say: Say) -> int:
    """Runs the child to its end and gives its exit code."""
    process = start(child)
    assert process.stdout
    output = asyncio.create_task(relay(process.stdout, child.name, say))
    try:
        return await ended(process)
    except asyncio.CancelledError:
        await stop(process, child, say)
        raise
    finally:
        await asyncio.wait([output], timeout=0.5)  # a grandchild may hold the pipe open for ever
        output.cancel()


def start(child: Child) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        child.argv,
        env={**os.environ, **child.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C reaches us alone, so that we end them in order
        preexec_fn=None if child.ask_to_end else tether(),
    )


async def ended(process: subprocess.Popen[bytes]) -> int:
    while (code := process.poll()) is None:  # noqa: ASYNC110 - no event tells of an exit without a thread, and threads may not fork
        await asyncio.sleep(POLL)
    return code


async def stop(process: subprocess.Popen[bytes], child: Child, say: Say) -> None:
    """Asks the child to end; after its grace it is killed with all that it started, or left alone if it ends by itself."""
    (child.ask_to_end or process.terminate)()
    try:
        await asyncio.wait_for(ended(process), child.grace)
    except asyncio.TimeoutError:
        if child.ask_to_end:
            say("serve", f"{child.name} stays for others who use it".encode())
            return
        say("serve", f"{child.name} did not end within {child.grace:g} s: killed".encode())
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def relay(pipe: IO[bytes], name: str, say: Say) -> None:
    """Hands on what comes through the pipe, line by line."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    rest = b""
    try:
        while chunk := await reader.read(LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                say(name, line)
            if len(rest) > LONGEST_LINE:
                say(name, rest)
                rest = b""
    finally:
        transport.close()
        if rest:
            say(name, rest)


def told(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else f"signal {-code} ({signal.strsignal(-code)})"
