"""Questions about goods that a factory is to make."""

from __future__ import annotations

from actions.talk import Talk
from bot.conversation import references


def made_question(talk: Talk) -> bool:
    """Answers what only suppliers can: price, least quantity, samples of what is to be made; says whether it was that."""
    named = {"product", "sku"} & {entity["entity"] for entity in talk.entities}
    asked = talk.in_form() and not named and not references.shown(talk.held("search"))
    if asked:
        talk.say("utter_made_question")
    return asked
