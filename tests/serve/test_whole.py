"""`quartermaster serve` with the real web process and the real engine."""

from __future__ import annotations

import os
import re
import signal
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

from tests.process import is_gone, running, until
from tests.serve.process import Serve


def fetched(address: str) -> str:
    """The page at this address, or nothing while nobody answers there."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return str(response.read().decode())
    except (urllib.error.URLError, ConnectionError):  # refused, or cut off while the page was sent
        return ""


def child_of(parent: int, word: str) -> int:
    """The child whose command line ends with this word."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next((int(child) for child in children if word in Path(f"/proc/{child}/cmdline").read_text().split("\0")), 0)


def test_the_shop_page_and_the_desk_are_where_it_says_and_come_back(trained: Path) -> None:
    with running("serve", var=trained, QUARTERMASTER_PORT="0") as process:
        serve = Serve(process)
        shop = serve.read_until(r"shop page +(http\S+)")[1]
        desk = serve.read_until(r"desk +(http\S+)")[1]
        assert re.search(r"sign in +\S+ +password +\S+", serve.read_until(r"sign in.*")[0])
        assert "<html" in fetched(shop)
        assert "<form" in fetched(desk)

        web = child_of(process.pid, "web")
        os.kill(web, signal.SIGKILL)
        until(partial(is_gone, web))
        assert "<html" in until(partial(fetched, shop))

        engine = child_of(process.pid, "engine")
        assert serve.end(signal.SIGINT) == 0
        assert is_gone(engine)
