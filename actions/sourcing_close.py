"""The end of a sourcing request's form: sent under a number, or dropped."""

from __future__ import annotations

from actions.basket import in_words
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.errors import Refused
from bot.sourcing.questions import fields_of


class OpenRequest(Capability):
    called = "action_open_request"

    async def answer(self, talk: Talk) -> None:
        facts = talk.facts()
        try:
            opened = await services().sourcing.open(
                talk.turn.conversation, fields_of(facts), talk.turn.key(self.called), talk.turn.now
            )
        except (KeyError, Refused):
            talk.say("utter_request_not_complete")
            talk.hold("confirmed", None)
            return
        talk.turn.effect(opened)
        talk.hold("confirmed", opened.number)
        talk.hold("request_number", opened.number)
        talk.hold("skipped", None)
        talk.hold("put", None)
        talk.say("utter_request_opened", number=opened.number)
        if talk.held("items") and not talk.held("order"):
            talk.say("utter_list_still", lines=", ".join(in_words(line) for line in talk.held("items")))
            talk.hold("pending", {"kind": "order"})


class DropRequest(Capability):
    """Nothing is sent; the facts stay, so that they need not be said again."""

    called = "action_drop_request"

    async def answer(self, talk: Talk) -> None:
        talk.hold("skipped", None)
        talk.hold("confirmed", None)
        talk.say("utter_request_dropped")
