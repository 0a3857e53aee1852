"""What a rep does at the desk, as messages for a conversation's inbox."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timezone

from aiohttp import web

from bot.conversation.message import (
    Body,
    LeadJoined,
    LeadWhispered,
    Message,
    RepAsked,
    RepHandedBack,
    RepNoted,
    RepReported,
    RepResolved,
    RepSaid,
    RepSnoozed,
    RepStarted,
    RepTransferred,
)
from bot.conversation.text import clean
from bot.errors import Refused
from bot.sales.model import Rep, free_seats
from bot.sales.needs import SKILLS
from bot.store.notices import Notices
from connectors.desk.protocol import Ask, Deed, HandBack, Join, Note, Report, Resolve, Say, Snooze, Start, Transfer, Whisper
from connectors.desk.roles import leads
from connectors.web import keys

MENTION = re.compile(r"(?<![\w.])@([\w.-]{1,64})")
MOST_NAMED = 10


async def append(app: web.Application, conversation: str, message_id: str, body: Body) -> None:
    """Into the conversation's inbox; the conversation itself refuses a rep who does not hold it. Raises Refused."""
    state = await app[keys.CONVERSATIONS].state(conversation)
    if state is None:
        raise Refused("there is no such conversation")
    message = Message(message_id, conversation, datetime.now(timezone.utc), body, state.channel)
    await app[keys.CONVERSATIONS].append(message)


async def body_of(app: web.Application, rep: Rep, deed: Deed) -> Body:
    """Raises BadInput where there is nothing to read, Refused where the rep may not, or a colleague cannot take it."""
    if isinstance(deed, Say | Note | Ask | Start):
        return await _words_of(app, rep, deed)
    if isinstance(deed, Whisper | Join):
        lead = _lead(rep)
        return LeadJoined(lead.id, lead.name) if isinstance(deed, Join) else LeadWhispered(lead.id, lead.name, clean(deed.text))
    return await _change_of(app, rep, deed)


async def _words_of(app: web.Application, rep: Rep, deed: Say | Note | Ask | Start) -> Body:
    match deed:
        case Say():
            cards = await asyncio.to_thread(app[keys.SHOP].cards, deed.products) if deed.products else []
            return RepSaid(rep.id, _words(deed.text) if cards else clean(deed.text), tuple(cards))
        case Note():
            return RepNoted(rep.id, clean(deed.text), await _mentioned(app, rep, deed.text))
        case Ask():
            return RepAsked(rep.id, clean(deed.text))
        case Start():
            return await _start(app, rep, deed)


async def _change_of(app: web.Application, rep: Rep, deed: Transfer | Snooze | HandBack | Resolve | Report) -> Body:
    match deed:
        case Transfer():
            name = await _free_colleague(app, deed.to) if deed.to else ""
            if deed.skill and deed.skill not in SKILLS:
                raise Refused("there is no such skill")
            return RepTransferred(rep.id, deed.to, name, _words(deed.note), deed.skill)
        case Snooze():
            return RepSnoozed(rep.id, deed.until)
        case HandBack():
            return RepHandedBack(rep.id, _words(deed.note))
        case Resolve():
            return RepResolved(rep.id, deed.disposition)
        case Report():
            return RepReported(rep.id, _words(deed.why), deed.whole)


async def _start(app: web.Application, rep: Rep, deed: Start) -> RepStarted:
    if not deed.agreed:
        raise Refused("only customers who agreed to it are written to")
    if free_seats(rep, await app[keys.SALES].queue.mine(rep.id)) < 1:
        raise Refused("you hold as many chats as you may")
    state = await app[keys.CONVERSATIONS].state(deed.conversation)
    if state and await Notices(app[keys.CLIENT]).barred(state.customer):
        raise Refused("this customer was blocked")
    return RepStarted(rep.id, rep.name, clean(deed.text))


async def _mentioned(app: web.Application, rep: Rep, text: str) -> tuple[str, ...]:
    """The colleagues that a note names: "@ben" for who signs in as ben."""
    named = dict.fromkeys(name.lower().rstrip(".") for name in MENTION.findall(text))
    known = await app[keys.SALES].reps.several([name for name in named if name != rep.id][:MOST_NAMED])
    return tuple(one.id for one in known)


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
