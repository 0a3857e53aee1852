"""Suppliers answer by their own link on its page; and what cannot be is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.events import RequestActed
from bot.sourcing import deeds
from bot.store.attachments import Attachments
from connectors.quotes import routes
from tests.connectors.supplier import COMPANY, FIELDS, FORM, NOW, NUMBER, Door, door

__all__ = ["door"]


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


async def test_the_page_loads_its_style_and_no_script(door: Door) -> None:
    page = await (await door.browser.get(door.path())).text()
    assert "<script" not in page
    assert " style=" not in page
    assert (await door.browser.get("/quote/static/quotes.css")).status == 200
    assert (await door.browser.get("/quote/static/nothing.css")).status == 404
    assert Path(routes.HERE / "static" / "quotes.css").exists()
