"""Which of a response's wordings is used: never the one that the customer has just read."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

RECENT = 6
"""So many of the last replies are not repeated word for word where another wording exists."""


class Wording(TemplatedNaturalLanguageGenerator):
    """Takes the wordings in turn instead of at random, so that a conversation reads the same when it is taken again."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        said = [event.text for event in tracker.applied_events() if isinstance(event, BotUttered)]
        suitable = ResponseVariationFilter(self.responses).responses_for_utter_action(utter_action, output_channel, slots)
        others = [one for one in self.responses[utter_action] if one not in suitable]
        turn = len(said) % len(suitable) if suitable else 0
        filled: list[dict[str, Any]] = [
            self._fill_response(copy.deepcopy(one), slots, **kwargs) for one in (*suitable[turn:], *suitable[:turn], *others)
        ]
        recent = said[-RECENT:]
        if not filled:
            return None
        fresh = next((one for one in filled if one.get("text") not in recent), None)
        # where the customer has heard them all, the one that was heard longest ago
        return fresh or min(filled, key=lambda one: len(recent) - recent[::-1].index(str(one.get("text"))))
