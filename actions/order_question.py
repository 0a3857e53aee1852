"""Questions about orders and invoices: what the merchant's terms say of billing. No orders are known here: it says so and
offers a person."""

from __future__ import annotations

from actions.hand_off import offer
from actions.policy import tell_fitting
from actions.talk import Capability, Talk


class OrderQuestion(Capability):
    called = "action_order_question"

    async def answer(self, talk: Talk) -> None:
        number = talk.entity("order_number")
        if talk.held("order") and not number and talk.intent == "order_status":
            talk.say("utter_order_with_team")
            return
        if number:
            talk.say("utter_order_unknown_number", order_number=number)
        elif talk.intent == "invoice_billing" and tell_fitting(talk):
            return
        else:
            talk.say("utter_order_unknown")
        offer(talk, talk.intent)
