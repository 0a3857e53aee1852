"""Rasa's tracker, made for one turn out of a snapshot and the newest events, and read back after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation.turn import Memory, current_turn
from bot.errors import EngineError


class TurnTrackerStore(TrackerStore):
    """Gives Rasa the tracker of the turn in hand, and takes what happened in it; the engine's commit writes it."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        return self.tracker(sender_id, _turn().memory)

    async def save(self, tracker: DialogueStateTracker) -> None:
        turn = _turn()
        turn.new_events = [event.as_dict() for event in list(tracker.events)[self._loaded(turn.memory) :]]
        turn.snapshot = snapshot(tracker, self.domain)

    async def keys(self) -> Iterable[str]:
        return ()

    def tracker(self, sender_id: str, memory: Memory) -> DialogueStateTracker:
        """The tracker as it stood at the end of the last turn."""
        events = [*beginning(memory.snapshot or {}), *map(Event.from_parameters, memory.events)]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots, domain=self.domain)

    @staticmethod
    def _loaded(memory: Memory) -> int:
        return len(beginning(memory.snapshot or {})) + len(memory.events)


def beginning(snapshot: dict[str, Any]) -> list[Event]:
    """Events that put a fresh tracker into the state of a snapshot, waiting for the customer."""
    slots = [SlotSet(name, value) for name, value in snapshot.get("slots", {}).items()]
    loop = [ActiveLoop(snapshot["loop"])] if snapshot.get("loop") else []
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *slots, *loop, ActionExecuted(ACTION_LISTEN_NAME)]


def snapshot(tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """What must be known to go on from here: the slots that differ from their initial value, and the open form."""
    initial = {slot.name: slot.initial_value for slot in domain.slots}
    slots = {name: value for name, value in tracker.current_slot_values().items() if value != initial.get(name)}
    return {"slots": slots, "loop": tracker.active_loop_name}


def _turn() -> Any:
    turn = current_turn()
    if turn is None:
        raise EngineError("Rasa was asked outside a turn")
    return turn
