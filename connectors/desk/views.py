"""Pages of the desk."""

from __future__ import annotations

from aiohttp import web

from bot.errors import BadInput
from bot.sales.model import Rep
from connectors.desk import company, sessions
from connectors.web import keys
from connectors.web.security import form_of
from connectors.web.views import page

ENDED = "You have been signed out. Sign in again: what you wrote is kept in this tab."


async def desk(request: web.Request) -> web.Response:
    """The desk, or the sign-in page for who is not signed in."""
    rep = await sessions.signed_in(request)
    if rep:
        return page(request, "desk.html", rep=rep, modules=modules(request))
    return door(request, problem=ENDED if "ended" in request.query else "")


def modules(request: web.Request) -> list[str]:
    """The addresses of the desk's scripts, for the browser to fetch all at once."""
    scripts = [path for path in request.app[keys.ASSETS].paths() if path.startswith("/desk/static/") and path.endswith(".js")]
    return [path for path in scripts if not path.endswith("/lead.js")]


def door(request: web.Request, status: int = 200, name: str = "", problem: str = "") -> web.Response:
    """The sign-in page, with the ways in that are offered."""
    ways = company.offered(request.app)
    return page(request, "sign_in.html", status=status, name=name, problem=problem, company=ways)


async def sign_in(request: web.Request) -> web.Response:
    sessions.must_be_ours(request)
    form = await form_of(request)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    try:
        rep = await sessions.check_password(request.app, name, password, request.remote or "")
    except sessions.LockedOut as lock:
        problem = f"Too many tries. Wait {lock.seconds} seconds, then try again."
        return door(request, status=429, name=name, problem=problem)
    if rep is None:
        return door(request, status=401, name=name, problem="This name and password do not go together.")
    return await _after(request, rep, str(form.get("new", "")))


async def _after(request: web.Request, rep: Rep, new: str) -> web.Response:
    """The desk, for who has proved who they are; before that a password of their own, where theirs came from somebody else."""
    if rep.change_password:
        if not new:
            return page(request, "new_password.html", name=rep.id, problem="")
        try:
            rep = await sessions.change_password(request.app, rep, new)
        except BadInput as error:
            return page(request, "new_password.html", status=400, name=rep.id, problem=str(error))
    response = web.Response(status=303, headers={"Location": "/desk"})
    await sessions.start(request, rep, response)
    return response


async def sign_out(request: web.Request) -> web.Response:
    sessions.must_be_ours(request)
    response = web.Response(status=303, headers={"Location": "/desk"})
    await sessions.end(request, response)
    return response


async def asset(request: web.Request) -> web.Response:
    return request.app[keys.ASSETS].response(request, request.path)
