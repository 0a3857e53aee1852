"""The demo shop's own sign-in: a newcomer may be one of the demo customers, as if the shop had asked for their password.

Nobody real can be taken for: it works for accounts alone whose people all have addresses under example.com, a domain of nobody.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

from aiohttp import web

from bot.accounts.model import Account
from bot.conversation.model import Customer
from bot.demo.customers import account_id
from bot.errors import Refused
from connectors.web import keys
from connectors.web.security import form_of, same_origin

COOKIE = "quartermaster_shop"
OFFERED = 6  # demo customers to choose from
LOOKED_AT = 30  # and among so many for one that pays no tax
HOURS = 8


async def offered(app: web.Application) -> list[Account]:
    """Demo customers that a visitor may be, one of them exempt from tax; none where there is no demo world."""
    found = await asyncio.gather(*(app[keys.ACCOUNTS].get(account_id(number)) for number in range(1, LOOKED_AT + 1)))
    there = [account for account in found if account and _is_demo(account)]
    exempt = [account for account in there[OFFERED:] if account.tax_exempt]
    return [*there[: OFFERED - 1], *(exempt or there[OFFERED - 1 :])[:1]]


async def signed_in(request: web.Request) -> tuple[Customer | None, str]:
    """Who is signed in at the demo shop, and the pass that says so; None and "" for nobody."""
    shown = request.cookies.get(COOKIE, "")
    try:
        return (await request.app[keys.PASSES].customer(shown, datetime.now(timezone.utc)), shown) if shown else (None, "")
    except Refused:
        return None, ""


async def sign_in(request: web.Request) -> web.Response:
    """Makes the visitor the first person of a demo account; 404 for any other account."""
    _must_be_ours(request)
    account = await request.app[keys.ACCOUNTS].get(str((await form_of(request)).get("account", ""))[:20])
    if account is None or not _is_demo(account):
        raise web.HTTPNotFound(text="There is no such demo customer.")
    person, until = account.people[0], datetime.now(timezone.utc) + timedelta(hours=HOURS)
    response = web.Response(status=303, headers={"Location": "/"})
    shown = request.app[keys.PASSES].issue(person.email, person.name, until)
    response.set_cookie(COOKIE, shown, httponly=True, samesite="Strict", secure=request.secure, max_age=HOURS * 3600)
    return response


async def sign_out(request: web.Request) -> web.Response:
    _must_be_ours(request)
    response = web.Response(status=303, headers={"Location": "/"})
    response.del_cookie(COOKIE, httponly=True, samesite="Strict")
    return response


def _is_demo(account: Account) -> bool:
    return bool(account.people) and all(person.email.endswith(".example.com") for person in account.people)


def _must_be_ours(request: web.Request) -> None:
    if not same_origin(request):
        raise web.HTTPForbidden(text="This form was not sent from the shop. Open the shop and try again.")
