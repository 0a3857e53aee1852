"""A request that was sent is taken back: which one, whether that is sure, and what becomes of its quotes."""

from __future__ import annotations

from typing import Any

from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation import withdrawing as words
from bot.errors import Refused
from bot.sourcing.request import Request
from bot.sourcing.withdrawing import meant, withdrawable

KIND = "withdraw"


async def wanted(talk: Talk) -> bool:
    """Asks whether a request shall be taken back, where the words want that; says whether they did."""
    if not words.wants_withdrawn(talk.text, talk.tracker.slots):
        return False
    own = await _own(talk)
    found = meant(talk.text, own)
    if len(found) == 1:
        await ask(talk, found[0])
    elif found:
        _which(talk, found)
    elif own:
        _too_late(talk, own[-1])
    else:
        talk.say("utter_request_none")
    return True


async def of_number(talk: Talk, number: str) -> None:
    """The request of this number, if it is the customer's."""
    request = await services().sourcing.find(talk.turn.conversation, number)
    if request is None:
        talk.say("utter_request_unknown", number=number)
    elif withdrawable(request):
        await ask(talk, request)
    else:
        _too_late(talk, request)


async def ask(talk: Talk, request: Request) -> None:
    dossier = await services().sourcing.dossier(talk.turn.conversation, request.number)
    count = len(dossier.current) if dossier else 0
    response = "utter_withdraw_sure_quoted" if count else "utter_withdraw_sure"
    talk.say(response, number=request.number, what=_named(talk, request), count=count)
    talk.hold("pending", {"kind": KIND, "number": request.number, "said": talk.text})


async def confirmed(talk: Talk, pending: dict[str, Any]) -> None:
    """The customer said yes."""
    conversation, number = talk.turn.conversation, str(pending["number"])
    try:
        cancelled = await services().sourcing.cancel(conversation, number, talk.turn.now, str(pending.get("said") or ""))
    except Refused:
        talk.say("utter_refused_deed_state", number=number)
        return
    talk.turn.effect(cancelled)
    talk.say("utter_request_withdrawn", number=number)
    if talk.held("confirmed") == number:
        talk.hold("confirmed", None)
    if (talk.held("quotes") or {}).get("number") == number:
        talk.hold("quotes", None)


def _which(talk: Talk, found: list[Request]) -> None:
    lines = [talk.piece("utter_piece_withdraw_line", number=one.number, what=_named(talk, one)) for one in found]
    buttons = [(f'/cancel{{"request_number": "{one.number}"}}', one.number) for one in found[:3]]
    talk.say("utter_withdraw_which", lines="\n".join(lines), buttons=buttons)
    talk.hold("pending", {"kind": f"{KIND}_which"})


def _too_late(talk: Talk, request: Request) -> None:
    if request.state == "cancelled":
        talk.say("utter_withdrawn_already", number=request.number)
    else:
        talk.say("utter_refused_deed_state", number=request.number)


def _named(talk: Talk, request: Request) -> str:
    fields = request.fields
    told = [f"{fields.quantity:,f}", fields.unit, fields.color, fields.product]
    return " ".join(filter(None, told))


async def _own(talk: Talk) -> list[Request]:
    conversation = talk.turn.conversation
    found = [await services().sourcing.find(conversation, ref.number) for ref in conversation.requests]
    return [one for one in found if one is not None]
