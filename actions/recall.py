"""What is held: told for "where were we", forgotten for "start over"."""

from __future__ import annotations

from actions.talk import Talk
from bot.conversation.facts import FACTS
from bot.conversation.names import words_shared

THREAD = (
    "search",
    "about",
    "items",
    "order",
    "asked",
    "pending",
    "skipped",
    "repairs",
    "misread",
    "confirmed",
    "asked_again",
    "put",
    "compared",
    "quotes",
)


def recall(talk: Talk) -> None:
    """What is held, for "where were we"."""
    lines = talk.fact_lines(talk.facts([name for name in FACTS if not _is_on_list(talk, name)]))
    if talk.held("items"):
        lines += [
            " ".join(str(line[name]) for name in ("quantity", "unit", "product") if line.get(name))
            for line in talk.held("items")
        ]
    if lines:
        talk.say("utter_held", facts="\n".join(lines))
    else:
        talk.say("utter_held_nothing")


def _is_on_list(talk: Talk, name: str) -> bool:
    """Whether a fact is about goods that a line of the list has, in its newest number."""
    product = str(talk.held("product") or "")
    listed = any(words_shared(str(line["product"]), product) for line in talk.held("items") or [])
    return bool(product) and listed and not talk.in_form() and name in ("product", "quantity", "unit")


def start_over(talk: Talk) -> None:
    """Forgets every fact and what was on show, and leaves an open request."""
    for name in (*FACTS, *THREAD):
        if talk.held(name) is not None:
            talk.hold(name, None)
    if talk.in_form():
        talk.leave_form()
    talk.say("utter_started_over")
