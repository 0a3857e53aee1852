"""A greeting, by what the customer comes back to."""

from __future__ import annotations

from actions.basket import in_words
from actions.talk import Capability, Talk

SHOWN = 3
"""Lines of a list that a greeting names."""


class Greet(Capability):
    called = "action_greet"

    async def answer(self, talk: Talk) -> None:
        lines = talk.held("items") or []
        if talk.turn.conversation.handoff == "queued":
            talk.say("utter_greet_waiting")
        elif talk.in_form() and talk.held("product"):
            talk.say("utter_greet_in_request", product=talk.held("product"))
        elif lines and not talk.held("order"):
            named = ", ".join(in_words(line) for line in lines[:SHOWN])
            talk.say("utter_greet_with_list", lines=named + (" …" if len(lines) > SHOWN else ""))
        else:
            talk.say("utter_greet_again" if _spoke_before(talk) else "utter_greet")


def _spoke_before(talk: Talk) -> bool:
    return any(event.get("event") == "bot" for event in talk.tracker.events)
