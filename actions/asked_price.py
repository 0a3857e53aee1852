"""Whether the price that the customer named can be met, by the estimate or the quotes that were told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

import msgspec

from actions import basket, factory, factory_words
from actions.talk import Talk, money
from bot.conversation.followups import asks_if_realistic, asks_of_budget
from bot.sourcing.questions import fields_of
from bot.sourcing.request import RequestFields


async def told(talk: Talk) -> bool:
    """Answers "is that realistic" and "are we under budget" after a comparison or with a list, where a price was named; says
    whether it was that."""
    if asks_of_budget(talk.text) and await _budget_told(talk):
        return True
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


async def _budget_told(talk: Talk) -> bool:
    """How the list, or both ways for what is to be made, lie to the budget; says whether there is one, and such a sum."""
    budget = _budget(talk)
    if budget is None:
        return False
    lines = [line async for line in _sums(talk, budget)]
    if lines:
        talk.say("utter_budget", budget=money(budget), lines="\n".join(lines))
        talk.hold("pending", talk.held("pending"))
    return bool(lines)


def _budget(talk: Talk) -> Decimal | None:
    """USD for everything: as it was named, or for a list the price that was named as the most."""
    named = talk.held("budget") or (talk.held("max_price") if talk.held("items") and not talk.in_form() else None)
    return None if named is None else Decimal(str(named))


async def _sums(talk: Talk, budget: Decimal) -> AsyncIterator[str]:
    before = talk.held("compared")
    if talk.held("items") and not talk.in_form():
        if total := basket.total_of(talk, talk.held("items")):
            yield _line(talk, "list", total, budget)
    elif before:
        fields = msgspec.convert(before["fields"], RequestFields, strict=False)
        answer = (await factory.compared(fields, talk)).answer
        if answer.shelf:
            yield _line(talk, "shelf", answer.shelf.total, budget)
        if answer.factory:
            yield _line(talk, answer.factory.source, answer.factory.landed.total, budget)


def _line(talk: Talk, what: str, total: Decimal, budget: Decimal) -> str:
    lies = talk.piece(
        "utter_piece_budget_over" if total > budget else "utter_piece_budget_under", rest=money(abs(budget - total))
    )
    return talk.piece(f"utter_piece_budget_{what}", total=money(total), lies=lies)
