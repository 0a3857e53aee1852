"""Whatever arrives at the customers' socket, the answer is clear and the connection stays."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from bot.conversation.message import LONGEST_TEXT
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab

ID = "0190a1b2-0000-4000-8000-000000000001"


async def still_works(tab: Tab) -> None:
    await tab.say("still there?")
    await tab.line("bot", text="You said: still there?")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "not_json"),
        ("hello", "not_json"),
        ("{", "not_json"),
        ("[" * 50_000, "bad_message"),
        ('"say"', "bad_message"),
        ("null", "bad_message"),
        ("[]", "bad_message"),
        ("{}", "bad_message"),
        ('{"type": "destroy"}', "bad_message"),
        ('{"type": 7}', "bad_message"),
        (json.dumps({"type": "say", "id": ID}), "bad_message"),
        (json.dumps({"type": "say", "id": ID, "text": 5}), "bad_message"),
        (json.dumps({"type": "say", "id": ID, "text": "", "place": {"latitude": 91, "longitude": 0}}), "bad_message"),
        (json.dumps({"type": "say", "id": ID, "text": "hi", "owner": "rep"}), "bad_message"),
        (json.dumps({"type": "say", "id": "claim:1:anna", "text": "hi"}), "bad_message"),
        (json.dumps({"type": "press", "id": ID, "button": ""}), "bad_message"),
        (json.dumps({"type": "say", "id": ID, "text": ""}), "empty"),
        (json.dumps({"type": "say", "id": ID, "text": " \n\u0000\u0007 "}), "empty"),
        (json.dumps({"type": "say", "id": ID, "text": "x" * (LONGEST_TEXT + 1)}), "too_long"),
        (json.dumps({"type": "say", "id": ID, "text": "é" * 100_000}), "too_long"),
        (json.dumps({"type": "hello"}), "already_welcome"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_be_used_gets_a_clear_error(site: Site, frame: str, code: str) -> None:
    tab = await site.tab()
    await tab.next("welcome")
    await tab.socket.send_str(frame)
    error = await tab.next("error")
    assert error["code"] == code
    assert error["text"].endswith(".")
    if ID in frame and code != "bad_message":
        assert error["id"] == ID
    await still_works(tab)


async def test_a_binary_frame_gets_a_clear_error(site: Site) -> None:
    tab = await site.tab()
    await tab.socket.send_bytes(b"\x00\xff")
    await tab.next("error", code="not_text")
    await still_works(tab)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("🛒" * 30, "🛒" * 30),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("أريد حبر أسود", "أريد حبر أسود"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("/restart", "/restart"),
        ("cafe\u0301", "café"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
    ],
    ids=["emoji", "joined emoji", "right to left", "html", "slash", "decomposed", "lines", "longest"],
)
async def test_odd_words_are_words(site: Site, text: str, kept: str) -> None:
    tab = await site.tab()
    await tab.say(text)
    assert (await tab.line("customer"))["text"] == kept


async def test_nothing_is_taken_before_hello(site: Site) -> None:
    tab = await site.silent_tab()
    await tab.send(type="say", id=ID, text="hi")
    await tab.next("error", code="no_hello", id=ID)
    await tab.send(type="hello")
    await still_works(tab)


@pytest.mark.parametrize(
    "forge",
    [lambda token: "w1234", lambda token: token[:-1], lambda token: token + "x", lambda token: "", lambda token: "w" * 500],
)
async def test_a_forged_token_opens_nothing_and_begins_nothing(site: Site, forge: Any) -> None:
    token = (await (await site.tab()).next("welcome"))["token"]
    tab = await site.silent_tab()
    await tab.send(type="hello", token=forge(token))
    await tab.next("error", code="unknown_conversation")
    await tab.send(type="say", id=ID, text="hi")
    await tab.next("error", code="no_hello")
    await tab.send(type="hello")
    await still_works(tab)


async def test_a_token_for_another_conversation_is_forged(site: Site) -> None:
    mine, other = [(await (await site.tab()).next("welcome"))["token"] for _ in range(2)]
    tab = await site.silent_tab()
    await tab.send(type="hello", token=other.split(".")[0] + "." + mine.split(".")[1])
    await tab.next("error", code="unknown_conversation")


@pytest.mark.parametrize("last", ["", "x", "-1", "1-", "9" * 25, 5])
async def test_a_position_that_is_none_gets_a_clear_error(site: Site, last: Any) -> None:
    tab = await site.silent_tab()
    await tab.send(type="hello", last=last)
    await tab.next("error", code="bad_message")


async def test_a_flood_is_slowed_down_message_by_message(site: Site) -> None:
    tab = await site.tab()
    waiting = {str(uuid4()): f"message {number}" for number in range(30)}
    for message, text in waiting.items():
        await tab.send(type="say", id=message, text=text)
    refused = await tab.next("error", code="too_fast")
    assert 0 < refused["retry_after"] < 2
    assert refused["id"] in waiting


async def test_a_frame_beyond_all_measure_ends_the_connection_and_no_other(site: Site) -> None:
    tab, other = await site.tab(), await site.tab()
    await tab.socket.send_str("x" * (3 * 1024 * 1024))
    while (arrived := await tab.socket.receive(10)).type is WSMsgType.TEXT:
        pass
    assert arrived.type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    await still_works(other)


async def test_pages_of_other_sites_open_the_socket_only_where_it_is_allowed(site: Site) -> None:
    await (await site.tab(Origin="https://shop.example")).next("welcome")
    await (await site.tab(Origin=site.url)).next("welcome")
    for origin in ("https://evil.example", "https://shop.example.evil.example", "null"):
        with pytest.raises(WSServerHandshakeError, match="403"):
            await site.tab(Origin=origin)
