"""The suppliers' page: the request in plain English, and a form that a phone can fill."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from uuid import uuid4

from aiohttp import web
from msgspec.structs import replace

from bot.errors import Refused
from bot.sourcing import deeds
from bot.sourcing.brief import brief, lacking_words
from bot.sourcing.dossier import Deed, Dossier, Step
from bot.sourcing.incoterms import BUYER_PAYS
from bot.sourcing.links import LASTS
from bot.sourcing.quote import ESSENTIAL
from bot.sourcing.quote_form import Fault, Faulty, filled, plain_words, read_terms
from bot.sourcing.rates import currencies
from connectors.quotes.door import Visit, visit
from connectors.web import keys as site
from connectors.web.downloads import download
from connectors.web.security import form_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SHOWN_TIERS = 4
LONGEST_KEY = 64
TOO_LONG = "That is more than a quote can hold. Go back, and say it in fewer words."


def _told(handler: Handler) -> Handler:
    """The handler, with a page that a phone can read where a link leads nowhere or has run out."""

    @wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPGone) as error:
            ended = isinstance(error, web.HTTPGone)
            html = request.app[site.TEMPLATES].get_template("no_way.html").render(what=error.text, ended=ended, days=LASTS.days)
            return _html(html, error.status)

    return answer


@_told
async def page(request: web.Request) -> web.Response:
    """The request, the supplier's own quote where there is one, and the form."""
    came = await visit(request)
    form = filled(came.quote.terms) if came.quote else {"currency": "USD", "incoterm": came.dossier.request.fields.incoterm}
    return _page(request, came, form, sent="sent" in request.query)


@_told
async def quote(request: web.Request) -> web.Response:
    """Takes a filled form: the page again with what is wrong, or with thanks."""
    came = await visit(request)
    form = await _form(request)
    if form is None:
        return _page(request, came, {}, problem=TOO_LONG, status=413)
    try:
        terms = read_terms(form, came.now.date())
        await _do(request, came, f"quote {_key(form)}", lambda held: deeds.receive(held, _who(came), terms, came.now))
    except Faulty as error:
        return _page(request, came, form, error.faults, status=422)
    except Refused as error:
        return _page(request, came, form, problem=str(error), status=409)
    raise web.HTTPSeeOther(f"{request.path}?sent=1")


@_told
async def question(request: web.Request) -> web.Response:
    """Takes a question for the buyer."""
    came = await visit(request)
    form = await _form(request)
    if form is None:
        return _page(request, came, {}, problem=TOO_LONG, status=413)
    text = plain_words(form.get("question", ""))
    try:
        await _do(request, came, f"ask {_key(form)}", lambda held: deeds.ask(held, _who(came), text, came.now))
    except Refused as error:
        return _page(request, came, {}, problem=str(error), status=409)
    raise web.HTTPSeeOther(f"{_quote_path(request)}?sent=1")


async def _form(request: web.Request) -> dict[str, str] | None:
    """What was typed, by field; None where it is more than a form can hold."""
    try:
        return {name: value for name, value in (await form_of(request)).items() if isinstance(value, str)}
    except web.HTTPRequestEntityTooLarge:
        return None


@_told
async def decline(request: web.Request) -> web.Response:
    """Takes a no, so that nobody waits for this supplier."""
    came = await visit(request)
    why = plain_words(str((await form_of(request)).get("why", "")))[:500]

    def note(held: Dossier) -> Step:
        current = held.invited[_who(came)]
        return deeds.mark(held, [replace(current, declined=why)], "declined", came.now, f"supplier:{_who(came)}", why)

    await _do(request, came, f"decline {_who(came)} v{came.invitation.version}", note)
    raise web.HTTPSeeOther(f"{_quote_path(request)}?sent=1")


async def file(request: web.Request) -> web.StreamResponse:
    """A file of the request, as a download, never shown by the browser; HTTPNotFound for anything else."""
    came = await visit(request)
    wanted = request.match_info["id"]
    found = next((one for one in came.dossier.request.fields.attachments if one.id == wanted), None)
    return download(request, found)


async def asset(request: web.Request) -> web.Response:
    return request.app[site.ASSETS].response(request, request.path)


async def _do(request: web.Request, came: Visit, key: str, deed: Deed) -> None:
    await request.app[site.REQUESTS].do(came.dossier.request.number, f"{_who(came)} {key}", deed)


def _page(
    request: web.Request,
    came: Visit,
    form: dict[str, str],
    faults: tuple[Fault, ...] = (),
    problem: str = "",
    sent: bool = False,
    status: int = 200,
) -> web.Response:
    lacking = tuple(name for name in came.gaps if name in ESSENTIAL)
    accepted = came.dossier.accepted
    won = accepted is not None and accepted.quote.supplier == _who(came)
    if status == 200 and not came.open and not won:
        status = 410
    html = request.app[site.TEMPLATES].get_template("quote.html").render(
        company=came.invitation.company,
        demo=came.invitation.demo,
        number=came.dossier.request.number,
        files=came.dossier.request.fields.attachments,
        facts=brief(came.dossier.request.fields),
        deadline=came.dossier.request.deadline,
        open=came.open,
        may_revise=came.may_revise,
        quote=came.quote,
        lacking=lacking_words(lacking),
        counter=came.invitation.counter,
        samples=came.invitation.samples,
        won=won,
        declined=came.invitation.declined is not None and came.quote is None,
        form=form,
        faults={fault.field: fault.why for fault in faults},
        problem=problem,
        sent=sent,
        key=uuid4().hex,
        tiers=range(1, SHOWN_TIERS + 1),
        currencies=currencies(),
        incoterms=tuple(BUYER_PAYS),
        path=_quote_path(request),
    )  # fmt: skip
    return _html(html, status)


def _html(html: str, status: int) -> web.Response:
    return web.Response(text=html, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})


def _quote_path(request: web.Request) -> str:
    return f"/quote/{request.match_info['token']}"


def _who(came: Visit) -> str:
    return came.invitation.supplier


def _key(form: dict[str, str]) -> str:
    """What makes the same form, sent twice, one quote."""
    return form.get("key", "")[:LONGEST_KEY] or uuid4().hex
