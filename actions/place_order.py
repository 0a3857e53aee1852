"""The confirmed list goes to a rep."""

from __future__ import annotations

from actions import basket, hand_off
from actions.talk import Talk
from bot.bootstrap import services


async def place(talk: Talk, quote: bool = False) -> None:
    """The confirmed list becomes an order, or a wish for a quote, that a rep takes on; nothing is charged here."""
    lines = talk.held("items") or []
    number = ""
    if not quote:
        number = await services().orders.request_number(talk.turn.key("order"))
        order = {"number": number, "lines": lines, "total": str(basket.total_of(talk, lines)), "state": "requested"}
        talk.hold("order", order)
    there = await services().sales.reps_online(talk.turn.conversation.reps_online)
    hand_off.request(talk, "wants a quote" if quote else f"order request {number}", answered_later=not there)
    talk.say("utter_quote_passed_on" if quote else "utter_order_passed_on", number=number)
