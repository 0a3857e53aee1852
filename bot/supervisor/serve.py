"""`quartermaster serve`: Redis, the web process and the engine as children, watched over until we are told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import IO

from bot.errors import Refused, SettingError
from bot.settings import Settings
from bot.store.embedded import answering, keeper_command, try_lock, using
from bot.supervisor.child import Child, Say, keep_running

# glibc's malloc keeps what was freed, for each thread; models and tables are loaded in large pieces that can go back at once
FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "200000", "MALLOC_TRIM_THRESHOLD_": "1000000"}

Prepare = Callable[[Path, str], list[str]]  # fills the store before the children start; gives lines to show when the page is up


def parts(telegram: bool = False) -> list[Child]:
    """The children beside Redis; Telegram's door where it is wanted."""
    quartermaster = [sys.executable, "-m", "bot.cli"]
    children = [
        Child("web", [*quartermaster, "web"]),
        Child("engine", [*quartermaster, "engine", "--name", "serve"]),
        # makes what is missing, also after an import that was cut short, and gives way to the others
        Child("meanings", [*quartermaster, "catalog", "vectors", "--gently"], tries=3, once=True),
    ]
    return [*children, Child("telegram", [*quartermaster, "telegram", "--name", "serve"])] if telegram else children


async def serve(settings: Settings, children: Sequence[Child], prepare: Prepare, say: Say) -> None:
    """Runs everything until SIGINT, SIGTERM or SIGHUP; a second signal kills at once.

    SettingError: the port or the var folder cannot be had. Refused: another serve has the folder. QuartermasterError: a child
    dies again and again.
    """
    settings = replace(settings, port=free_port(settings.host, settings.port))
    with the_only_one(settings.var):
        everything = asyncio.ensure_future(with_redis(settings, children, prepare, say))
        stop_on_signals(everything, say)
        with suppress(asyncio.CancelledError):
            await everything


async def with_redis(settings: Settings, children: Sequence[Child], prepare: Prepare, say: Say) -> None:
    """Everything on the Redis that is set, or else on an embedded one, which ends last."""
    if settings.redis_url:
        await with_parts(settings, settings.redis_url, children, prepare, say)
        return

    async def on_embedded() -> None:
        while not (url := answering(settings.var)):  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.01)
        await with_parts(settings, url, children, prepare, say)

    with using(settings.var) as users:
        redis = Child("redis", keeper_command(settings.var), ask_to_end=users.close, tries=3, grace=3)
        await alongside([redis], on_embedded(), say)


async def with_parts(settings: Settings, url: str, children: Sequence[Child], prepare: Prepare, say: Say) -> None:
    lines = await prepared(prepare, settings.var, url)
    env = {
        **FRUGAL,
        "REDIS_URL": url,
        "QUARTERMASTER_VAR": str(settings.var),
        "QUARTERMASTER_HOST": settings.host,
        "QUARTERMASTER_PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
    }
    told = [replace(child, env={**child.env, **env}) for child in children]
    await alongside(told, announce(settings, lines, say), say)


async def prepared(prepare: Prepare, var: Path, url: str) -> list[str]:
    """What `prepare` gives, from a process of its own: what it loads would stay in our memory for ever."""
    spawned, deaf = get_context("spawn"), (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(1, mp_context=spawned, initializer=signal.signal, initargs=deaf) as process:
        return await asyncio.get_running_loop().run_in_executor(process, prepare, var, url)


async def alongside(children: Sequence[Child], work: Awaitable[None], say: Say) -> None:
    """Keeps the children running while the work goes on. When it ends, or a child is given up, work stops before them."""
    doing = asyncio.ensure_future(work)
    kept = [asyncio.create_task(keep_running(child, say)) for child in children]
    try:
        done, _ = await asyncio.wait([doing, *kept], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        doing.cancel()
        await asyncio.wait([doing])
        for task in kept:
            task.cancel()
        await asyncio.wait(kept)


async def announce(settings: Settings, lines: Sequence[str], say: Say) -> None:
    """Says where everything is as soon as the page is up, then waits for ever."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    while True:
        try:
            _, writer = await asyncio.open_connection(host, settings.port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            break
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    up = "the pages are up; what customers write is kept until the assistant answers, too. Ctrl-C ends it all."
    for line in (up, f"shop page  {address}/", f"desk       {address}/desk", *lines):
        say("serve", line.encode())
    await asyncio.Event().wait()


def stop_on_signals(everything: asyncio.Future[None], say: Say) -> None:
    """Cancels everything on the first signal; on a second one we kill ourselves."""
    loop = asyncio.get_running_loop()
    stopping: list[bool] = []

    def stop() -> None:
        if stopping:  # the kernel ends our children with us
            os.kill(os.getpid(), signal.SIGKILL)
        stopping.append(True)
        say("serve", b"stopping")
        everything.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)


def free_port(host: str, port: int) -> int:
    """The port, or any free one for 0; SettingError when it cannot be had."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as server:
            return int(server.getsockname()[1])
    except OSError as error:
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "no such address"  # below 0 the name could not be looked up
        raise SettingError(f"cannot listen on {host} port {port}: {reason}; QUARTERMASTER_PORT sets another") from None


@contextmanager
def the_only_one(var: Path) -> Iterator[IO[str]]:
    """Holds var/serve.lock, which the kernel frees with the process. Refused when another serve holds it."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "serve.lock").open("a+")
    except OSError as error:
        raise SettingError(f"QUARTERMASTER_VAR: {var} cannot be written: {error.strerror}") from None
    with lock:
        if not try_lock(lock):
            lock.seek(0)
            raise Refused(f"another `quartermaster serve` (process {lock.read().strip()}) already runs on {var}")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock
