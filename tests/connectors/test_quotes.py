"""Suppliers answer: by their own link, on the page and through the API; and what cannot be is refused."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from msgspec.structs import replace
from redis.asyncio import Redis

from bot.events import RequestActed, RequestOpened
from bot.notify import clerk as clerks
from bot.secret import secret_of
from bot.settings import Settings
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.request import RequestFields
from bot.store.attachments import Attachments
from bot.store.requests import RedisRequests
from connectors.quotes import routes
from connectors.quotes.routes import add_quotes
from connectors.web.main import create_app

NOW = datetime.now(timezone.utc)
NUMBER = "RFQ-10001"
COMPANY = 'Acme <script>alert("x")</script> & Sons'
FIELDS = RequestFields(
    product='tote bags <img src=x onerror="alert(1)">', quantity=Decimal(2500), zip="60601", email="buyer@shop.example"
)
FORM = {
    "quantity_1": "500", "price_1": "1.40", "quantity_2": "2000", "price_2": "1.10", "moq": "500", "tooling": "180",
    "lead_days": "25", "valid_until": str((NOW + timedelta(days=30)).date()), "incoterm": "FOB", "key": "k1",
}  # fmt: skip


async def idle(clerk: clerks.Clerk) -> None:
    """In place of the clerk's own rounds."""
    await asyncio.Event().wait()


@dataclass
class Door:
    browser: ClientSession
    requests: RedisRequests
    settings: Settings

    def path(self, supplier: str = "S1", since: datetime = NOW) -> str:
        return f"/quote/{self.token(supplier, since)}"

    def token(self, supplier: str = "S1", since: datetime = NOW) -> str:
        return clerks.links_of(secret_of(self.settings)).token(NUMBER, supplier, since)

    async def dossier(self) -> Dossier:
        found = await self.requests.dossier(NUMBER)
        assert found
        return found

    async def send(self, supplier: str = "S1", **form: str) -> int:
        answer = await self.browser.post(self.path(supplier), data={**FORM, **form}, allow_redirects=False)
        return answer.status

    async def do(self, key: str, deed: Any) -> None:
        await self.requests.do(NUMBER, key, deed)


@pytest.fixture
async def door(redis: Redis[bytes], redis_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    """The suppliers' door of a running website, with an open request and twelve suppliers that were asked; no clerk works."""
    monkeypatch.setattr(clerks.Clerk, "run", idle)
    async with AsyncExitStack() as stack:
        server = TestServer(create_app(settings, redis_url, [add_quotes]))
        await server.start_server()
        stack.push_async_callback(server.close)
        browser = await stack.enter_async_context(ClientSession(str(server.make_url(""))))
        requests = RedisRequests(redis)
        await requests.apply(RequestOpened(NUMBER, "alice", NOW, msgspec.to_builtins(FIELDS)))
        asked = [Invitation(f"S{number}", COMPANY, "CN", 1, NOW) for number in range(12)]
        await requests.do(NUMBER, "invite", lambda held: deeds.invite(held, asked, NOW))
        yield Door(browser, requests, settings)


async def test_a_supplier_reads_the_request_and_nothing_about_the_buyer(door: Door) -> None:
    answer = await door.browser.get(door.path())
    page = await answer.text()
    assert answer.status == 200
    assert "2,500 pieces" in page
    assert "buyer@shop.example" not in page
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_filled_form_is_a_quote(door: Door) -> None:
    assert await door.send() == 303
    quote = (await door.dossier()).quotes["S1"]
    assert (quote.company, quote.revision, quote.terms.tooling) == (COMPANY, 1, Decimal(180))
    page = await (await door.browser.get(f"{door.path()}?sent=1")).text()
    assert "it has arrived" in page
    assert 'value="1.40"' in page


async def test_the_same_form_twice_is_one_quote(door: Door) -> None:
    assert [await door.send(), await door.send()] == [303, 303]
    assert (await door.dossier()).quotes["S1"].revision == 1


async def test_a_quote_is_revised_once(door: Door) -> None:
    statuses = [await door.send(key=f"k{number}", price_1=f"1.{4 - number}0") for number in range(3)]
    assert statuses == [303, 303, 409]
    assert (await door.dossier()).quotes["S1"].terms.tiers[0].price == Decimal("1.30")


async def test_faults_are_shown_at_their_fields_and_nothing_typed_is_lost(door: Door) -> None:
    wrong = {**FORM, "price_1": "-1", "valid_until": "2020-01-01", "currency": "XXX", "note": 'see "annex" <b>'}
    answer = await door.browser.post(door.path(), data=wrong, allow_redirects=False)
    page = await answer.text()
    assert answer.status == 422
    for field in ("price_1", "valid_until", "currency"):
        assert f'id="fault-{field}"' in page
    assert "see &#34;annex&#34; &lt;b&gt;" in page
    assert (await door.dossier()).quotes == {}


async def test_a_gap_is_shown_to_the_supplier(door: Door) -> None:
    await door.send(tooling="", lead_days="")
    page = await (await door.browser.get(door.path())).text()
    assert "still needs" in page
    assert "tooling" in page


@pytest.mark.parametrize("length", [50_000, 900_000])
async def test_a_description_of_hundreds_of_pages_is_refused(door: Door, length: int) -> None:
    answer = await door.browser.post(door.path(), data={**FORM, "note": "x" * length})
    assert answer.status in (413, 422)
    assert re.search("fewer words|characters", await answer.text())
    assert (await door.dossier()).quotes == {}


async def test_guessed_links_lead_nowhere(door: Door) -> None:
    token = door.token()
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    other = door.token("S2").rsplit(".", 1)[1]
    for wrong in (forged, f"{token.rsplit('.', 1)[0]}.{other}", "RFQ-10001", "..%2f..", "x" * 3000, door.token("S99")):
        for path in (f"/quote/{wrong}", f"/api/v1/quotes/{wrong}"):
            assert (await door.browser.get(path)).status == 404
            assert (await door.browser.post(path, data=FORM)).status in (400, 404)
    assert (await door.dossier()).quotes == {}


async def test_a_link_runs_out(door: Door) -> None:
    old = door.path(since=NOW - timedelta(days=90))
    for answer in (await door.browser.get(old), await door.browser.post(old, data=FORM)):
        page = await answer.text()
        assert (answer.status, answer.content_type) == (410, "text/html")
        assert "run out" in page
        assert "60 days" in page
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_quote_that_was_revised_says_so_before_another_is_tried(door: Door) -> None:
    await door.send()
    assert "may be revised once" in await (await door.browser.get(door.path())).text()
    await door.send(key="k2", price_1="1.35")
    page = await (await door.browser.get(door.path())).text()
    assert "has been revised already" in page
    assert "Send revision" not in page
    answer = await door.browser.post(door.path(), data={**FORM, "key": "k3", "price_1": "1.30"})
    assert answer.status == 409
    assert "This quote has been revised already; a counter-offer" in await answer.text()


async def test_a_link_that_is_used_after_the_close_says_so(door: Door) -> None:
    await door.send("S2")
    await door.do("close", lambda held: deeds.close(held, NOW))
    answer = await door.browser.get(door.path())
    assert answer.status == 410
    assert "This request is closed" in await answer.text()
    assert await door.send() == 409
    assert (await door.browser.get(door.path("S2"))).status == 200, "who has quoted may still revise"
    await door.requests.apply(RequestActed(NUMBER, "alice", NOW, "k", "accept", supplier="S2", revision=1))
    assert await door.send("S2", key="late") == 409
    won = await door.browser.get(door.path("S2"))
    assert won.status == 200
    assert "Your quote was accepted" in await won.text()


async def test_ten_quotes_close_the_door(door: Door) -> None:
    statuses = [await door.send(f"S{number}") for number in range(12)]
    assert statuses == [303] * 10 + [409] * 2
    assert (await door.dossier()).request.state == "comparing"


async def test_a_supplier_asks_or_declines(door: Door) -> None:
    asked = await door.browser.post(f"{door.path()}/question", data={"question": "Which Pantone?", "key": "q1"})
    assert asked.status == 200
    assert (await door.dossier()).request.state == "needs_info"
    said = await door.browser.post(f"{door.path('S2')}/decline", data={"why": "too few"})
    assert "Thank you for telling us" in await said.text()
    assert (await door.dossier()).invited["S2"].declined == "too few"
    empty = await door.browser.post(f"{door.path('S3')}/question", data={"question": " "})
    assert empty.status == 409


async def test_a_supplier_gets_the_drawing_and_no_other_file(door: Door) -> None:
    kept = Attachments(door.settings.var)
    drawing = kept.keep('logo "final".svg', b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    private = kept.keep("invoice.txt", b"not for suppliers")
    fields = replace(FIELDS, attachments=(drawing,))
    await door.do("amend", lambda held: deeds.amend(held, fields, "customer", NOW))
    page = await (await door.browser.get(door.path())).text()
    assert f"/files/{drawing.id}" in page
    answer = await door.browser.get(f"{door.path()}/files/{drawing.id}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for wrong in (private.id, "x" * 64, "..%2fsecret"):
        assert (await door.browser.get(f"{door.path()}/files/{wrong}")).status == 404
    shown = await (await door.browser.get(f"/api/v1/quotes/{door.token()}")).json()
    assert [one["id"] for one in shown["files"]] == [drawing.id]


TERMS = {
    "tiers": [{"quantity": 500, "price": "1.40"}, {"quantity": 2000, "price": 1.1}],
    "tooling": "0", "lead_days": 20, "valid_until": FORM["valid_until"], "certificates": ["GOTS", "BSCI"], "deposit": 30,
    "sample_refunded": True,
}  # fmt: skip


async def test_a_platform_quotes_revises_and_withdraws(door: Door) -> None:
    path = f"/api/v1/quotes/{door.token()}"
    shown = await (await door.browser.get(path)).json()
    assert shown["facts"]["Quantity"] == "2,500 pieces"
    assert "buyer@shop.example" not in json.dumps(shown)
    first = await door.browser.post(path, json=TERMS)
    again = await door.browser.post(path, json=TERMS)
    assert [first.status, again.status] == [201, 201]
    held = (await door.dossier()).quotes["S1"]
    assert (held.revision, held.terms.certificates, held.terms.deposit) == (1, ("GOTS", "BSCI"), Decimal("0.3"))
    assert (await again.json())["gaps"] == ["sample_price", "packing", "hs"]
    revised = await door.browser.post(path, json={**TERMS, "lead_days": 18}, headers={"Idempotency-Key": "r2"})
    assert (await revised.json())["quote"]["revision"] == 2
    assert (await door.browser.delete(path)).status == 200
    assert (await door.dossier()).current == []
    assert (await door.browser.delete(path)).status == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 60_000, 400),
        (b"{}", 422),
        (b'{"tiers": "many"}', 422),
        (b'{"tiers": [null, 3, {"quantity": {}, "price": []}]}', 422),
        (b'{"tiers": [{"quantity": 1, "price": 1e400}]}', 400),
        (json.dumps({**TERMS, "tiers": [{"quantity": n, "price": "1"} for n in range(1, 40)]}).encode(), 422),
        (b'{"a": "' + b"x" * 100_000 + b'"}', 413),
    ],
)
async def test_odd_bodies_are_answered_clearly(door: Door, body: bytes, status: int) -> None:
    answer = await door.browser.post(f"/api/v1/quotes/{door.token()}", data=body)
    assert answer.status == status
    if status == 422:
        assert (await answer.json())["faults"]


async def test_a_platform_asks(door: Door) -> None:
    path = f"/api/v1/quotes/{door.token()}/questions"
    assert (await door.browser.post(path, json={"text": "Which Pantone?"})).status == 201
    assert (await door.browser.post(path, json={"text": ""})).status == 409


async def test_the_description_tells_of_every_address_and_field(door: Door) -> None:
    answer = await door.browser.get("/api/v1/openapi.json")
    described = await answer.json()
    assert described["openapi"].startswith("3.1")
    there = {(method, path) for path, ways in described["paths"].items() for method in ways if method != "parameters"}
    assert there == {(one.method.lower(), one.path) for one in routes.ROUTES if one.path.startswith("/api/")}
    from bot.sourcing.quote import Terms

    assert set(described["components"]["schemas"]["Terms"]["properties"]) == set(Terms.__struct_fields__)


async def test_the_page_loads_its_style_and_no_script(door: Door) -> None:
    page = await (await door.browser.get(door.path())).text()
    assert "<script" not in page
    assert " style=" not in page
    assert (await door.browser.get("/quote/static/quotes.css")).status == 200
    assert (await door.browser.get("/quote/static/nothing.css")).status == 404
    assert Path(routes.HERE / "static" / "quotes.css").exists()
