"""The review at the desk: leads decide what misunderstood messages teach; every rep may say what a customer meant.

Plain forms without a script, beside the desk's own page.
"""

from __future__ import annotations

from datetime import datetime, timezone

import msgspec
from aiohttp import web

from bot.conversation.learned import write
from bot.conversation.masking import masked
from bot.conversation.review import LONGEST_TEXT, Review, likeliest
from bot.errors import BadInput, Missing, Refused
from bot.events import MessageMisread
from bot.sales.model import Rep
from bot.store.conversations import Heard
from bot.store.review import RedisReview
from bot.words import intents
from connectors.desk import sessions
from connectors.desk.called import called
from connectors.desk.roles import lead_of, leads, rep_of
from connectors.desk.views import door
from connectors.web import keys
from connectors.web.security import form_of
from connectors.web.views import page

REVIEW = web.AppKey("REVIEW", Review)
CASES = web.AppKey("CASES", RedisReview)
MOST_SHOWN = 100


async def cases(request: web.Request) -> web.Response:
    """For a lead what waits for a decision; for every rep the own chats, to set right what was taken for something else."""
    rep = await sessions.signed_in(request)
    if rep is None:
        return door(request, 401)
    await sessions.trail(request.app).add(rep.id, "read", "the review", request.remote or "")
    return await _shown(request, rep)


async def decide(request: web.Request) -> web.Response:
    """A lead accepts a message as an example of an intent, or drops it."""
    sessions.must_be_ours(request)
    rep = await lead_of(request)
    form = await form_of(request)
    case, intent = str(form.get("case", "")), str(form.get("intent", ""))
    review, now = request.app[REVIEW], datetime.now(timezone.utc)
    try:
        if "drop" in form:
            await review.drop(case, rep.id, now)
            said = "Dropped."
        else:
            await review.accept(case, intent, rep.id, now)
            count = write(request.app[keys.SETTINGS].learned, await review.examples())
            said = f"Accepted as {intent}. {count} examples wait for the next training."
    except (BadInput, Missing, Refused) as refused:
        return await _shown(request, rep, problem=str(refused), status=409)
    await sessions.trail(request.app).add(rep.id, "dropped" if "drop" in form else "accepted", case, request.remote or "")
    return await _shown(request, rep, said=said)


async def messages(request: web.Request) -> web.Response:
    """What the customer of a conversation said, and what it was taken for. Only who has the conversation, and leads, see it."""
    rep, conversation = await _for_conversation(request)
    heard = await request.app[keys.CONVERSATIONS].heard(conversation)
    await sessions.trail(request.app).add(rep.id, "read", conversation, request.remote or "")
    return page(request, "review_chat.html", rep=rep, conversation=conversation, heard=heard, intents=intents(), said="")


async def correct(request: web.Request) -> web.Response:
    """A rep says what a message meant: it comes onto the leads' list, its personal data masked."""
    sessions.must_be_ours(request)
    rep, conversation = await _for_conversation(request)
    form = await form_of(request)
    message, intent = str(form.get("message", "")), str(form.get("intent", ""))
    heard = await request.app[keys.CONVERSATIONS].heard(conversation)
    one = next((one for one in heard if one.message == message), None)
    if one is None or intent not in intents():
        raise web.HTTPBadRequest(text="This message or intent is not known. Open the page again.")
    state = await request.app[keys.CONVERSATIONS].state(conversation)
    await request.app[CASES].add(misread(conversation, one, intent, state.view.slots if state else {}))
    await sessions.trail(request.app).add(rep.id, "corrected", conversation)
    said = f"Noted as {intent}; a lead decides whether it is learned from."
    return page(request, "review_chat.html", rep=rep, conversation=conversation, heard=heard, intents=intents(), said=said)


async def set_right(app: web.Application, rep: Rep, conversation: str, fact: str, right: str) -> None:
    """A rep says that a fact is held wrongly: it comes onto the leads' list with the message that it came with, else
    the newest, personal data masked. Raises Refused unless the conversation is the rep's, or the rep a lead."""
    state = await app[keys.CONVERSATIONS].state(conversation)
    if state is None or not (leads(rep) or rep.id == state.rep):
        raise Refused("this conversation is not yours")
    heard = await app[keys.CONVERSATIONS].heard(conversation)
    if not heard:
        raise Refused("the assistant has read nothing here")
    known = dict(state.view.slots)
    wrong = f"{fact.replace('_', ' ')}: {_said(known.get(fact))} → {right}"
    came = next((one for one in heard if one.message == state.said.get(fact)), heard[0])
    case = misread(conversation, came, "", known)
    await app[CASES].add(msgspec.structs.replace(case, fact=masked(wrong, (), known)[:LONGEST_TEXT]))


def _said(value: object) -> str:
    held = value.get("text") or value.get("value") if isinstance(value, dict) else value
    return "nothing" if held is None else str(held)


def misread(conversation: str, one: Heard, intent: str, known: dict[str, object]) -> MessageMisread:
    """What a rep set right, for the list."""
    text = masked(one.text, one.entities, known)[:LONGEST_TEXT]
    return MessageMisread(
        conversation=conversation,
        message=one.message,
        at=one.at,
        text=text,
        taken_for=one.intent,
        ranking=one.ranking,
        why="corrected",
        suggested=intent,
    )


async def _shown(request: web.Request, rep: Rep, said: str = "", problem: str = "", status: int = 200) -> web.Response:
    for_leads = leads(rep)
    waiting = await request.app[REVIEW].open_cases(MOST_SHOWN) if for_leads else []
    mine = [held for held in await request.app[keys.SALES].queue.mine(rep.id) if held.state == "active"]
    listed = [{"case": case, "proposed": likeliest(case.misread)} for case in waiting]
    return page(
        request,
        "review.html",
        status,
        rep=rep,
        leads=for_leads,
        cases=listed,
        mine=mine,
        called=called,
        intents=intents(),
        said=said,
        problem=problem,
    )


async def _for_conversation(request: web.Request) -> tuple[Rep, str]:
    rep, conversation = await rep_of(request), request.match_info["conversation"]
    mine = [held.conversation for held in await request.app[keys.SALES].queue.mine(rep.id)]
    if not leads(rep) and conversation not in mine:
        raise web.HTTPForbidden(text="This conversation is not yours.")
    return rep, conversation


ROUTES = (
    web.get("/desk/review", cases),
    web.post("/desk/review", decide),
    web.get("/desk/review/{conversation}", messages),
    web.post("/desk/review/{conversation}", correct),
)


def add_review(app: web.Application, cases: RedisReview) -> None:
    """Puts the review beside the desk."""
    app[CASES] = cases
    app[REVIEW] = Review(cases, intents())
    app.add_routes(ROUTES)
