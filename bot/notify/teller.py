"""Tells customers what has happened to their requests: by a message in the conversation's inbox, so that nobody else writes.

How far a customer has been told stands in the conversation itself and moves on with the very turn that says it. So nothing is
told twice and nothing is lost, whoever dies in between.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from bot.conversation.message import Message, RequestNews
from bot.conversation.model import Conversation
from bot.places import city_places, place_of, zone, zone_named
from bot.sourcing import news
from bot.sourcing.dossier import Dossier
from bot.sourcing.request import RequestFields
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.requests import RedisRequests

AGAIN = timedelta(seconds=10)  # after a message, to see whether it was said
BUSY = timedelta(minutes=5)  # while a rep has the conversation
SOMEWHERE = "America/New_York"
"""The zone of who has told no place: most customers are there or to its west, where it is earlier."""


class Teller:
    """Fulfils `bot.notify.clerk.Telling`."""

    def __init__(self, client: Client) -> None:
        self._conversations, self._requests = Conversations(client), RedisRequests(client)

    async def tell(self, dossier: Dossier, now: datetime) -> datetime | None:
        """Says what there is to be said; gives when to look again, None where nothing waits."""
        number = dossier.request.number
        state = await self._conversations.state(dossier.request.conversation)
        ref = next((one for one in state.requests if one.number == number), None) if state else None
        if state is None or ref is None or state.news_off or ref.told >= dossier.seq:
            return None
        fresh = news.untold(await self._requests.changes(number, ref.told))
        if not fresh:
            return None
        due = news.tell_at(fresh, ref, state, zone_of(state, dossier.request.fields), now)
        if due > now:
            return due
        if state.owner == "rep":
            return now + BUSY
        # One message for each state of things, and another an hour later should a rep have been quicker.
        message_id = f"news:{number}:{fresh[-1].seq}:{now:%y%m%d%H}"
        await self._conversations.append(Message(message_id, state.id, now, RequestNews(number), state.channel))
        return now + AGAIN


def zone_of(conversation: Conversation, fields: RequestFields) -> tzinfo:
    """The customer's time zone: what their device has told, else that of where the goods go, else of the clock that they wrote
    by."""
    if known := zone_named(conversation.zone):
        return known
    place = place_of(fields.zip) if fields.zip else None
    if place is None and fields.city:
        place = next(iter(city_places(fields.city, fields.state or "")), None)
    if place:
        return zone(place.timezone)
    offset = conversation.wrote.utcoffset() if conversation.wrote else None
    return conversation.wrote.tzinfo if conversation.wrote and offset and conversation.wrote.tzinfo else zone(SOMEWHERE)
