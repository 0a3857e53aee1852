"""Bringing in a person: the rep finds the reason, a summary and everything that is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions import callback, misread, only_english
from actions import waiting as places
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.conversation import manners, waiting, words
from bot.conversation.followups import asks_phone
from bot.events import HandoffEnded, HandoffRequested
from bot.sales.reasons import spoken, tells

WAITING = ("queued", "active")
NOT_UNDERSTOOD = "could not be understood"
TAKEN = "utter_message_taken_windows"
LONGEST_ASKED = 200  # characters
SELLER = "wants to sell on the marketplace"


class HandOff(Capability):
    called = "action_hand_off"

    async def answer(self, talk: Talk) -> None:
        pending = talk.held("pending") or {}
        if pending.get("kind") == "message" and words.is_no(talk.text):  # "no email, just have them read this"
            await take_message(talk, pending["reason"])
            return
        if waiting.wants_callback(talk.text) or talk.entity("reference") == callback.KIND:
            callback.remind(talk)
            await call_back(talk, pending.get("reason") or "asked for a callback", callback.wish(talk))
            return
        if talk.entity("reference") == "stay":
            talk.say("utter_waiting")
            return
        if talk.intent == "complaint" and manners.is_lone_insult(talk.text):
            talk.say("utter_calm")
            if talk.turn.conversation.handoff not in WAITING:
                offer(talk, talk.intent)
            return
        if asks_phone(talk.text):
            talk.say("utter_no_phone_number")
        await bring_in(talk, talk.intent if talk.intent == "complaint" else "asked for a person")
        if talk.in_form() and not talk.asks:
            talk.hold("pending", {"kind": "rest"})  # an open request's question waits


async def bring_in(talk: Talk, reason: str) -> None:
    """Queues the conversation once; where no rep is there, takes a message instead and says so."""
    state = talk.turn.conversation.handoff
    there = await services().sales.reps_online(talk.turn.conversation.reps_online)
    if state in WAITING:
        request(talk, reason, answered_later=False)
        told = reason == "complaint" or talk.news()
        talk.say("utter_queued_added" if told else "utter_queued_already")
    elif there:
        request(talk, reason, answered_later=False)
        await only_english.sought(talk)
        talk.say("utter_queued_complaint" if reason == "complaint" else only_english.own(talk, "utter_queued"))
    elif state == "message_taken":
        request(talk, reason, answered_later=True)
        talk.say("utter_message_taken_already")
    elif reachable(talk):
        await take_message(talk, reason)
    else:
        talk.turn.handoff_offered = True
        back = await places.back(talk)
        response = "utter_nobody_there_complaint" if reason == "complaint" else "utter_nobody_there"
        response = f"{response}_until" if back else response
        talk.say(response if reason == "complaint" else only_english.own(talk, response), back=back)
        talk.hold("pending", {"kind": "message", "reason": reason})


async def call_back(talk: Talk, reason: str, wished: callback.Wish | None = None) -> None:
    """The customer would rather be called or written to: the team has a message at once, so that nothing is lost where no
    window is chosen; who waits keeps their place until then."""
    state, contact = talk.turn.conversation.handoff, callback.contact_of(talk)
    if contact and wished and not talk.in_form() and await callback.book(talk, reason, contact, wished):
        return
    day = callback.day_in(wished)
    if contact and state in ("queued", "message_taken"):
        await callback.offer_windows(talk, reason, contact, day=day)
    elif contact:
        await take_message(talk, reason, day)
    elif state in WAITING or await services().sales.reps_online(talk.turn.conversation.reps_online):
        callback.ask_contact(talk, reason, wish=wished)
    else:
        await bring_in(talk, reason)


def reachable(talk: Talk) -> bool:
    """Whether an address or a number is known, from the customer or from who is signed in."""
    return bool(talk.held("email") or talk.held("phone") or talk.turn.conversation.customer)


def lacks_contact(talk: Talk, pending: dict[str, Any]) -> bool:
    """Whether to ask once more how to reach the customer, who has named no address and not declined to."""
    return not (reachable(talk) or pending.get("again") or words.is_no(talk.text) or talk.intent == "skip")


def leave(talk: Talk) -> None:
    """The customer goes on with the open request, and wants no person now."""
    conversation = talk.turn.conversation
    if conversation.handoff == "queued":
        talk.turn.effect(HandoffEnded(conversation=conversation.id, epoch=conversation.epoch, rep=None, how="cancelled"))
    talk.say("utter_person_left")


async def take_message(talk: Talk, reason: str, day: date | None = None) -> None:
    """The customer said how to be reached, or would not: the message goes to the team either way. Who can be reached may choose
    when, on the `day` that was wished if there is one."""
    request(talk, reason, answered_later=True)
    contact = callback.contact_of(talk)
    await only_english.sought(talk)
    if reason == SELLER and contact:
        talk.say("utter_seller_noted")
    elif not contact or talk.in_form() or not await _windows_told(talk, reason, contact, day):
        talk.say("utter_message_taken")


async def _windows_told(talk: Talk, reason: str, contact: str, day: date | None) -> bool:
    """Offers windows of that day, or any where nobody is there then; False where there are none."""
    on_day = day is not None and await callback.offer_windows(talk, reason, contact, TAKEN, day)
    return on_day or await callback.offer_windows(talk, reason, contact, TAKEN)


def offer(talk: Talk, reason: str) -> None:
    """A plain yes now means: get me a person; not in the middle of a request, where it would answer the request's question."""
    talk.turn.handoff_offered = True
    if not talk.in_form():
        talk.hold("pending", {"kind": "handoff", "reason": reason})


def request(talk: Talk, reason: str, answered_later: bool, more: Sequence[str] = ()) -> None:
    """`more` are lines that the rep reads below the customer's words."""
    known = known_of(talk)
    misread.note_hand_off(talk)
    topic, asked = wanted(talk)
    talk.turn.effect(
        HandoffRequested(
            conversation=talk.turn.conversation.id,
            reason=reason,
            summary="\n".join([talk.text, *more, *talk.fact_lines(_told_beside_lines(talk)), *_lines(talk)]),
            known=known,
            since=talk.turn.now,
            channel=talk.turn.conversation.channel,
            answered_later=answered_later,
            intent=talk.intent,
            topic=topic,
            asked=asked,
        )
    )


def wanted(talk: Talk) -> tuple[str, str]:
    """What the customer wants, in a word or two, and the words that said so where those are not the last ones; "" and "" where
    nothing says it."""
    for event in reversed(talk.tracker.events):
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name") or ""
        if event.get("event") == "user" and tells(intent):
            said = str(event.get("text") or "")
            return spoken(intent), "" if said == talk.text else said[:LONGEST_ASKED]
    return "", ""


def known_of(talk: Talk) -> dict[str, Any]:
    """Facts by name, with the list, the open request's number and what was last looked at."""
    customer = talk.turn.conversation.customer
    proved = {"name": customer.name, "company": customer.company, "email": customer.email} if customer else {}
    known = {**dict(talk.facts()), **{name: value for name, value in proved.items() if value}}
    for name in ("items", "about"):
        if talk.held(name):
            known[name] = talk.held(name)
    search = talk.held("search") or {}
    if search.get("need", {}).get("text"):
        known["looked_for"] = search["need"]["text"]
    return known


def _told_beside_lines(talk: Talk) -> dict[str, Any]:
    """What is held; without a number where a list has its own."""
    numbers = () if talk.in_form() or not talk.held("items") else ("quantity", "unit")
    return {name: value for name, value in talk.facts().items() if name not in numbers}


def _lines(talk: Talk) -> list[str]:
    return [
        " ".join(str(line[name]) for name in ("quantity", "unit", "product") if line.get(name))
        for line in talk.held("items") or []
    ]
