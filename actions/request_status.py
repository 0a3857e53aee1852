"""How the customer's sourcing requests stand."""

from __future__ import annotations

import re

from babel.dates import format_date

from actions import amend, drawings, quotes
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.conversation import being_told, deciding
from bot.sourcing.request import Request


class RequestStatus(Capability):
    called = "action_request_status"

    async def answer(self, talk: Talk) -> None:
        if wanted := being_told.switch(talk.text):
            talk.turn.conversation.news_off = wanted == "off"
            talk.say("utter_news_stopped" if wanted == "off" else "utter_news_goes_on")
        elif talk.entity("reference") == "drop_files":
            drawings.drop(talk)
        elif not (await amend.terms(talk) or await quotes.answer(talk) or await quotes.act(talk)):
            await self._told(talk)

    async def _told(self, talk: Talk) -> None:
        number = talk.entity("request_number") or _asked_for(talk)
        own = [ref.number for ref in talk.turn.conversation.requests]
        if number:
            await self._one(talk, _written_out(str(number), own))
        elif len(own) == 1:
            await self._one(talk, own[0])
        elif own:
            await self._all(talk, own)
        elif talk.in_form():
            talk.say("utter_request_unsent")
        else:
            talk.say("utter_request_none")

    async def _one(self, talk: Talk, number: str) -> None:
        request = await services().sourcing.find(talk.turn.conversation, number)
        if request is None:
            talk.say("utter_request_unknown", number=number)
            return
        if deciding.wants_quotes(talk.text):
            if not await quotes.show(talk, request.number):
                talk.say("utter_quotes_not_yet", number=request.number)
            return
        dossier = await services().sourcing.dossier(talk.turn.conversation, request.number)
        if dossier and dossier.accepted:
            day = str(format_date(dossier.accepted.at, "MMMM d", locale="en_US"))
            talk.say("utter_request_awarded", number=request.number, company=dossier.accepted.quote.company, day=day)
            return
        talk.say(
            "utter_request_status", number=request.number, state=_state(talk, request), facts="\n".join(_facts(talk, request))
        )
        await quotes.show(talk, request.number)

    async def _all(self, talk: Talk, own: list[str]) -> None:
        found = [await services().sourcing.find(talk.turn.conversation, number) for number in own]
        lines = [
            talk.piece(
                "utter_piece_request_line", number=request.number, product=request.fields.product, state=_state(talk, request)
            )
            for request in found
            if request is not None
        ]
        talk.say("utter_request_status_many", lines="\n".join(lines))


def _asked_for(talk: Talk) -> str | None:
    """The digits that answer "is the number right?"."""
    found = re.search(r"\d{3,}", talk.text) if "request_number" in (talk.held("asked") or []) else None
    return found.group() if found else None


def _written_out(number: str, own: list[str]) -> str:
    """ "10382" and "rfq 10382" mean RFQ-10382 where that is the customer's."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return next((mine for mine in own if digits and mine.endswith(digits)), number.upper())


def _state(talk: Talk, request: Request) -> str:
    return talk.piece(f"utter_piece_state_{request.state}")


def _facts(talk: Talk, request: Request) -> list[str]:
    held = request.described()
    day = {"value": held.get("needed_by"), "text": held.get("needed_by_text")}
    if any(day.values()):
        held["date"] = day
    known = {name: value for name, value in held.items() if name == "unit" or talk.knows(f"utter_fact_{name}")}
    return talk.fact_lines(known)
