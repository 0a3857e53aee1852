"""The lead's page: the floor now and by the hour, every figure as CSV too; chats given to others, words to everybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any, get_args
from uuid import uuid4

from aiohttp import web

from bot.conversation.message import LeadLifted, LeadMoved
from bot.conversation.text import clean
from bot.errors import BadInput, Refused
from bot.sales.callbacks import State
from bot.sales.figures import FUNNEL, RATED, WHY, totals
from bot.sales.model import Rep
from bot.store.floor import Broadcast
from bot.store.notices import Notices
from connectors.desk import sessions
from connectors.desk.called import called
from connectors.desk.deeds import append
from connectors.desk.floor import FLOOR, STATES, Floor, OnFloor, drawn, value, zone_of
from connectors.desk.roles import lead_of, leads
from connectors.desk.views import door
from connectors.web import keys
from connectors.web.security import form_of
from connectors.web.views import page

DAYS = (1, 7, 30)
MOST_REPS = 60
MOST_WORDS = 8
"""What so many customers said last is on the page; all of it in the table."""
LONGEST_BROADCAST = 500
DERIVED = ("in_time", "wait", "handle", "satisfied", "kept")
CALLBACKS = tuple(f"callbacks_{state}" for state in get_args(State))
COUNTED = ("asked", "queued", "accepted", "left", "requeued", "handled", *FUNNEL[1:], *CALLBACKS)


async def lead(request: web.Request) -> web.Response:
    """The whole page; the sign-in for who is not signed in, 403 for who is no lead."""
    rep = await sessions.signed_in(request)
    if rep is None:
        return door(request, 401)
    if not leads(rep):
        raise web.HTTPForbidden(text="This page is for leads.")
    await sessions.trail(request.app).add(rep.id, "read", "the floor", request.remote or "")
    return await _shown(request, rep)


async def live(request: web.Request) -> web.Response:
    """What changes from moment to moment, to be put in place of what is there."""
    rep = await lead_of(request)
    return page(request, "lead_live.html", **await _context(request, rep))


async def _shown(request: web.Request, rep: Rep, said: str = "", problem: str = "", status: int = 200) -> web.Response:
    return page(request, "lead.html", status, said=said, problem=problem, **await _context(request, rep))


async def _context(request: web.Request, rep: Rep) -> dict[str, Any]:
    floor, days = request.app[FLOOR], _days(request)
    words, state = request.query.get("words", "")[:100], request.query.get("state", "")
    now = await floor.now()
    reps = _fitting(now.reps, words, state)
    return {
        "rep": rep,
        "now": now,
        "states": STATES,
        "drawn": drawn(await floor.hours(days, zone_of(rep), whole=True), zone_of(rep)),
        "days": days,
        "all_days": DAYS,
        "words": words,
        "state": state,
        "called": called,
        "feedback": (await floor.feedback.newest(MOST_WORDS)),
        "zone": zone_of(rep),
        "reps": reps[:MOST_REPS],
        "more": len(reps) - MOST_REPS,
        "free": [one for one in now.reps if one.load < one.capacity][:200],
    }


def _days(request: web.Request) -> int:
    given = request.query.get("days", "1")
    return int(given) if given in map(str, DAYS) else 1


def _fitting(reps: Iterable[OnFloor], words: str, state: str) -> list[OnFloor]:
    """Those in that state, if one is given, whom all the words fit; who has most in hand first."""
    wanted = words.lower().split()
    found = [one for one in reps if state in ("", one.state) and all(word in _described(one.rep) for word in wanted)]
    return sorted(found, key=lambda one: (-one.load, one.rep.name))


def _described(rep: Rep) -> str:
    return " ".join((rep.id, rep.name, *rep.skills, *rep.languages, *rep.states)).lower()


async def chats(request: web.Request) -> web.Response:
    """What one rep holds, to be given to others."""
    rep = await lead_of(request)
    one = await request.app[keys.SALES].reps.get(request.match_info["rep"])
    if one is None:
        raise web.HTTPNotFound(text="There is no such rep.")
    await sessions.trail(request.app).add(rep.id, "read", f"chats of {one.id}", request.remote or "")
    held = await request.app[keys.SALES].queue.mine(one.id)
    now = await request.app[FLOOR].now()
    free = [other for other in now.reps if other.load < other.capacity and other.rep.id != one.id][:200]
    return page(
        request,
        "lead_rep.html",
        rep=rep,
        one=one,
        held=held,
        free=free,
        called=called,
        said=request.query.get("said", "")[:200],
    )


async def move(request: web.Request) -> web.Response:
    """A conversation goes to another rep, or back to the queue."""
    sessions.must_be_ours(request)
    rep = await lead_of(request)
    form = await form_of(request)
    conversation, to, note = (str(form.get(name, "")) for name in ("conversation", "to", "note"))
    try:
        said = await moved(request.app, rep, conversation, to, note)
    except (Refused, BadInput) as error:
        return await _shown(request, rep, problem=f"Not done: {error}.", status=409)
    return await _shown(request, rep, said=said)


async def moved(app: web.Application, lead: Rep, conversation: str, to: str, note: str) -> str:
    """Puts it into the conversation's inbox; says what will happen. Raises Refused, BadInput."""
    target = await app[keys.SALES].reps.get(to) if to else None
    if to and target is None:
        raise Refused("there is no such rep")
    if target and target.id not in await app[keys.SALES].queue.reps_present():
        raise Refused(f"{target.name} is not at the desk")
    words = clean(note) if note.strip() else ""
    body = LeadMoved(lead.id, lead.name, to, target.name if target else "", words)
    message = str(uuid4())
    await append(app, conversation, message, body)
    await sessions.trail(app).add(lead.id, "reassigned" if to else "requeued", conversation, message=message)
    return f"It goes to {target.name}." if target else "It goes back to the queue."


async def blocked(request: web.Request) -> web.Response:
    """Customers of whom nothing is taken, with why."""
    rep = await lead_of(request)
    await sessions.trail(request.app).add(rep.id, "read", "who is blocked", request.remote or "")
    return await _blocked_shown(request, rep)


async def lift(request: web.Request) -> web.Response:
    """The customer may write again."""
    sessions.must_be_ours(request)
    rep = await lead_of(request)
    conversation = str((await form_of(request)).get("conversation", ""))
    message = str(uuid4())
    try:
        await append(request.app, conversation, message, LeadLifted(rep.id, rep.name))
    except Refused as error:
        return await _blocked_shown(request, rep, problem=f"Not done: {error}.", status=409)
    await sessions.trail(request.app).add(rep.id, "lifted", conversation, message=message)
    return await _blocked_shown(request, rep, said="The customer may write again.", lifted=conversation)


async def _blocked_shown(
    request: web.Request, rep: Rep, said: str = "", problem: str = "", status: int = 200, lifted: str = ""
) -> web.Response:
    held = [one for one in await Notices(request.app[keys.CLIENT]).blocked() if one.conversation != lifted]
    return page(request, "blocked.html", status, rep=rep, held=held, zone=zone_of(rep), said=said, problem=problem)


async def broadcast(request: web.Request) -> web.Response:
    """Words to everybody at a desk."""
    sessions.must_be_ours(request)
    rep = await lead_of(request)
    text = str((await form_of(request)).get("text", ""))
    try:
        words = clean(text)[:LONGEST_BROADCAST]
    except BadInput as error:
        return await _shown(request, rep, problem=str(error), status=400)
    await request.app[FLOOR].store.tell_all(Broadcast(datetime.now(timezone.utc), rep.name, words))
    await sessions.trail(request.app).add(rep.id, "broadcast")
    return await _shown(request, rep, said="Said to everybody at a desk.")


async def table(request: web.Request) -> web.Response:
    """Figures as CSV: `hours` (a line each), `whys`, `reps` at a desk, `now`, or `ratings` with what customers added."""
    rep = await lead_of(request)
    what, floor = request.match_info["what"], request.app[FLOOR]
    makers = {"hours": _hours, "whys": _whys, "reps": _reps, "now": _now, "ratings": _ratings}
    if what not in makers:
        raise web.HTTPNotFound(text="There is no such table.")
    await sessions.trail(request.app).add(rep.id, "exported", what, request.remote or "")
    lines = await makers[what](floor, rep, _days(request))
    out = io.StringIO()
    csv.writer(out).writerows([[_cell(cell) for cell in line] for line in lines])
    named = {"Content-Disposition": f'attachment; filename="{what}.csv"', "Cache-Control": "no-store"}
    return web.Response(text=out.getvalue(), content_type="text/csv", charset="utf-8", headers=named)


def _cell(cell: object) -> object:
    """Nothing that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


async def _hours(floor: Floor, rep: Rep, days: int) -> list[list[object]]:
    hours = await floor.hours(days, zone_of(rep))
    rated = sorted({name for hour in hours for name in hour.counted if name.startswith(RATED)})
    derived = ("in_time_%", "mean_wait_s", "mean_handle_min", "satisfied_%", "callbacks_kept_%")
    lines: list[list[object]] = [["hour", *COUNTED, *derived, *rated]]
    for hour in hours:
        one = totals([hour])
        shown = [value(name, one) for name in DERIVED]
        counts = [one[name] for name in COUNTED]
        start = hour.start.astimezone(zone_of(rep)).isoformat(timespec="minutes")
        lines.append([start, *counts, *("" if item is None else item for item in shown), *(one[name] for name in rated)])
    return lines


async def _whys(floor: Floor, rep: Rep, days: int) -> list[list[object]]:
    found = totals(await floor.hours(days, zone_of(rep))).named(WHY)
    return [["reason", "customers"], *([why, count] for why, count in found)]


async def _reps(floor: Floor, rep: Rep, days: int) -> list[list[object]]:
    found = (await floor.now()).reps
    rows: list[list[object]] = [[one.rep.id, one.rep.name, one.state, one.load, one.capacity] for one in found]
    return [["rep", "name", "state", "seats_in_use", "seats"], *rows]


async def _ratings(floor: Floor, rep: Rep, days: int) -> list[list[object]]:
    lines: list[list[object]] = [["at", "rep", "rating", "words", "conversation"]]
    for one in await floor.feedback.newest():
        at = one.at.astimezone(zone_of(rep)).isoformat(timespec="seconds")
        lines.append([at, one.rep, one.rating, one.text, one.conversation])
    return lines


async def _now(floor: Floor, rep: Rep, days: int) -> list[list[object]]:
    now = await floor.now()
    kept = "" if now.kept is None else round(100 * now.kept, 1)
    return [
        ["figure", "value"],
        ["waiting", now.queue.waiting],
        ["oldest_wait_s", "" if now.oldest_seconds is None else now.oldest_seconds],
        ["offered", now.queue.offered],
        ["seats_in_use", now.in_hand],
        *([f"reps_{state}", count] for state, count in now.states.items()),
        *([f"callbacks_{state}", count] for state, count in now.callbacks.items()),
        ["callbacks_kept_%", kept],
    ]


ROUTES = (
    web.get("/desk/lead", lead),
    web.get("/desk/lead/live", live),
    web.get("/desk/lead/rep/{rep}", chats),
    web.get("/desk/lead/blocked", blocked),
    web.post("/desk/lead/blocked", lift),
    web.get("/desk/lead/{what}.csv", table),
    web.post("/desk/lead/move", move),
    web.post("/desk/lead/broadcast", broadcast),
)


def add_lead(app: web.Application) -> None:
    """Puts the lead's page beside the desk."""
    app[FLOOR] = Floor(app)
    app.add_routes(ROUTES)
