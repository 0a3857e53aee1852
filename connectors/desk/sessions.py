"""Signing in and out at the desk."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import msgspec
from aiohttp import web

from bot.conversation.message import RepTransferred
from bot.errors import BadInput
from bot.sales.model import Rep
from bot.sales.passwords import LONGEST, SHORTEST, hash_password, matches
from bot.store.sales import RedisReps
from bot.store.sessions import Sessions
from bot.store.trail import Trail
from connectors.desk.deeds import append
from connectors.web import keys
from connectors.web.security import same_origin

COOKIE = "quartermaster_desk"
FREE_TRIES = 5
FAILURES_KEPT = 3600  # seconds
FIRST_WAIT, LONGEST_WAIT = 5, 900  # seconds
LONGEST_NAME = 64
WENT = "Signed out in mid-chat."

_hashing = asyncio.Semaphore(2)  # Argon2 takes 64 MiB and a core each time; a flood of sign-ins must not take them all


class LockedOut(Exception):
    """Too many failed sign-ins of one name; `seconds` to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def signed_in(request: web.Request) -> Rep | None:
    """The rep whose session this browser holds."""
    token = request.cookies.get(COOKIE, "")
    rep_id = await request.app[keys.SESSIONS].rep_of(token) if token else None
    return await request.app[keys.SALES].reps.get(rep_id) if rep_id else None


def trail(app: web.Application) -> Trail:
    """Where it is kept who read and did what."""
    return Trail(app[keys.CLIENT])


async def change_password(app: web.Application, rep: Rep, new: str) -> Rep:
    """The rep's own choice from now on; sessions under the old one end. Raises BadInput where it will not do."""
    if not SHORTEST <= len(new) <= LONGEST:
        raise BadInput(f"A password must have {SHORTEST} to {LONGEST} characters.")
    async with _hashing:
        if await asyncio.to_thread(matches, new, rep.password):
            raise BadInput("Choose another password than the one you got.")
        hashed = await asyncio.to_thread(hash_password, new)
    changed = msgspec.structs.replace(rep, password=hashed, change_password=False)
    await RedisReps(app[keys.CLIENT]).save(changed)
    await app[keys.SESSIONS].revoke_all(rep.id)
    await trail(app).add(rep.id, "password_changed", rep.id)
    return changed


async def check_password(app: web.Application, name: str, password: str, address: str) -> Rep | None:
    """The rep with this name and password. After a few failures of a name from an address, each further try must wait twice as
    long: raises LockedOut."""
    name = name.strip().lower()[:LONGEST_NAME]
    who = f"{name}|{address}"
    sessions = app[keys.SESSIONS]
    rep = await app[keys.SALES].reps.get(name)
    async with _hashing:
        if await sessions.failures(f"{who}|wait"):
            raise LockedOut(_wait(await sessions.failures(who)))
        right = await asyncio.to_thread(matches, password, rep.password if rep else "")
        if rep is None or not right:
            await _count(sessions, who)
            await trail(app).add(name, "sign_in_failed", source=address)
            return None
    await sessions.forgive(who)
    return rep


async def _count(sessions: Sessions, who: str) -> None:
    failures = await sessions.failed(who, FAILURES_KEPT)
    if failures >= FREE_TRIES:
        await sessions.failed(f"{who}|wait", _wait(failures))


def _wait(failures: int) -> int:
    """Seconds until the next try."""
    return min(FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 20), LONGEST_WAIT) if failures >= FREE_TRIES else FIRST_WAIT


async def start(request: web.Request, rep: Rep, response: web.StreamResponse) -> None:
    """Lets the browser that gets this response work as that rep."""
    secure, seconds = request.secure, request.app[keys.SETTINGS].signed_in_seconds
    token = await request.app[keys.SESSIONS].create(rep.id, seconds)
    await trail(request.app).add(rep.id, "signed_in", source=request.remote or "")
    response.set_cookie(COOKIE, token, path="/desk", httponly=True, samesite="Strict", secure=secure, max_age=seconds)


async def end(request: web.Request, response: web.StreamResponse) -> None:
    """Signs the browser out, also where a copy of its cookie exists. The rep counts as gone, and whoever talked with them
    waits for another one."""
    if rep := await signed_in(request):
        await trail(request.app).add(rep.id, "signed_out", source=request.remote or "")
        await request.app[keys.SALES].queue.present(rep.id, 0)
        for held in await request.app[keys.SALES].queue.mine(rep.id):
            if held.state == "active":
                message = f"sign-out:{held.epoch}:{uuid4()}"
                await append(request.app, held.conversation, message, RepTransferred(rep.id, note=WENT))
    await request.app[keys.SESSIONS].revoke(request.cookies.get(COOKIE, ""))
    response.del_cookie(COOKIE, path="/desk", httponly=True, samesite="Strict")


def must_be_ours(request: web.Request) -> None:
    """Raises HTTPForbidden unless the form was sent from a page of the desk itself."""
    if not same_origin(request):
        raise web.HTTPForbidden(text="This form was not sent from the desk. Open the desk and try again.")
