"""What a short question means after an answer from the policies: the same passage, or the one that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation.policy_thread import narrowed
from bot.policies.policy import Passage

KIND = "terms"
"""What is pending after such an answer; its `terms` hold the intent and the words that were answered."""
LONGEST = 300  # characters of the words that are kept


def told_before(talk: Talk) -> Mapping[str, Any] | None:
    """What the last answer was about, where this message has the same intent."""
    terms = (talk.held("pending") or {}).get("terms")
    return terms if terms and terms["intent"] == talk.intent else None


def go_on(talk: Talk, topics: Sequence[str], before: Mapping[str, Any]) -> list[Passage]:
    """The passage that the message names; else what it asks of the one that was told."""
    policies, today, region = services().policies, talk.turn.now.date(), str(talk.held("state") or "").upper()
    if policies.headed(topics, talk.text, today, region):
        return policies.answers(topics, talk.text, today, region)
    found = policies.answers(topics, f"{before['words']} {talk.text}", today, region)
    talk.say("utter_terms_on")
    return [msgspec.structs.replace(one, text=narrowed(one.text, talk.text)) for one in found]


def keep(talk: Talk, before: Mapping[str, Any] | None, pending: Mapping[str, Any] | None = None) -> None:
    """Remembers what was answered, for a short question after it; beside what else is `pending`."""
    earlier = before["words"] if before else ""
    terms = {"intent": talk.intent, "words": f"{talk.text} {earlier}".strip()[:LONGEST]}
    talk.hold("pending", {**(pending or {"kind": KIND}), "terms": terms})
