"""What the customer hears about waiting, and is asked afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_time
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.callback import day_of, named_zone, zone_of
from actions.only_english import asked_of_staff
from actions.talk import DomainDict, Talk
from actions.turns import turn_of
from bot.bootstrap import services
from bot.conversation.message import WaitNews
from bot.conversation.waiting import first_name
from bot.events import CustomerCommented, CustomerRated
from bot.sales.outlook import Outlook, people_back

RATINGS = ("good", "fair", "bad")
SPELLED = 5
"""Places up to here are named by a word."""
COMMENT = "comment"


class TellWait(Action):
    """Run by the engine beside the dialogue, as is asking for a rating: the slots that it does not name stay as they are."""

    def name(self) -> str:
        return "action_wait_news"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        talk = Talk(dispatcher, tracker, domain, turn_of(tracker))
        body = talk.turn.message.body
        if isinstance(body, WaitNews):
            tell_place(talk, Outlook(body.place, body.from_minutes, body.to_minutes))
        return []


class AskRating(Action):
    def name(self) -> str:
        return "action_ask_rating"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        talk = Talk(dispatcher, tracker, domain, turn_of(tracker))
        rep = first_name(talk.turn.conversation.served)
        buttons = [(f'/inform{{"reference": "rated {one}"}}', talk.piece(f"utter_piece_rating_{one}")) for one in RATINGS]
        talk.say("utter_rate", rep=rep, buttons=buttons)
        return [SlotSet(name, value) for name, value in talk._set.items()]


def tell_place(talk: Talk, found: Outlook) -> None:
    """The place in line, and how long it may take where that can honestly be said."""
    place = talk.piece(f"utter_piece_place_{found.place}") if found.place <= SPELLED else ""
    values: dict[str, Any] = {"place": place or talk.piece("utter_piece_place", number=found.place)}
    if found.to_minutes is None or found.from_minutes is None:
        talk.say("utter_place", **values)
    else:
        talk.say("utter_place_minutes", minutes=_range(talk, found.from_minutes, found.to_minutes), **values)


def _range(talk: Talk, first: int, last: int) -> str:
    if last <= 1:
        return talk.piece("utter_piece_a_minute")
    if first < 1:
        return talk.piece("utter_piece_minutes_up_to", last=last)
    if first == last:
        return talk.piece("utter_piece_minutes_about", last=last)
    return talk.piece("utter_piece_minutes", first=first, last=last)


async def tell_outlook(talk: Talk) -> None:
    """How it stands, asked for by the customer."""
    found = await services().sales.queue.outlook(talk.turn.conversation.id)
    if found:
        tell_place(talk, found)
    else:
        talk.say("utter_queued_how_long")


async def back(talk: Talk) -> str:
    """When people are back, as the customer reads it; "" where that is not known, or somebody is on shift."""
    at = people_back(await services().sales.staff(), talk.turn.now, await asked_of_staff(talk))
    if at is None or at <= talk.turn.now:
        return ""
    local = at.astimezone(zone_of(talk))
    today = local.date() == talk.turn.now.astimezone(local.tzinfo).date()
    day = talk.piece("utter_piece_today") if today else day_of(local)
    return talk.piece("utter_piece_moment", day=day, time=_clock(local))


def _clock(moment: datetime) -> str:
    shown = format_time(moment.timetz(), "h:mm a", locale="en_US")
    return " ".join(part for part in (shown, named_zone(moment)) if part)


def take_rating(talk: Talk, reference: str) -> bool:
    """Takes one of the buttons, or that the customer wants to add a line; says whether it was one."""
    kind, _, rating = reference.partition(" ")
    if kind == "rated" and rating in RATINGS:
        conversation = talk.turn.conversation
        if not conversation.served:
            talk.say("utter_rated_before")
            return True
        talk.turn.effect(CustomerRated(conversation.id, conversation.epoch, rating, talk.turn.now))
        talk.say(f"utter_rated_{rating}")
        talk.hold("pending", {"kind": COMMENT})
    return kind == "rated"


def take_comment(talk: Talk) -> None:
    """The line that the customer adds: kept with the conversation, for reps and leads."""
    conversation = talk.turn.conversation
    talk.turn.log("system", event="comment", text=talk.text, private=True)
    talk.turn.effect(CustomerCommented(conversation.id, conversation.epoch, talk.text))
    talk.say("utter_comment_kept")
