"""The end of a sourcing request's form: sent under a number, or dropped."""

from __future__ import annotations

from actions import terms
from actions.basket import in_words
from actions.cautions import cautions_of
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.errors import Refused


class OpenRequest(Capability):
    called = "action_open_request"

    async def answer(self, talk: Talk) -> None:
        if _prohibited(talk):
            return
        try:
            opened = await services().sourcing.open(
                talk.turn.conversation, await terms.request_of(talk), talk.turn.key(self.called), talk.turn.now
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
        talk.hold("search", None)  # "it" is from now on what was asked for
        talk.hold("incoterm", None)
        talk.hold("sample", None)
        talk.hold("repeats", None)
        talk.say("utter_request_opened", number=opened.number)
        if talk.held("items") and not talk.held("order"):
            talk.say("utter_list_still", lines=", ".join(in_words(line) for line in talk.held("items")))
            talk.hold("pending", {"kind": "order"})


def _prohibited(talk: Talk) -> bool:
    """Says plainly that such goods are not made, and forgets them; whether that was so."""
    found = next((one for one in cautions_of(talk) if one.rule == "prohibited"), None)
    if found is None:
        return False
    talk.say("utter_prohibited", said=found.said, source=found.source)
    for name in ("confirmed", "product", "customization", "skipped", "put"):
        talk.hold(name, None)
    return True


class DropRequest(Capability):
    """Nothing is sent; the facts stay, so that they need not be said again."""

    called = "action_drop_request"

    async def answer(self, talk: Talk) -> None:
        talk.hold("skipped", None)
        talk.hold("confirmed", None)
        talk.say("utter_request_dropped")
