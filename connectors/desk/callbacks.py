"""Callbacks at the desk: promised by a rep for a customer, and made by whoever has time in their window."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from aiohttp import web

from bot.conversation.message import RepNoted
from bot.errors import Missing, Refused
from bot.sales.callbacks import Callback
from bot.sales.model import Rep
from bot.sales.outlook import WINDOW
from bot.sales.reasons import goods_of
from bot.store.callbacks import RedisCallbacks
from connectors.desk import sessions
from connectors.desk.dossier import contact_of
from connectors.desk.floor import zone_of
from connectors.desk.protocol import PromiseCallback
from connectors.desk.roles import rep_of
from connectors.desk.views import door
from connectors.web import keys
from connectors.web.security import form_of
from connectors.web.views import page

MOST_SHOWN = 100
MOST_AHEAD = timedelta(days=90)


async def promise_callback(app: web.Application, rep: Rep, asked: PromiseCallback) -> RepNoted:
    """Promises it; gives the note that says so in the conversation. Raises Refused where that cannot be."""
    state = await app[keys.CONVERSATIONS].state(asked.conversation)
    if state is None or rep.id != state.rep:
        raise Refused("this conversation is not yours")
    contact = await contact_of(app, state)
    if not contact:
        raise Refused("no phone number and no e-mail address is known")
    now = datetime.now(timezone.utc)
    if asked.start > now + MOST_AHEAD:
        raise Refused(f"a callback can be promised for the next {MOST_AHEAD.days} days only")
    if asked.start + WINDOW <= now:
        raise Refused("that time is over")
    note = state.handoff_note.splitlines()
    about = goods_of(state.view.slots) or (note[0] if note else "")
    name = f"{asked.conversation}:{asked.start.astimezone(timezone.utc):%Y%m%d%H%M}"
    held = Callback(name, state.id, contact, asked.start, asked.start + WINDOW, about)
    await RedisCallbacks(app[keys.CLIENT]).promise(held)
    when = f"{asked.start:%a, %b %d, %H:%M} to {held.end:%H:%M}, the customer's time ({asked.start:%Z})"
    return RepNoted(rep.id, f"Callback promised to {contact}: {when}.")


async def due(request: web.Request) -> web.Response:
    """Callbacks that are promised, the window that ends first first."""
    rep = await sessions.signed_in(request)
    if rep is None:
        return door(request, 401)
    await sessions.trail(request.app).add(rep.id, "read", "callbacks", request.remote or "")
    return await _shown(request, rep)


async def made(request: web.Request) -> web.Response:
    """The rep has called, or written."""
    sessions.must_be_ours(request)
    rep = await rep_of(request)
    callback = str((await form_of(request)).get("callback", ""))[:200]
    try:
        done = await RedisCallbacks(request.app[keys.CLIENT]).made(callback, rep.id, datetime.now(timezone.utc))
    except (Missing, Refused) as error:
        return await _shown(request, rep, problem=f"Not done: {error}.", status=409)
    await sessions.trail(request.app).add(rep.id, "called_back", done.conversation)
    return await _shown(request, rep, said="Kept in time." if done.state == "kept" else "Done, later than promised.")


async def _shown(request: web.Request, rep: Rep, said: str = "", problem: str = "", status: int = 200) -> web.Response:
    promised = await RedisCallbacks(request.app[keys.CLIENT]).open(MOST_SHOWN)
    now, zone = datetime.now(timezone.utc), zone_of(rep)
    shown = [(one, one.start.astimezone(zone), one.end.astimezone(zone)) for one in promised]
    return page(request, "callbacks.html", status, rep=rep, promised=shown, now=now, said=said, problem=problem)


ROUTES = (web.get("/desk/callbacks", due), web.post("/desk/callbacks", made))
