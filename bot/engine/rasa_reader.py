"""Rasa as the reader of a conversation: understands a message, decides, and lets actions answer it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.conversation import lists, parts, spans
from bot.conversation.contact import outside_names
from bot.conversation.facts import FACTS
from bot.conversation.message import Message, RepResolved, RequestNews, Said, WaitNews
from bot.conversation.model import DRAWINGS, Offered, View
from bot.conversation.moment import openers
from bot.conversation.reading import in_context
from bot.conversation.small_words import LOOSE
from bot.conversation.turn import Memory, Turn
from bot.engine.action_endpoint import ActionsInProcess, trust_own_actions
from bot.engine.held import held_before
from bot.engine.memory import TurnTrackerStore
from bot.engine.replies import TurnOutput, utter
from bot.engine.wording import Wording
from bot.errors import EngineError
from bot.events import MessageMisread
from bot.nlu.plain import plain

FILES = "action_files"
TOLD_BY = {RequestNews: "action_request_news", WaitNews: "action_wait_news", RepResolved: "action_ask_rating"}
"""What says unasked what a message is about."""
RANKED = 5
"""Intents of the ranking that are kept with a message."""


class RasaReader:
    """Fulfils `bot.conversation.turn.Reader` with a trained model."""

    def __init__(self, model: Path, at: Callable[[str, Message], None] = lambda point, message: None) -> None:
        """Loads the model, which takes seconds. `at` is told when a message has been understood."""
        trust_own_actions()
        self._endpoint = ActionsInProcess()
        self._agent = Agent.load(model, action_endpoint=self._endpoint)
        self._processor = self._agent.processor
        self._agent.nlg = self._processor.nlg = Wording(self._agent.domain.responses)
        self._trackers = self._processor.tracker_store = TurnTrackerStore(self._agent.domain)
        self._at = at

    async def read(self, turn: Turn, pressed: Offered | None) -> None:
        body = turn.message.body
        if isinstance(body, Said) and body.location:
            pressed = Offered("store_locator", "")  # a shared place is a question about what is near it
        elif isinstance(body, Said) and body.attachments and not plain(body.text):
            if not _may_hold_list(turn):
                await self._beside(turn, FILES)
                turn.view = turn.conversation.view
                return
            pressed = Offered("bulk_quote", "")
        text = pressed.title if pressed else plain(body.text if isinstance(body, Said) else "")
        whole = meant(pressed) if pressed else await self._understood(turn, text)
        parses = [whole] if pressed else await self._matters(turn, whole)
        if pressed:
            _note_choice(turn, pressed)
        self._at("understood", turn.message)
        turn.view = View(entities=_named(whole["entities"]))
        before, happened = turn.memory, []
        for turn.part, parse in enumerate(parses):
            turn.parts = len(parses)
            parse = parse if pressed else in_context(parse, *held_before(turn.memory))
            if parse["intent"]["name"] in OF_A_LIST and _may_hold_list(turn):
                parse = {**parse, "intent": {**parse["intent"], "name": "bulk_quote"}}
            turn.view.intents.append(parse["intent"]["name"])
            await self._act(turn, parse)
            happened += turn.new_events
            turn.memory = Memory(before.snapshot, [*before.events, *happened])
        if isinstance(body, Said) and any(one.media_type in DRAWINGS for one in body.attachments):
            happened += await self._files_first(turn)
        turn.memory, turn.new_events = before, happened
        held = (turn.snapshot or {})["slots"]
        turn.view.slots = {name: held[name] for name in FACTS if held.get(name) is not None}
        turn.view.items, turn.view.order = held.get("items") or [], held.get("order")
        turn.view.form = (turn.snapshot or {})["loop"]

    async def _files_first(self, turn: Turn) -> list[dict[str, Any]]:
        """Says what becomes of drawings, before the answer to the words, for that may end with a question; gives the events."""
        said = len(turn.entries)
        await self._beside(turn, FILES)
        turn.entries = [turn.entries[0], *turn.entries[said:], *turn.entries[1:said]]
        return turn.new_events

    async def _act(self, turn: Turn, parse: dict[str, Any]) -> None:
        """Lets Rasa decide and its actions answer one of the things that the message wants."""
        message = self._message(turn, parse["text"])
        message.parse_data = parse
        await self._processor.handle_message(message)
        if turn.failure:
            raise EngineError(f"an action failed: {turn.failure}") from turn.failure

    async def _matters(self, turn: Turn, whole: dict[str, Any]) -> list[dict[str, Any]]:
        """One parse for each thing that the message wants; a list is one thing."""
        text = str(whole.get("text") or "")
        pieces = parts.pieces(text)
        if len(pieces) < 2 or lists.lines_in(text, spans.set_right(text, whole["entities"])):
            return [whole]
        heard = [await self._understood(turn, piece) for piece in pieces]
        return parts.matters(whole, heard, openers(*held_before(turn.memory)))

    def _message(self, turn: Turn, text: str) -> UserMessage:
        return UserMessage(
            text,
            TurnOutput(turn),
            turn.message.conversation,
            input_channel=turn.message.channel,
            message_id=f"{turn.message.id}/{turn.part}" if turn.part else turn.message.id,
            metadata={"now": turn.now.isoformat()},
        )

    async def say(self, turn: Turn, response: str) -> None:
        tracker = self._trackers.tracker(turn.message.conversation, turn.memory)
        utter(turn, await self._agent.nlg.generate(response, tracker, TurnOutput.name()) or {})

    async def tell(self, turn: Turn) -> None:
        turn.view = turn.conversation.view
        await self._beside(turn, TOLD_BY[type(turn.message.body)])

    async def _beside(self, turn: Turn, name: str) -> None:
        """Runs an action without the policies: it leaves words and slots behind, and no trace that could change what comes
        next."""
        tracker, output = self._trackers.tracker(turn.message.conversation, turn.memory), TurnOutput(turn)
        action = RemoteAction(name, self._endpoint)
        events = await action.run(output, self._agent.nlg, tracker, self._agent.domain)
        if turn.failure:
            raise EngineError(f"an action failed: {turn.failure}") from turn.failure
        tracker.update_with_events(events, self._agent.domain)
        await self._processor.execute_side_effects(events, tracker, output)
        await self._trackers.save(tracker)

    async def _understood(self, turn: Turn, text: str) -> dict[str, Any]:
        if not text:
            return meant(Offered("nlu_fallback", ""))
        parse_data: dict[str, Any] = await self._processor.parse_message(self._message(turn, text))
        parse_data["entities"] = outside_names(text, parse_data.get("entities") or [])
        parse_data["intent_ranking"] = parse_data.get("intent_ranking", [])[:RANKED]
        return parse_data


def meant(pressed: Offered) -> dict[str, Any]:
    """What a button stands for, in the form that understanding a text has."""
    intent = {"name": pressed.intent, "confidence": 1.0}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "text": str(value)} for name, value in pressed.entities.items()
    ]
    return {"text": pressed.title, "intent": intent, "intent_ranking": [intent], "entities": entities}


OF_A_LIST = LOOSE | {"sourcing_request", "thank", "delivery_eta"}
"""What words beside a list may be taken for: "can you price this?", "here you go"."""


def _may_hold_list(turn: Turn) -> bool:
    """Whether a file came that may be a list, and no request is being written down that it may be for."""
    files = getattr(turn.message.body, "attachments", ())
    return any(file.may_be_list for file in files) and held_before(turn.memory)[1] is None


READINGS = 2
"""So many likeliest intents a repair offers as buttons."""


def _note_choice(turn: Turn, pressed: Offered) -> None:
    """The customer chose one of the readings that a repair offered: that is what the misread message meant."""
    misread = held_before(turn.memory)[0].get("misread") or []
    last = misread[-1] if misread else {"ranking": []}
    if pressed.intent in [name for name, _ in last["ranking"][:READINGS]]:
        ranking = tuple((name, confidence) for name, confidence in last["ranking"])
        turn.effect(
            MessageMisread(
                conversation=turn.conversation.id,
                message=last["message"],
                at=turn.now,
                text=last["text"],
                taken_for="nlu_fallback",
                ranking=ranking,
                suggested=pressed.intent,
            )
        )


def _named(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entities under the names that programs outside know."""
    kept = ("start", "end", "text", "value", "role")
    return [{"type": entity["entity"], **{name: entity[name] for name in kept if name in entity}} for entity in entities]
