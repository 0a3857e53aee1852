"""A newcomer's way from a sentence to an accepted quote, on the whole product: the widget's socket, the trained model, and demo
suppliers who answer through the public form over HTTP."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.sales.needs import skill_for
from bot.store.connect import connect
from bot.store.conversations import Conversations
from bot.store.embedded import answering
from bot.store.requests import RedisRequests
from tests.connectors.tab import Tab
from tests.process import running, until
from tests.serve.process import Serve
from tests.serve.test_whole import fetched
from tests.store.parts import until as eventually

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
SOON = 75.0  # seconds: suppliers are asked at once and answer within a minute


class Newcomer:
    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    async def says(self, words: str) -> None:
        await self.tab.say(words)

    async def reads(self, pattern: str) -> str:
        """The next thing said to the customer in which this is found."""

        async def look() -> str:
            while True:
                entry: dict[str, Any] = (await self.tab._next("entry", {}))["entry"]
                if entry["author"] == "bot" and re.search(pattern, entry["text"], re.S):
                    return str(entry["text"])

        return await asyncio.wait_for(look(), SOON)


async def test_from_a_sentence_to_an_accepted_quote_and_a_rep_with_the_terms(trained: Path) -> None:
    with running("serve", var=trained, QUARTERMASTER_PORT="0") as process:
        shop = Serve(process).read_until(r"shop page +(http\S+)/")[1]
        await asyncio.to_thread(until, lambda: fetched(f"{shop}/"))
        async with ClientSession(shop) as session, session.ws_connect("/socket") as socket:
            newcomer = Newcomer(Tab(socket))
            await newcomer.tab.send(type="hello", last="0")
            welcome = await newcomer.tab._next("welcome", {})
            conversation = welcome["conversation"]
            upload = {"Authorization": f"Bearer {welcome['token']}"}
            async with session.post("/files?name=logo.svg", data=LOGO, headers=upload) as answer:
                receipt = (await answer.json())["receipt"]
            await _accepts(newcomer, receipt)
            await _is_held(trained, conversation)


async def _accepts(newcomer: Newcomer, receipt: str) -> None:
    await newcomer.says("need 2500 totes with our logo by mid march to 60616")
    await newcomer.reads("material, color or size|what size, color or material")
    await newcomer.tab.say("", files=[receipt])
    await newcomer.reads(r"logo\.svg")
    await newcomer.says("natural cotton canvas")
    await newcomer.reads("email|reach you|contact")
    await newcomer.says("dana@shop-example.com")
    summary = await newcomer.reads("2,500")
    for told in ("60616", "logo.svg", "DDP", "Sample: one before production", "7 of 7"):
        assert told in summary
    await newcomer.says("yes")
    number = re.search(r"RFQ-\d+", await newcomer.reads(r"RFQ-\d+"))
    assert number
    await newcomer.reads("quoted for your totes|New quotes for your totes")  # nobody asked for it
    quotes = await newcomer.reads(r"1\. .* each")
    assert ", demo)" in quotes
    await newcomer.reads("takes no more quotes")
    await newcomer.reads(r"1\. .* each")
    await newcomer.says("a sample from the second")
    await newcomer.reads("sample")
    await newcomer.says("offer the first 0.95")
    await newcomer.reads(r"counter-offer.* 0\.95")
    await newcomer.reads("new version of its quote")
    await newcomer.reads(r"1\. .* each")
    await newcomer.says("accept the first")
    await newcomer.reads(f"{number[0]}.*sales team")


async def _is_held(var: Path, conversation: str) -> None:
    client = connect(answering(var) or "")
    state = await Conversations(client).state(conversation)
    assert state
    assert state.handoff in ("queued", "message_taken", "active")
    assert "accepted the quote of" in state.handoff_note
    assert re.search(r"price: \w{3} \d", state.handoff_note)
    dossier = await eventually(lambda: _awarded(RedisRequests(client), state.requests[0].number))  # the deed follows the words
    assert [file.name for file in dossier.request.fields.attachments] == ["logo.svg"]
    assert dossier.accepted.quote.demo
    assert dossier.request.state == "awarded"
    assert skill_for("request_status", state.view.slots) == "sourcing"
    await client.close(close_connection_pool=True)


async def _awarded(requests: RedisRequests, number: str) -> Any:
    dossier = await requests.dossier(number)
    return dossier if dossier and dossier.accepted else None
