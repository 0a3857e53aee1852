"""A real browser on the real web process, with an engine process whose reader answers by fixed rules.

Its fixtures end with the package: while Playwright is open its event loop occupies the main thread, and no asynchronous test
could run there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.catalog.product import Product
from bot.demo.customers import demo_customers
from bot.events import HandoffEnded
from bot.sales.model import Rep
from bot.sales.passwords import hash_password
from bot.store import keys
from bot.store.accounts import RedisAccounts
from bot.store.connect import Client
from bot.store.once import ask
from bot.store.orders import RedisOrders
from bot.store.sales import RedisQueue, RedisReps
from tests.browser.cable import Cable
from tests.process import environment, free_port, running, until

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "open sesame 1"
PAPER = Product(id="P1", title="Copy paper", price=Decimal("6.5"))
CUSTOMERS = list(demo_customers(2, 7, date(2026, 11, 20), [PAPER]))
HOSTILE_NAME = "<img src=x onerror=alert(1)> & Co"
PATIENCE = 15_000  # ms
NO_PARTITION = keys.PARTITIONS
"""Stands for the events stream of this test itself."""


@dataclass(frozen=True)
class World:
    """A web process on `port`, over one Redis with an engine, four reps, one of a hostile name, and two customers."""

    port: int
    var: Path
    redis_url: str
    elsewhere: str
    """Origin of another site that may carry the widget."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def web_process(var: Path, redis_url: str, port: int, elsewhere: str) -> Iterator[subprocess.Popen[str]]:
    settings = {"REDIS_URL": redis_url, "QUARTERMASTER_PORT": str(port), "QUARTERMASTER_ORIGINS": elsewhere}
    with running("web", var=var, **settings) as process:
        until(lambda: answers(port) or process.poll() is not None)
        yield process


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="package")
def elsewhere() -> str:
    return f"http://localhost:{free_port()}"


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory, redis_url: str, elsewhere: str) -> Iterator[World]:
    var = tmp_path_factory.mktemp("browser")
    url = redis_url.replace("db=0", "db=3")  # beside the tests that empty the first database
    hashed = hash_password(PASSWORD)
    reps = [Rep(name.lower(), f"{name} Reyes", hashed) for name in ("Anna", "Ben", "Cleo")]
    reps.append(Rep("lena", "Lena Reyes", hashed, role="lead"))
    reps.append(Rep("mallory", HOSTILE_NAME, hashed))
    ask(url, lambda client: RedisReps(client).save(*reps))
    ask(url, lambda client: RedisAccounts(client).save(*(customer.account for customer in CUSTOMERS)))
    ask(url, lambda client: RedisOrders(client).save([order for customer in CUSTOMERS for order in customer.orders]))
    world = World(free_port(), var, url, elsewhere)
    argv = [sys.executable, "-m", "tests.connectors.scripted", url]
    with (
        web_process(var, url, world.port, elsewhere),
        subprocess.Popen(argv, env=environment(var), cwd=Path(__file__).parents[2]) as engine,
    ):
        yield world
        engine.terminate()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, or Playwright's own where there is none; on busy cores everything takes its time."""
    expect.set_options(timeout=PATIENCE)
    found = os.environ.get("CHROMIUM") or next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes visitors: each has storage of its own. Any script error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-US", **options})
        context.set_default_timeout(PATIENCE)
        context.on("page", lambda page: page.on("pageerror", lambda error: errors.append(str(error))))
        context.on("page", lambda page: page.on("dialog", lambda dialog: errors.append(f"dialog {dialog.message}")))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(autouse=True)
def nobody_waits(world: World) -> None:
    """Each test begins with an empty queue, whatever ran before it."""
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's event loop has this thread
        elsewhere.submit(ask, world.redis_url, empty_queue).result()


async def empty_queue(client: Client) -> None:
    """Ends every hand-off, whether it waits or a rep has it."""
    queue = RedisQueue(client)
    mine = [one for rep in await RedisReps(client).all() for one in await queue.mine(rep.id)]
    for one in [*await queue.waiting(), *mine]:
        ended = HandoffEnded(one.conversation, one.epoch, one.rep, "cancelled")
        await queue.apply(ended, NO_PARTITION, f"{time.time_ns() // 1000}-0")


@pytest.fixture
def cable(world: World) -> Iterator[Cable]:
    cable = Cable(world.port)
    yield cable
    cable.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()
