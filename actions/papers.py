"""What papers goods need that a factory makes: by the dated file of our own, or honestly not known."""

from __future__ import annotations

from actions.talk import Talk
from bot.conversation import wishes
from bot.sourcing.cautions import cautions


def told(talk: Talk) -> bool:
    """Answers "what paperwork is needed"; says whether that was asked."""
    if not wishes.asks_papers(talk.text):
        return False
    product = str(talk.entity("product") or talk.held("product") or "")
    found = {one.key: one for where in (product, talk.text) for one in cautions(where) if one.rule == "papers"}
    for one in found.values():
        talk.say(f"utter_caution_{one.key}", said=one.said, since=one.since, source=one.source)
    if not found:
        talk.say("utter_papers_unknown", product=product)
    return True
