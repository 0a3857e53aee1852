"""A reader in the dialogue model's place that answers by fixed rules, and an engine process that uses it.

"chart"   a chart                            "quotes"   a line with a button, and a table with another
"toner"   two cards and two buttons          "count N"  N replies at once       "person"  asks for a rep
"away"    a message is taken, no rep there   else       the words come back
"""

from __future__ import annotations

import asyncio
import sys
from decimal import Decimal

import msgspec

from bot.conversation.message import Said
from bot.conversation.model import Card, Chart, Offered, Table
from bot.conversation.turn import Reply, Turn
from bot.engine.consumer import Engine
from bot.engine.main import until_stopped
from bot.events import HandoffRequested
from bot.sourcing.chart import Words
from bot.sourcing.shelf_or_factory import Curve, Point
from bot.store.connect import connect

CARDS = (
    Card("T1", "HP Q5949A toner cartridge, black", Decimal("74.5"), "Ink and toner", "black", "each"),
    Card("T2", "Compatible toner for LaserJet 1160 <b>bold</b>", None, "Ink and toner", unit="box", note="5% off from 3 boxes"),
)
CHART = Chart(
    msgspec.to_builtins(Curve((Point(100, Decimal(3), Decimal(6)), Point(5_000, Decimal(3), Decimal(2))), 2_500, 1_800)),
    {name: name for name in Words._fields} | {"title": "<script>alert(1)</script>"},
    "What a piece costs",
)
TABLE = Table(
    ("1. Alpha Works (CN)", "2. <b>Beta</b> & Sons (VN, demo)"),
    (
        ("Each, at your door", "$3.13", "$3.40"),
        ("With you", "Wed, Dec 16 to Fri, Jan 15", "Mon, Feb 1"),
        ("Not said", "", "tooling"),
    ),
)
OFFERED = (Offered("affirm", "The first one"), Offered("talk_to_human", "Talk to a person"))
KNOWN = {"product": "tote bags", "quantity": {"value": 2500, "text": "2,500"}}


class ScriptedReader:
    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        said = turn.message.body.text if isinstance(turn.message.body, Said) else pressed.title if pressed else ""
        turn.view.intents = ["scripted"]
        turn.view.slots = dict(KNOWN)
        words = said.split()
        if "person" in words:
            self._ask_for_rep(turn, said, answered_later=False)
        elif "away" in words:
            self._ask_for_rep(turn, said, answered_later=True)
        elif "chart" in words:
            turn.reply(Reply("Both ways:", chart=CHART))
        elif "quotes" in words:
            turn.reply(Reply("There is news.", OFFERED[1:]))
            turn.reply(Reply("Two quotes:\n1. Alpha Works\n2. Beta & Sons", OFFERED[:1], table=TABLE))
        elif "toner" in words:
            turn.reply(Reply("Two that fit:", OFFERED, CARDS))
        elif words[:1] == ["count"]:
            for number in range(int(words[1])):
                turn.reply(Reply(f"number {number + 1}"))
        else:
            turn.reply(Reply(f"You said: {said}"))

    async def say(self, turn: Turn, response: str) -> None:
        turn.reply(Reply(response))

    async def tell(self, turn: Turn) -> None:
        turn.reply(Reply("News of your request"))

    def _ask_for_rep(self, turn: Turn, said: str, answered_later: bool) -> None:
        turn.reply(Reply("Let me get somebody."))
        turn.effect(
            HandoffRequested(turn.conversation.id, "wants a person", said, KNOWN, turn.now, answered_later=answered_later)
        )


async def serve(redis_url: str) -> None:
    client = connect(redis_url)
    await until_stopped(Engine(client, ScriptedReader(), "scripted"))
    await client.close(close_connection_pool=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
