"""The shop page and the files that browsers load."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

import connectors.web.main
from bot.demo.catalog import load_demo
from bot.settings import read
from connectors.web.main import create_app
from connectors.web.pace import Pace
from tests.connectors.conftest import Site

LARGEST_WIDGET = 60 * 1024  # bytes, gzipped


async def test_the_shop_page_shows_real_products_with_prices(quiet_site: Site) -> None:
    load_demo(quiet_site.settings.var)
    browser = await quiet_site.session()
    page = await (await browser.get("/")).text()
    assert page.count('class="tile"') >= 12
    assert "$" in page
    assert '<script src="/widget.js" defer>' in page
    toner = await (await browser.get("/", params={"q": "black toner"})).text()
    assert "Toner" in toner
    furniture = await (await browser.get("/", params={"department": "Furniture"})).text()
    assert "Chair" in furniture


async def test_an_empty_catalog_is_said(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    assert "The shelves are empty" in await (await browser.get("/")).text()


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "' OR 1=1 --", "x" * 5_000, "\x00", "🛒", "/../../etc/passwd"])
async def test_odd_searches_are_answered_with_a_page(quiet_site: Site, words: str) -> None:
    load_demo(quiet_site.settings.var)
    browser = await quiet_site.session()
    answer = await browser.get("/", params={"q": words})
    assert answer.status == 200
    assert "<script>alert" not in await answer.text()


@pytest.mark.parametrize("path", ["/", "/widget.js", "/desk", "/healthz", "/nothing", "/shop/../main.py"])
async def test_every_answer_carries_the_security_headers(quiet_site: Site, path: str) -> None:
    answer = await (await quiet_site.session()).get(path)
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_widget_may_be_loaded_by_other_sites_and_is_small(quiet_site: Site) -> None:
    folder = Path(connectors.web.main.__file__).parent / "static"
    files = [folder / "widget.js", *sorted((folder / "widget").iterdir())]
    browser = await quiet_site.session()
    for file in files:
        answer = await browser.get(f"/{file.relative_to(folder)}")
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers.get("Content-Encoding") == "gzip" or file.stat().st_size < 500
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < LARGEST_WIDGET


async def test_an_unchanged_file_is_not_sent_again(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    first = await browser.get("/widget.js")
    again = await browser.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    assert await again.read() == b""


async def test_the_health_check_fails_without_redis(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    assert (await browser.get("/healthz")).status == 200


async def test_a_place_that_is_not_there_is_one_plain_sentence(quiet_site: Site) -> None:
    answer = await (await quiet_site.session()).get("/widget/none.js")
    assert answer.status == 404
    assert await answer.text() == "There is nothing at this address."


async def test_two_processes_on_one_folder_share_their_secret(quiet_site: Site, redis_url: str, var: Path) -> None:
    settings = read({"QUARTERMASTER_VAR": str(var)})
    async with TestServer(create_app(settings, redis_url)) as other:
        token = (await (await quiet_site.tab()).next("welcome"))["token"]
        there = Site(str(other.make_url("")).rstrip("/"), settings, quiet_site.stack)
        await (await there.tab(token)).next("welcome")


def test_pace_lets_a_burst_pass_then_a_steady_rate() -> None:
    pace = Pace(rate=2, burst=3)
    assert [pace.take(10.0) for _ in range(3)] == [0, 0, 0]
    assert pace.take(10.0) == 0.5
    assert pace.take(10.5) == 0
    assert [pace.take(100.0) for _ in range(3)] == [0, 0, 0]
    assert pace.take(100.0) > 0
