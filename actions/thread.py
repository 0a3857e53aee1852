"""Yes, no, stop, and facts by themselves: words that only the thread gives a meaning."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import amend, basket, callback, delivery, factory, hand_off, one_price, price, search, waiting
from actions.product_info import ProductInfo
from actions.stock import Stock
from actions.talk import Capability, Talk, shown
from bot.bootstrap import services
from bot.conversation import references, words
from bot.conversation.facts import FACTS
from bot.conversation.moment import FORM
from bot.conversation.names import words_shared
from bot.conversation.waiting import wants_callback
from bot.errors import Refused
from bot.events import HandoffEnded

THREAD = (
    "search",
    "about",
    "items",
    "order",
    "asked",
    "pending",
    "skipped",
    "repairs",
    "misread",
    "confirmed",
    "asked_again",
    "put",
    "compared",
    "quotes",
)


WANTED: dict[str, type[Capability]] = {
    "price_check": price.Price,
    "stock_check": Stock,
    "place_order": basket.Basket,
    "bulk_quote": basket.Basket,
}
"""What the one product on show was wanted for, once it is agreed to be the one."""


class Yes(Capability):
    called = "action_yes"

    async def answer(self, talk: Talk) -> None:
        pending = talk.held("pending") or {"kind": _last_offer(talk)}
        kind = pending["kind"]
        if kind == "handoff":
            await hand_off.bring_in(talk, pending.get("reason") or "asked for a person")
        elif kind == "restart":
            start_over(talk)
        elif kind == "order":
            await place(talk, quote=bool(pending.get("quote")))
        elif kind == "amend":
            await amend.confirmed(talk, pending)
        elif kind == "sourcing":
            talk.more_events.append(FollowupAction(FORM))
        elif kind == "change":
            talk.say("utter_what_to_change")
            talk.hold("pending", pending)
        elif kind == "only_one":
            await WANTED.get(pending["wanted"], ProductInfo)().answer(talk)
        elif talk.held("items") and not talk.held("order") and not talk.in_form():
            await basket.tell_list(talk, "utter_list_held")
        elif not talk.in_form():
            talk.say("utter_waiting" if talk.turn.conversation.handoff == "queued" else "utter_yes_to_what")


class No(Capability):
    called = "action_no"

    async def answer(self, talk: Talk) -> None:
        kind = (talk.held("pending") or {}).get("kind")
        if kind == "restart":
            talk.say("utter_kept")
        elif kind == "order":
            talk.say("utter_order_waits")
        elif kind == "message":
            await hand_off.take_message(talk, talk.held("pending")["reason"])
        elif kind == "amend":
            await amend.left(talk, talk.held("pending"))
        elif kind == callback.KIND:
            talk.say("utter_callback_none_wanted")
        elif kind == waiting.COMMENT:
            talk.say("utter_no_to_what")
        elif talk.news() and not talk.in_form():
            await _take(talk)
        elif not talk.in_form():
            talk.say("utter_no_to_what")


_EVERYTHING = re.compile(r"\b(?:everything|all|whole|list|cart|basket|lot|order)\b", re.I)


class Cancel(Capability):
    """Stop, where no request is being written down."""

    called = "action_cancel"

    async def answer(self, talk: Talk) -> None:
        conversation = talk.turn.conversation
        number = talk.entity("request_number")
        if number:
            await _cancel_request(talk, str(number))
        elif conversation.callback and wants_callback(talk.text):
            callback.withdraw(talk)
        elif conversation.handoff == "queued":
            talk.turn.effect(HandoffEnded(conversation=conversation.id, epoch=conversation.epoch, rep=None, how="cancelled"))
            talk.say("utter_line_left")
        elif conversation.callback:
            callback.withdraw(talk)
        elif talk.held("items") and _EVERYTHING.search(talk.text):
            talk.hold("items", None)
            talk.say("utter_list_cleared")
        elif talk.held("items"):
            talk.say("utter_order_waits")
        else:
            left = (talk.held("pending") or {}).get("kind") in ("handoff", "message")
            talk.say("utter_no_to_what" if left else "utter_nothing_to_cancel")


async def _cancel_request(talk: Talk, number: str) -> None:
    try:
        conversation, now = talk.turn.conversation, talk.turn.now
        cancelled = await services().sourcing.cancel(conversation, number.upper(), now, talk.text)
    except Refused:
        talk.say("utter_request_unknown", number=number)
        return
    talk.turn.effect(cancelled)
    talk.say("utter_request_cancelled", number=cancelled.number)


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
            await _take(talk)


async def _message(talk: Talk, pending: dict[str, Any]) -> None:
    """The message that is left for the team, once it is known how to reach the customer."""
    if hand_off.lacks_contact(talk, pending):
        talk.turn.handoff_offered = True
        talk.say("utter_contact_needed")
        talk.hold("pending", {**pending, "again": True})
    else:
        await hand_off.take_message(talk, pending["reason"])


async def _about_waiting(talk: Talk, pending: dict[str, Any]) -> bool:
    """Takes an answer about a callback, or about a chat that is over; says whether the message was one."""
    if waiting.take_rating(talk, str(talk.entity("reference") or "")):
        return True
    if pending.get("kind") == waiting.COMMENT:
        waiting.take_comment(talk)
        return True
    if pending.get("kind") != callback.KIND or await callback.go_on(talk, pending):
        return pending.get("kind") == callback.KIND
    if given := bool({"phone", "email"} & set(talk.news())):
        await hand_off.call_back(talk, pending["reason"])
    return given


def ask_again(talk: Talk, pending: dict[str, Any]) -> None:
    if talk.in_form():
        return  # the request's own question follows
    slot = talk.refused()[0]
    response = f"utter_ask_{'price' if slot.endswith('_price') else slot}"
    if talk.knows(response):
        talk.say(response)
    if pending.get("where"):
        talk.hold("pending", pending)


async def _take(talk: Talk) -> None:
    news = talk.news()
    if talk.say_what_is_gone() and not news:
        return
    if "items" in news:
        await basket.tell_list(talk, "utter_list_changed")
    elif (
        "product" in news
        or "sku" in news
        or (
            references.shown(talk.held("search"))
            and {"color", "brand", "material", "size", "max_price", "min_price"} & set(news)
        )
    ):
        search.anew(talk)
        if "quantity" in news and len(references.shown(talk.held("search"))) > 1:
            amount = talk.facts(("quantity", "unit"))
            talk.say("utter_which_for", quantity=shown("quantity", amount["quantity"], amount))
    elif news and set(news) <= {"zip", "city", "state"} and _is_on_its_way(talk):
        delivery.tell_delivery(talk)
    elif set(news) <= {"quantity", "unit"} and news and len(talk.held("about") or []) == 1 and not talk.held("confirmed"):
        one_price.tell_about(talk)
    elif news:
        _note(talk, news)
    elif talk.intent == "skip":
        talk.say("utter_no_to_what")
    else:
        talk.say("utter_rephrase")


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


def recall(talk: Talk) -> None:
    """What is held, for "where were we"."""
    lines = talk.fact_lines(talk.facts([name for name in FACTS if not _is_on_list(talk, name)]))
    if talk.held("items"):
        lines += [
            " ".join(str(line[name]) for name in ("quantity", "unit", "product") if line.get(name))
            for line in talk.held("items")
        ]
    if lines:
        talk.say("utter_held", facts="\n".join(lines))
    else:
        talk.say("utter_held_nothing")


def _is_on_list(talk: Talk, name: str) -> bool:
    """Whether a fact is about goods that a line of the list has, in its newest number."""
    product = str(talk.held("product") or "")
    listed = any(words_shared(str(line["product"]), product) for line in talk.held("items") or [])
    return bool(product) and listed and not talk.in_form() and name in ("product", "quantity", "unit")


def start_over(talk: Talk) -> None:
    for name in (*FACTS, *THREAD):
        if talk.held(name) is not None:
            talk.hold(name, None)
    if talk.in_form():
        talk.leave_form()
    talk.say("utter_started_over")


async def place(talk: Talk, quote: bool = False) -> None:
    """The confirmed list becomes an order, or a wish for a quote, that a rep takes on; nothing is charged here."""
    lines = talk.held("items") or []
    number = ""
    if not quote:
        number = await services().orders.request_number(talk.turn.key("order"))
        order = {"number": number, "lines": lines, "total": str(basket.total_of(talk, lines)), "state": "requested"}
        talk.hold("order", order)
    there = await services().sales.reps_online(talk.turn.conversation.reps_online)
    hand_off.request(talk, "wants a quote" if quote else f"order request {number}", answered_later=not there)
    talk.say("utter_quote_passed_on" if quote else "utter_order_passed_on", number=number)


def _last_offer(talk: Talk) -> str:
    """What the bot's last words offered by a button, for a yes that was typed."""
    last = next((event for event in reversed(talk.tracker.events) if event.get("event") == "bot"), {})
    payloads = [str(button.get("payload")) for button in (last.get("data") or {}).get("buttons") or []]
    if "?" not in str(last.get("text")) or not payloads:
        return ""
    return {"/talk_to_human": "handoff", f"/{FORM}": "sourcing"}.get(payloads[0], "")
