"""The process that keeps one embedded `redis-server` running until its last user has gone: `python -m bot.store.keeper VAR`.

It imports nothing but the standard library, for it starts in front of everything else.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from enum import Enum
from pathlib import Path
from typing import IO

from bot.errors import QuartermasterError, StoreError
from bot.store.embedded import DATA, LOCK, LOG, RECORD, USERS, ping, recorded_socket, redis_server, try_lock
from bot.tether import tether

POLL = 0.05  # seconds between two looks at the server and the users
TRIES = 3  # starts in a row of a server that dies before it answers; then the keeper gives up
LONGEST_PATH = 100  # bytes; the kernel's limit for a unix socket is 107
STANDSTILL_MS = 60_000
"""A script that lasts longer has its clients refused. On a machine that stands still for a moment they shall wait instead."""


def keep(var: Path) -> None:
    """Waits for the lock, then keeps a server running on `var` until no user is left. StoreError when it cannot start."""
    with (var / USERS).open("a") as users, (var / LOCK).open("a") as lock:
        while not try_lock(lock):
            if try_lock(users):
                return
            time.sleep(POLL)
        socket = socket_path(var)
        failures = 0
        while failures < TRIES and (ended := run_server(var, socket, lock, users)) is not End.UNUSED:
            failures = failures + 1 if ended is End.NEVER_ANSWERED else 0
        shutil.rmtree(socket.parent, ignore_errors=True)
        (var / RECORD).unlink(missing_ok=True)
        if failures:
            raise StoreError(f"the embedded Redis cannot start on {var}: {last_words(var / LOG)}")


class End(Enum):
    """How a server's run ended."""

    UNUSED = "stopped, for no user was left"
    DIED = "died after it had answered, or was killed"
    NEVER_ANSWERED = "gave up before it answered"


def run_server(var: Path, socket: Path, lock: IO[str], users: IO[str]) -> End:
    """Runs the server once, until it dies or nobody uses it. It is stopped also when the keeper is."""
    # The server inherits the lock, so nobody takes its data for free while it lives, whatever becomes of the keeper.
    server = subprocess.Popen(
        server_command(var, socket), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        pass_fds=[lock.fileno()], preexec_fn=tether(),
    )  # fmt: skip
    answered = False
    try:
        while server.poll() is None:
            if try_lock(users):
                return End.UNUSED
            answered = answered or ping(socket).startswith(b"+")
            time.sleep(POLL)
        return End.DIED if answered or server.returncode == -signal.SIGKILL else End.NEVER_ANSWERED
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def server_command(var: Path, socket: Path) -> list[str]:
    """Every write is on disk before it is acknowledged; nobody can reach the server but through the socket."""
    options = {
        "port": "0", "unixsocket": str(socket), "unixsocketperm": "600", "daemonize": "no", "protected-mode": "yes",
        "dir": str(var / DATA), "logfile": str(var / LOG), "save": "",
        "appendonly": "yes", "appendfsync": "always", "aof-load-truncated": "yes",
        "lua-time-limit": str(STANDSTILL_MS),
    }  # fmt: skip
    return [redis_server(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def socket_path(var: Path) -> Path:
    """The socket in its 0700 folder: the recorded one where it is still ours, so that clients find it again, else a new one."""
    path = recorded_socket(var)
    if path is None or not is_private(path.parent):
        base = tempfile.gettempdir()
        short = len(base.encode()) < LONGEST_PATH - len("/quartermaster-12345678/redis")
        path = Path(tempfile.mkdtemp(prefix="quartermaster-", dir=base if short else "/tmp")) / "redis"
        (var / RECORD).write_text(f"{path}\n")
    path.unlink(missing_ok=True)
    return path


def is_private(folder: Path) -> bool:
    """Whether this is a real folder (no link) that belongs to this user alone."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700 and status.st_uid == os.getuid()


def last_words(log: Path) -> str:
    """The last thing that the server complained about in its log."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    complaints = [line for line in lines[-30:] if " # " in line]
    return complaints[-1].split(" # ", 1)[1] if complaints else f"see {log}"


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        keep(Path(sys.argv[1]))
    except QuartermasterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
