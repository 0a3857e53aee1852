"""Files that came with a message: for the suppliers of the request that is written down, or of one that is out already."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import amend
from actions.talk import DomainDict, Talk
from actions.turns import turn_of
from bot.conversation.message import Said


class TakeFiles(Action):
    """Run by the engine beside the dialogue: the slots that it does not name stay as they are."""

    def name(self) -> str:
        return "action_files"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        talk = Talk(dispatcher, tracker, domain, turn_of(tracker))
        body = talk.turn.message.body
        if isinstance(body, Said):
            await _take(talk, body)
        return [SlotSet(name, value) for name, value in talk._set.items()]


async def _take(talk: Talk, said: Said) -> None:
    held = {file.id for file in talk.turn.conversation.files}
    names = ", ".join(file.name for file in said.attachments if file.id in held)
    if names and talk.in_form():
        talk.say("utter_files_for_request", files=names, buttons=[drop_button(talk)])
    elif names and await amend.offer_files(talk, names):
        pass
    elif not said.text.strip():
        talk.say("utter_files_kept")


def drop_button(talk: Talk) -> tuple[str, str]:
    return '/request_status{"reference": "drop_files"}', talk.piece("utter_piece_button_drop_files")


def drop(talk: Talk) -> None:
    """The files are not for suppliers."""
    talk.turn.conversation.files = []
    talk.say("utter_files_dropped")
