"""Files from customers: checked by their content, sent once, and read by the right reps alone."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from aiohttp import ClientSession

from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted, board

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes(40)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def zip_file() -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("a.exe", "MZ")
    return data.getvalue()


async def token_of(tab: Tab) -> str:
    known = [one["token"] for one in tab.seen if one["type"] == "welcome"]
    return str(known[0] if known else (await tab.next("welcome"))["token"])


async def upload(browser: ClientSession, token: str, data: bytes, name: str = "logo.png") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with browser.post("/files", params={"name": name}, data=io.BytesIO(data), headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_file_reaches_the_rep_as_a_download_and_nobody_else(site: Site) -> None:
    customer, desk, conversation = await accepted(site)
    browser = await site.session()
    status, taken = await upload(browser, await token_of(customer), SVG, "../logo <b>.svg")
    assert (status, taken["name"], taken["media_type"]) == (200, "logo <b>.svg", "image/svg+xml")
    await customer.send(type="say", id=str(uuid4()), text="our logo", files=[taken["receipt"]])
    (file,) = (await desk.line("customer", text="our logo"))["attachments"]
    address = f"/desk/files/{conversation}/{file['id']}"
    anna, ben = await site.sign_in("anna"), await site.sign_in("ben")
    async with anna.get(address) as answer:
        assert answer.status == 200
        drawing = await answer.text()
        assert "<svg" in drawing
        assert "script" not in drawing, "made harmless as it came"
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with ben.get(address) as answer:
        assert answer.status == 404, "it is not one of ben's"
    async with browser.get(address) as answer:
        assert answer.status == 401
    async with anna.get(f"/desk/files/{conversation}/{'0' * 64}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(zip_file(), 415, "file_refused"), (PNG + bytes(30 << 20), 413, "file_too_large"), (b"", 415, "file_refused")],
    ids=["a ZIP named .png", "30 MB", "nothing"],
)
async def test_what_cannot_be_taken_is_refused_by_its_content(site: Site, data: bytes, status: int, code: str) -> None:
    tab = await site.tab()
    assert await upload(await site.session(), await token_of(tab), data) == (status, {"code": code})


async def test_a_receipt_is_good_for_its_own_conversation_alone(site: Site) -> None:
    mine, other = await site.tab(), await site.tab()
    _, taken = await upload(await site.session(), await token_of(mine), PNG)
    await other.next("welcome")
    for receipt in (taken["receipt"], "x.y", "", "é"):
        said = str(uuid4())
        await other.send(type="say", id=said, text="hi", files=[receipt])
        await other.next("error", id=said)
    assert await upload(await site.session(), "nonsense", PNG) == (401, {"code": "unknown_conversation"})


async def test_pages_of_strangers_may_not_send_files(site: Site) -> None:
    browser = await site.session()
    for origin, status in (("https://shop.example", 204), ("https://evil.example", 403)):
        async with browser.options("/files", headers={"Origin": origin}) as answer:
            assert answer.status == status


async def test_a_flood_of_files_is_slowed_down(site: Site) -> None:
    token, browser = await token_of(await site.tab()), await site.session()
    answers = [await upload(browser, token, PNG) for _ in range(12)]
    assert answers[-1] == (429, {"code": "too_fast"})
    await board(await site.desk("anna"))
