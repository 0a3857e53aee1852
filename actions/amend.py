"""A change of a request that is out: a new version, which the suppliers see; asked first where quotes would no longer count."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation import terms as words
from bot.errors import Refused
from bot.sourcing import states
from bot.sourcing.dossier import Dossier
from bot.sourcing.questions import AMENDS, fields_of
from bot.sourcing.request import RequestFields


async def tell(talk: Talk) -> bool:
    """Takes a fact that was told after a request went out as a change of it; says whether it was one."""
    news = [name for name in talk.news() if name in AMENDS]
    number = talk.held("confirmed")
    if not news or set(talk.news()) - set(AMENDS) or not isinstance(number, str) or talk.in_form():
        return False
    dossier = await _amendable(talk, number)
    if dossier is None or not _is_of(talk, dossier):
        return False
    told, held = fields_of(talk.facts()), dossier.request.fields
    names = [name for fact in news for name in _FIELDS.get(fact, (fact,))]
    if "quantity" in news and talk.held("budget") is not None and talk.held("max_price") is None:
        names.append("max_price")  # the same sum for another number of pieces
    changed = replace(with_terms(talk, held), **{name: getattr(told, name) for name in names})
    if changed == held:
        return False
    await _amend(talk, dossier, changed, ", ".join([*talk.fact_lines(talk.facts(news)), *_terms_said(talk)]))
    return True


async def of_order(talk: Talk) -> bool:
    """ "Can I change it to 2200" is about the request that went out, where nothing was ordered here; says whether it was."""
    number = talk.held("confirmed")
    if not isinstance(number, str) or talk.held("order") or not set(talk.news()) & set(AMENDS):
        return False
    if await tell(talk):
        return True
    if await _amendable(talk, number) is None:
        talk.say("utter_refused_deed_state", number=number)
        return True
    return False


async def terms(talk: Talk) -> bool:
    """Takes another incoterm, or the wish for a sample or none, as a change of the request that is out; says whether it was."""
    if talk.in_form() or not words.is_change(talk.text, talk.tracker.slots):
        return False
    if set(talk.news()) & set(AMENDS) and await tell(talk):
        return True
    number = str(talk.entity("request_number") or talk.held("request_number")).upper()
    dossier = await _amendable(talk, number)
    if dossier is None:
        talk.say("utter_refused_deed_state", number=number)
        return True
    fields = with_terms(talk, dossier.request.fields)
    if fields == dossier.request.fields:
        talk.say("utter_amend_already", number=number, what=", ".join(_terms_said(talk)))
    else:
        await _amend(talk, dossier, fields, ", ".join(_terms_said(talk)))
    return True


def with_terms(talk: Talk, fields: RequestFields) -> RequestFields:
    """The fields on the terms that the message names."""
    sample = words.sample_in(talk.text)
    incoterm = words.incoterm_in(talk.text) or fields.incoterm
    return replace(fields, incoterm=incoterm, sample=fields.sample if sample is None else sample)


def _terms_said(talk: Talk) -> list[str]:
    named, sample = words.incoterm_in(talk.text), words.sample_in(talk.text)
    told = [talk.piece("utter_piece_terms_told", incoterm=named)] if named else []
    return told if sample is None else [*told, talk.piece("utter_piece_sample_yes" if sample else "utter_piece_sample_no")]


_FIELDS = {
    "quantity": ("quantity", "unit"),
    "date": ("needed_by", "needed_by_text"),
    "budget": ("max_price",),
    "zip": ("zip", "city", "state"),
}
"""The fields that a fact changes, where they are not called like it."""


async def left(talk: Talk, pending: dict[str, Any]) -> None:
    """The customer wants the request to stay as it was sent: what was told for the change is forgotten."""
    talk.say("utter_amend_not")
    dossier = await services().sourcing.dossier(talk.turn.conversation, pending["number"])
    if dossier is None or not _is_of(talk, dossier):
        return
    sent = dossier.request.fields
    held = {**msgspec.to_builtins(sent), "quantity": float(sent.quantity), "date": None}
    if sent.needed_by or sent.needed_by_text:
        held["date"] = {"value": sent.needed_by and sent.needed_by.isoformat(), "text": sent.needed_by_text or ""}
    for name in pending.get("facts", ()):
        talk.hold(name, held.get(name))


async def offer_files(talk: Talk, names: str) -> bool:
    """Asks whether files shall go to the suppliers of the newest request; says whether there is one."""
    conversation = talk.turn.conversation
    for ref in reversed(conversation.requests):
        dossier = await _amendable(talk, ref.number)
        if dossier is None:
            continue
        fields = dossier.request.fields
        added = {file.id: file for file in (*fields.attachments, *conversation.files)}
        _ask(talk, dossier, replace(fields, attachments=tuple(added.values())), names, "utter_files_which")
        return True
    return False


async def confirmed(talk: Talk, pending: dict[str, Any]) -> None:
    """The customer said yes to a change that was asked about."""
    dossier = await _amendable(talk, pending["number"])
    if dossier is None:
        talk.say("utter_refused_deed_state", number=pending["number"])
        return
    await _do(talk, dossier, msgspec.convert(pending["fields"], RequestFields, strict=False), pending["what"])


async def _amendable(talk: Talk, number: str) -> Dossier | None:
    dossier = await services().sourcing.dossier(talk.turn.conversation, number)
    return dossier if dossier and "open" in states.NEXT[dossier.request.state] else None


def _is_of(talk: Talk, dossier: Dossier) -> bool:
    """Whether the goods that are held are still those of the request."""
    return str(talk.held("product") or "").lower() == dossier.request.fields.product.lower()


async def _amend(talk: Talk, dossier: Dossier, fields: RequestFields, what: str) -> None:
    if dossier.current:
        _ask(talk, dossier, fields, what, "utter_amend_sure")
    else:
        await _do(talk, dossier, fields, what)


def _ask(talk: Talk, dossier: Dossier, fields: RequestFields, what: str, response: str) -> None:
    number = dossier.request.number
    facts = [name for name in talk.news() if name in AMENDS]
    talk.hold(
        "pending", {"kind": "amend", "number": number, "fields": msgspec.to_builtins(fields), "what": what, "facts": facts}
    )
    talk.say(response, number=number, what=what, count=len(dossier.current))


async def _do(talk: Talk, dossier: Dossier, fields: RequestFields, what: str) -> None:
    number = dossier.request.number
    try:
        event = await services().sourcing.act(
            talk.turn.conversation, number, "amend", talk.turn.key("amend"), talk.turn.now, fields=fields
        )
    except Refused:
        talk.say("utter_refused_deed_state", number=number)
        return
    talk.turn.effect(event)
    talk.turn.conversation.files = []
    talk.hold("quotes", None)
    talk.say("utter_amended", number=number, version=dossier.request.version + 1, what=what)
