"""Questions about goods that a factory is to make."""

from __future__ import annotations

from actions.talk import Talk, shown
from bot.conversation import references, terms, wishes
from bot.conversation.followups import asks_pieces
from bot.sourcing import deeds
from bot.sourcing.questions import fields_of
from bot.sourcing.quote import PIECES, pieces


def made_question(talk: Talk) -> bool:
    """Answers what only suppliers can: price, least quantity, samples of what is to be made; says whether it was that."""
    if talk.in_form() and terms.asks_next(talk.text):
        talk.say("utter_request_next", days=deeds.DEADLINE.days, most=deeds.ENOUGH)
        return True
    if talk.in_form() and asks_pieces(talk.text) and talk.held("quantity") and str(talk.held("unit")).lower() in PIECES:
        amount = shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
        talk.say("utter_made_pieces", amount=amount, pieces=f"{pieces(fields_of(talk.facts())):,}")
        return True
    if not is_made_question(talk):
        return False
    if talk.in_form():
        talk.say("utter_made_question")
    else:
        talk.say("utter_made_offer")
        talk.hold("pending", {"kind": "sourcing"})
    return True


def is_made_question(talk: Talk) -> bool:
    """Whether the message is about goods that a factory is to make."""
    named = talk.named("product", "sku")
    if talk.in_form():
        return not named and not _pointed(talk)
    of_made = named if wishes.wants_made(talk.text) else talk.held("customization") and not (named or _pointed(talk))
    return bool(of_made)


def _pointed(talk: Talk) -> bool:
    """Whether the words are about something on the shelf that was shown."""
    return bool(references.read(talk.text, talk.entities).places or talk.held("about"))
