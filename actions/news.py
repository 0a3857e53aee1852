"""What has happened to a request, told unasked: in few words while something else is talked about, else with the quotes."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import quotes
from actions.talk import DomainDict, Talk
from actions.turns import turn_of
from bot.bootstrap import services
from bot.conversation.message import RequestNews
from bot.sourcing import news
from bot.sourcing.dossier import Change, Dossier

MOST_QUESTION = 1_000  # characters of a supplier's question
MOST_NAMES = 4


class TellNews(Action):
    """Run by the engine beside the dialogue: the slots that it does not name stay as they are."""

    def name(self) -> str:
        return "action_request_news"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        talk = Talk(dispatcher, tracker, domain, turn_of(tracker))
        body = talk.turn.message.body
        if isinstance(body, RequestNews):
            await tell(talk, body.number)
        return [SlotSet(name, value) for name, value in talk._set.items()]


async def tell(talk: Talk, number: str) -> None:
    """Says what the customer does not know of a request yet, and keeps in mind that it was said."""
    found = await services().sourcing.news(talk.turn.conversation, number)
    if found is None:
        return
    dossier, changes = found
    first = not services().sourcing.told(talk.turn.conversation, dossier, talk.turn.now)
    new = news.untold(changes)
    quoting = {one.supplier for one in new if one.what == "quoted"}
    fresh = [one for one in new if not (one.what == "revised" and one.supplier in quoting)]  # a new quote is news enough
    lines = [line for what in news.TOLD if (line := _line(talk, dossier, [one for one in fresh if one.what == what]))]
    if any(one.what == "quoted" and one.after == "comparing" for one in fresh):
        lines.append(_said(talk, "closed", number=number))
    if not lines:
        return
    busy = talk.in_form() or bool(talk.held("pending")) or bool(talk.held("items"))
    quoted = any(one.what in ("quoted", "revised", "closed") for one in fresh) and bool(dossier.current)
    hint = talk.piece("utter_piece_news_off") if first else ""
    button = [
        (f'/request_status{{"reference": "quotes", "request_number": "{number}"}}', talk.piece("utter_piece_button_quotes"))
    ]
    talk.say("utter_news", lines="\n".join([*lines, *([hint] if hint else [])]), buttons=button if quoted and busy else [])
    if quoted and not busy:
        await quotes.show(talk, number)
    questions = [one for one in fresh if one.what == "asked"]
    if questions and not busy and dossier.request.state == "needs_info":
        talk.hold("pending", {"kind": "answer", "number": number})


def _line(talk: Talk, dossier: Dossier, changes: list[Change]) -> str:
    """What happened, those of one kind in one line; "" where it no longer counts."""
    number = dossier.request.number
    if not changes:
        return ""
    what, values = changes[0].what, {"number": number, "product": dossier.request.fields.product}
    companies = list(dict.fromkeys(_company(dossier, one.supplier) for one in changes if one.supplier))
    if what == "closed":
        what = "closed" if dossier.current else "no_quotes"
    elif what == "asked":
        values["questions"] = "\n".join(_question(talk, dossier, one) for one in changes)
    elif what == "closes_soon" and dossier.request.deadline:
        values["day"] = _day(dossier.request.deadline)
    elif what == "runs_out":
        held = [dossier.quotes[one.supplier] for one in changes if one.supplier in dossier.quotes]
        values["day"] = ", ".join(dict.fromkeys(_day(one.terms.valid_until) for one in held))
    plural = "s" if len(companies) > 1 and talk.knows(f"utter_piece_news_{what}s") else ""
    return _said(talk, f"{what}{plural}", companies=_listed(talk, companies), **values)


def _said(talk: Talk, name: str, **values: Any) -> str:
    """The words, with one full stop where a company's name ends with one too."""
    return talk.piece(f"utter_piece_news_{name}", **values).replace("..", ".")


def _question(talk: Talk, dossier: Dossier, change: Change) -> str:
    company = _company(dossier, change.supplier)
    return talk.piece("utter_piece_news_question", company=company, question=change.why[:MOST_QUESTION])


def _company(dossier: Dossier, supplier: str) -> str:
    invited = dossier.invited.get(supplier)
    return invited.company if invited else supplier


def _listed(talk: Talk, names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return talk.piece("utter_piece_and_more", names=shown, count=more) if more > 0 else shown


def _day(day: Any) -> str:
    return str(format_date(day, "MMMM d", locale="en_US")) if day else ""
