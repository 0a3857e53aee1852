"""Whether the price that the customer named can be met, by the estimate or the quotes that were told."""

from __future__ import annotations

import msgspec

from actions import factory, factory_words
from actions.talk import Talk
from bot.conversation.followups import asks_if_realistic
from bot.sourcing.questions import fields_of
from bot.sourcing.request import RequestFields


async def told(talk: Talk) -> bool:
    """Answers "is that realistic" after a comparison, where a price was named; says whether it was that."""
    before = talk.held("compared")
    if not before or not asks_if_realistic(talk.text):
        return False
    now = fields_of(talk.facts())
    fields = msgspec.convert(before["fields"], RequestFields, strict=False)
    fields = msgspec.structs.replace(fields, max_price=now.max_price, target_price=now.target_price)
    line = factory_words.price_told(talk, (await factory.compared(fields, talk)).answer, fields, always=True)
    if line:
        talk.say("utter_price_realistic", line=line)
    return bool(line)
