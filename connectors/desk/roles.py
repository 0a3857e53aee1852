"""Who may do what at the desk: every page and deed asks here."""

from __future__ import annotations

from aiohttp import web

from bot.sales.model import Rep
from connectors.desk import sessions

LEADS = ("lead", "admin")


def leads(rep: Rep) -> bool:
    return rep.role in LEADS


async def rep_of(request: web.Request) -> Rep:
    """The rep who asks. Raises HTTPForbidden for anybody else."""
    rep = await sessions.signed_in(request)
    if rep is None:
        raise web.HTTPForbidden(text="Sign in at the desk first.")
    return rep


async def lead_of(request: web.Request) -> Rep:
    """The lead who asks. Raises HTTPForbidden for anybody else."""
    rep = await rep_of(request)
    if not leads(rep):
        raise web.HTTPForbidden(text="This page is for leads.")
    return rep
