"""Facts by themselves, and answers to what was asked: what they mean depends on what came before."""

from __future__ import annotations

from typing import Any

from actions import amend, basket, callback, delivery, factory, hand_off, one_price, order_notes, search, waiting
from actions.need import FILTERS
from actions.recall import recall
from actions.talk import Capability, Talk, shown
from bot.conversation import references, words
from bot.conversation.facts import FACTS


class FollowUp(Capability):
    """A fact, or a skipped question, outside a form."""

    called = "action_follow_up"

    async def answer(self, talk: Talk) -> None:
        pending: dict[str, Any] = talk.held("pending") or {}
        if words.wants_restart(talk.text):
            talk.say("utter_start_over")
            talk.hold("pending", {"kind": "restart"})
        elif words.wants_recall(talk.text):
            recall(talk)
        elif pending.get("kind") == "message":
            await _message(talk, pending)
        elif await _about_waiting(talk, pending):
            return
        elif talk.refused():
            ask_again(talk, pending)
        elif pending.get("kind") == "compare" and {"product", "quantity"} & set(talk.news()):
            await factory.demanded(talk)
        elif pending.get("where") and {"zip", "city", "state", "product", "sku"} & set(talk.news()):
            (delivery.tell_delivery if pending["where"] == "delivery" else delivery.tell_stores)(talk)
        elif pending.get("kind") == "by" and "zip" in talk.news():
            search.in_time_there(talk)
        elif not await amend.tell(talk):
            await take(talk)


async def _message(talk: Talk, pending: dict[str, Any]) -> None:
    """The message that is left for the team, once it is known how to reach the customer."""
    if hand_off.lacks_contact(talk, pending):
        talk.turn.handoff_offered = True
        talk.say("utter_contact_needed")
        talk.hold("pending", {**pending, "again": True})
    else:
        await hand_off.take_message(talk, pending["reason"])


async def _about_waiting(talk: Talk, pending: dict[str, Any]) -> bool:
    """Takes an answer about a callback, a confirmation, or a chat that is over; says whether the message was one."""
    if waiting.take_rating(talk, str(talk.entity("reference") or "")) or order_notes.take_address(talk, pending):
        return True
    if pending.get("kind") == waiting.COMMENT:
        waiting.take_comment(talk)
        return True
    if pending.get("kind") != callback.KIND or await callback.go_on(talk, pending):
        return pending.get("kind") == callback.KIND
    if given := bool({"phone", "email"} & set(talk.news())):
        await hand_off.call_back(talk, pending["reason"], callback.wish(talk, pending.get("wish")))
    return given


def ask_again(talk: Talk, pending: dict[str, Any]) -> None:
    """Asks once more for what was said and not taken."""
    if talk.in_form():
        return  # the request's own question follows
    slot = talk.refused()[0]
    response = f"utter_ask_{'price' if slot.endswith('_price') else slot}"
    if talk.knows(response):
        talk.say(response)
    if pending.get("where"):
        talk.hold("pending", pending)


async def take(talk: Talk) -> None:
    """Acts on the facts of the message, as the thread of the conversation gives them a meaning."""
    news = talk.news()
    if talk.say_what_is_gone() and not news:
        return
    if "items" in news:
        await basket.tell_list(talk, "utter_list_changed")
    elif _is_looked_for(talk, news):
        _look(talk, news)
    elif news and set(news) <= {"zip", "city", "state"} and _is_on_its_way(talk):
        delivery.tell_delivery(talk)
    elif set(news) <= {"quantity", "unit"} and news and len(talk.held("about") or []) == 1 and not talk.held("confirmed"):
        if not await basket.recount(talk):
            one_price.tell_about(talk)
    elif news and set(news) <= COUNTS and talk.held("quantity") and _is_choosing(talk):
        _ask_which(talk)
    elif news:
        _note(talk, news)
    elif talk.intent == "skip":
        talk.say("utter_no_to_what")
    else:
        talk.say("utter_rephrase")


COUNTS = frozenset(("quantity", "unit", "date", "zip", "city", "state"))
"""Facts of a number that is wanted of one of several products on show."""


def _is_looked_for(talk: Talk, news: list[str]) -> bool:
    """Whether the facts name a thing, or narrow down what is on show."""
    on_show = references.shown(talk.held("search"))
    return bool({"product", "sku"} & set(news) or (on_show and set(FILTERS) & set(news)))


def _look(talk: Talk, news: list[str]) -> None:
    search.anew(talk)
    if "quantity" in news and len(references.shown(talk.held("search"))) > 1:
        _ask_which(talk)


def _ask_which(talk: Talk) -> None:
    amount = talk.facts(("quantity", "unit"))
    talk.say("utter_which_for", quantity=shown("quantity", amount["quantity"], amount))


def _is_choosing(talk: Talk) -> bool:
    """Whether several products are on show of which one is to be counted: "5", after tables."""
    waits = talk.held("items") or talk.held("confirmed") or talk.in_form()
    return len(references.shown(talk.held("search"))) > 1 and not waits


def _is_on_its_way(talk: Talk) -> bool:
    """Whether a place can only be where the one thing goes that is talked about: "ship 33101", after its price."""
    waits = talk.held("items") or talk.held("confirmed") or talk.in_form()
    return bool(talk.held("zip") and talk.held("quantity") and len(talk.held("about") or []) == 1 and not waits)


def _note(talk: Talk, news: list[str]) -> None:
    facts = talk.facts([name for name in FACTS if name in news])
    talk.say("utter_noted", facts=", ".join(talk.fact_lines(facts)))
    pending = talk.held("pending") or {}
    if pending.get("kind") == "order" and talk.held("items"):  # the list's question still waits
        if "zip" in news:
            basket.tell_arrival(talk)
        talk.say("utter_list_confirm_quote" if pending.get("quote") else "utter_list_confirm")
        talk.hold("pending", pending)
        return
    if talk.held("product") and not talk.held("confirmed") and not talk.in_form():
        talk.say("utter_noted_what_next")
