"""The same for platforms: JSON over HTTP, described in `openapi.json`."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from bot.errors import Refused
from bot.sourcing import deeds
from bot.sourcing.brief import brief
from bot.sourcing.quote_form import Faulty, form_of, plain_words, read_terms
from connectors.quotes.door import Visit, visit
from connectors.web import keys as site

LONGEST_KEY = 64


async def description(_: web.Request) -> web.Response:
    return web.Response(body=_openapi(), content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


async def show(request: web.Request) -> web.Response:
    """The request as the supplier may see it, and its own quote."""
    return _answer(_shown(await visit(request)))


async def quote(request: web.Request) -> web.Response:
    """Takes a quote or its revision: 201, or 422 with every fault, or 409 with the reason."""
    came = await visit(request)
    body, data = await _read(request)
    supplier = came.invitation.supplier
    key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY] or sha256(body).hexdigest()
    try:
        terms = read_terms(form_of(data), came.now.date())
        await request.app[site.REQUESTS].do(
            came.dossier.request.number,
            f"{supplier} api {key}",
            lambda held: deeds.receive(held, supplier, terms, came.now),
        )
    except Faulty as error:
        return _answer({"faults": [fault._asdict() for fault in error.faults]}, 422)
    except Refused as error:
        return _answer({"error": str(error)}, 409)
    return _answer(_shown(await visit(request)), 201)


async def withdraw(request: web.Request) -> web.Response:
    """Takes the quote back."""
    came = await visit(request)
    supplier, number = came.invitation.supplier, came.dossier.request.number
    key = f"{supplier} withdraw {came.quote.id if came.quote else ''}"
    try:
        await request.app[site.REQUESTS].do(number, key, lambda held: deeds.withdraw(held, supplier, came.now))
    except Refused as error:
        return _answer({"error": str(error)}, 409)
    return _answer(_shown(await visit(request)))


async def question(request: web.Request) -> web.Response:
    """Takes a question for the buyer."""
    came = await visit(request)
    body, data = await _read(request)
    supplier, text = came.invitation.supplier, plain_words(str(data.get("text", "")))
    key = f"{supplier} api {sha256(body).hexdigest()}"
    try:
        await request.app[site.REQUESTS].do(
            came.dossier.request.number, key, lambda held: deeds.ask(held, supplier, text, came.now)
        )
    except Refused as error:
        return _answer({"error": str(error)}, 409)
    return _answer(_shown(await visit(request)), 201)


async def _read(request: web.Request) -> tuple[bytes, dict[str, Any]]:
    body = await request.read()
    try:
        return body, msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        raise web.HTTPBadRequest(text="The body must be a JSON object.") from None


def _shown(came: Visit) -> dict[str, Any]:
    request = came.dossier.request
    return {
        "request": request.number,
        "version": request.version,
        "open": came.open,
        "deadline": request.deadline,
        "facts": dict(brief(request.fields)),
        "files": [{"id": one.id, "name": one.name, "type": one.media_type} for one in request.fields.attachments],
        "counter_offer": came.invitation.counter or None,
        "quote": came.quote,
        "gaps": came.gaps,
    }


def _answer(content: dict[str, Any], status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=msgspec.json.encode(content), content_type="application/json", status=status, headers=headers)


@lru_cache(maxsize=1)
def _openapi() -> bytes:
    return Path(__file__).with_name("openapi.json").read_bytes()
