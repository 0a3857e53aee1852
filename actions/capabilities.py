"""What the bot can do."""

from __future__ import annotations

from actions.cautions import OfGoods
from actions.talk import Talk


class Capabilities(OfGoods):
    called = "action_capabilities"

    async def answer(self, talk: Talk) -> None:
        talk.say("utter_capabilities")
