"""Stop, where no request is being written down: a request by its number, a callback, the line, the list."""

from __future__ import annotations

import re

from actions import callback, withdraw
from actions.talk import Capability, Talk
from bot.conversation.waiting import wants_callback
from bot.events import HandoffEnded

_EVERYTHING = re.compile(r"\b(?:everything|all|whole|list|cart|basket|lot|order)\b", re.I)


class Cancel(Capability):
    """Stop, where no request is being written down."""

    called = "action_cancel"

    async def answer(self, talk: Talk) -> None:
        conversation = talk.turn.conversation
        number = talk.entity("request_number")
        if number:
            await withdraw.of_number(talk, str(number))
        elif await withdraw.wanted(talk):
            return
        elif conversation.callback and wants_callback(talk.text):
            callback.withdraw(talk)
        elif conversation.handoff == "queued":
            talk.turn.effect(HandoffEnded(conversation=conversation.id, epoch=conversation.epoch, rep=None, how="cancelled"))
            talk.say("utter_line_left")
        elif conversation.callback:
            callback.withdraw(talk)
        elif talk.held("items") and _EVERYTHING.search(talk.text):
            talk.hold("items", None)
            talk.say("utter_list_cleared")
        elif talk.held("items"):
            talk.say("utter_order_waits")
        else:
            left = (talk.held("pending") or {}).get("kind") in ("handoff", "message")
            talk.say("utter_no_to_what" if left else "utter_nothing_to_cancel")
