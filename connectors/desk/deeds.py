"""What a rep does at the desk, as messages for a conversation's inbox."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

from aiohttp import web

from bot.conversation.model import (
    Body,
    LeadJoined,
    LeadWhispered,
    Message,
    RepAsked,
    RepHandedBack,
    RepNoted,
    RepResolved,
    RepSaid,
    RepSnoozed,
    RepTransferred,
)
from bot.conversation.text import clean
from bot.errors import Refused
from bot.sales.model import Rep, free_seats
from connectors.desk.protocol import Ask, Deed, HandBack, Join, Note, Resolve, Say, Snooze, Transfer, Whisper
from connectors.desk.roles import leads
from connectors.web import keys


async def append(app: web.Application, conversation: str, message_id: str, body: Body) -> None:
    """Into the conversation's inbox; the conversation itself refuses a rep who does not hold it. Raises Refused."""
    state = await app[keys.CONVERSATIONS].state(conversation)
    if state is None:
        raise Refused("there is no such conversation")
    message = Message(message_id, conversation, datetime.now(timezone.utc), body, state.channel)
    await app[keys.CONVERSATIONS].append(message)


async def body_of(app: web.Application, rep: Rep, deed: Deed) -> Body:
    """Raises BadInput where there is nothing to read, Refused where a colleague cannot take it."""
    match deed:
        case Say():
            cards = await asyncio.to_thread(app[keys.SHOP].cards, deed.products) if deed.products else []
            return RepSaid(rep.id, _words(deed.text) if cards else clean(deed.text), tuple(cards))
        case Note():
            return RepNoted(rep.id, clean(deed.text))
        case Ask():
            return RepAsked(rep.id, clean(deed.text))
        case Transfer():
            name = await _free_colleague(app, deed.to) if deed.to else ""
            return RepTransferred(rep.id, deed.to, name, _words(deed.note))
        case Snooze():
            return RepSnoozed(rep.id, deed.until)
        case HandBack():
            return RepHandedBack(rep.id, _words(deed.note))
        case Resolve():
            return RepResolved(rep.id, deed.disposition)
        case Whisper():
            return LeadWhispered(_lead(rep).id, rep.name, clean(deed.text))
        case Join():
            return LeadJoined(_lead(rep).id, rep.name)


def _lead(rep: Rep) -> Rep:
    if not leads(rep):
        raise Refused("only leads may do that")
    return rep


async def _free_colleague(app: web.Application, rep: str) -> str:
    """The name of a rep who is at the desk and may hold one chat more. Raises Refused."""
    sales = app[keys.SALES]
    colleague = await sales.reps.get(rep)
    if colleague is None or rep not in await sales.queue.reps_present():
        raise Refused("that colleague is not at the desk")
    if free_seats(colleague, await sales.queue.mine(rep)) < 1:
        raise Refused(f"{colleague.name} holds as many chats as they may")
    return colleague.name


def _words(text: str) -> str:
    return clean(text) if text.strip() else ""
