"""How fast the desk is at full size, in a real browser: 1,800 reps, 100 customers waiting, 12 chats in hand, offers routed.

    .venv/bin/python tools/desk_speed.py

Starts a Redis, a web process, an engine that answers by fixed rules, and the router; prints medians and the worst of each.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' parts are no package that is installed

from bot.conversation.message import Message, Said
from bot.demo.reps import demo_reps
from bot.sales.model import Rep
from bot.sales.passwords import hash_password
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.embedded import embedded_redis
from bot.store.once import ask
from bot.store.sales import RedisQueue, RedisReps
from tests.browser.conftest import CHROMIUM, FLAGS, answers, free_port
from tests.process import environment, running, until

REPS, WAITING, CHATS = 1_800, 100, 12
PASSWORD = "open sesame 1"  # noqa: S105  of this run alone
ROUTER = """
import asyncio, sys
from bot.engine import router
from bot.store.connect import connect
asyncio.run(router.run(connect(sys.argv[1])))
"""
TIMED = """async () => {{
  const begun = performance.now();
  {deed};
  while (!({done})) {{
    if (performance.now() - begun > 20000) return -1;
    await new Promise(requestAnimationFrame);
  }}
  return performance.now() - begun;
}}"""
OFFERS = "document.querySelectorAll('#offers .item')"
ACCEPT = "document.querySelector('#offers .accept')"


async def fill(client: Client) -> None:
    """Everybody is at a desk; all but one on a break, so that the customers wait."""
    reps = [msgspec.structs.replace(rep, shifts=None) for rep in demo_reps(REPS - 1, 7)]
    await RedisReps(client).save(*reps, Rep("anna", "Anna Reyes", hash_password(PASSWORD), capacity=CHATS))
    for rep in reps:
        await RedisQueue(client).take_break(rep.id, True, 3600)


async def customers(client: Client) -> None:
    now, conversations = datetime.now(timezone.utc), Conversations(client)
    for number in range(WAITING + CHATS):
        said = Said(f"a person for matter {number}")
        await conversations.append(Message("m1", f"w{number:04d}", now, said))
    while await RedisQueue(client).length() + len(await RedisQueue(client).mine("anna")) < WAITING + CHATS:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def told(name: str, found: list[float]) -> None:
    print(f"{name:<34} median {statistics.median(found):6.0f} ms   worst {max(found):6.0f} ms   of {len(found)}", flush=True)


def timed(page: Page, deed: str, done: str) -> float:
    """Milliseconds from the deed to the first frame in which that is so."""
    return float(page.evaluate(TIMED.format(deed=deed, done=done)))


def measure(page: Page, url: str, fill_queue: Callable[[], object]) -> None:
    page.goto(f"{url}/desk")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#line[data-state=open]", state="attached")
    fill_queue()
    timed(page, "0", f"{OFFERS}.length === {CHATS}")
    mine = "document.querySelector('#chat-state').textContent === 'You answer' && !document.querySelector('#reply').hidden"
    accepted = []
    for _ in range(CHATS):
        timed(page, "0", f"{OFFERS}.length > 0")
        accepted.append(timed(page, f"{ACCEPT}.click()", mine))
        page.evaluate("document.activeElement.blur()")
    told("accept an offer until it is mine", accepted)
    told("switch to another chat", [timed(page, *switch(1 + turn % 9)) for turn in range(36)])
    whole = "document.querySelectorAll('#{}').length === {}"
    stands = f"{whole.format('mine .item', CHATS)} && {whole.format('waiting .item', WAITING)}"
    pages = []
    for _ in range(10):
        begun = time.monotonic()
        page.reload()
        assert timed(page, "0", stands) >= 0
        pages.append((time.monotonic() - begun) * 1000)
    told("the page, until all of it stands", pages)


def switch(place: int) -> tuple[str, str]:
    """The key of a chat, and what shows that it is there with its lines."""
    deed = "document.activeElement.blur(); document.body"
    key = f"{deed}.dispatchEvent(new KeyboardEvent('keydown', {{key: '{place}', bubbles: true}}))"
    here = f"document.querySelectorAll('#mine .item')[{place - 1}].classList.contains('here')"
    return key, f"{here} && document.querySelectorAll('#transcript .line').length > 2"


def main() -> None:
    var = Path(tempfile.mkdtemp(prefix="desk-speed-"))
    found = os.environ.get("CHROMIUM") or next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, var, ignore_errors=True)
        redis_url = stack.enter_context(embedded_redis(var))
        ask(redis_url, fill)
        port = free_port()
        stack.enter_context(running("web", var=var, REDIS_URL=redis_url, QUARTERMASTER_PORT=str(port)))
        for argv in (["-m", "tests.connectors.scripted"], ["-c", ROUTER]):
            process = stack.enter_context(subprocess.Popen([sys.executable, *argv, redis_url], env=environment(var)))
            stack.callback(process.terminate)
        until(lambda: answers(port), 60)
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=found, args=FLAGS)
        elsewhere = stack.enter_context(ThreadPoolExecutor(1))  # Playwright's event loop has this thread
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        measure(page, f"http://127.0.0.1:{port}", lambda: elsewhere.submit(ask, redis_url, customers).result())
        browser.close()


if __name__ == "__main__":
    main()
