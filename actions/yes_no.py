"""Yes and no: what they agree to or decline is what was asked or offered last."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions import amend, basket, callback, hand_off, price, waiting, withdraw
from actions.follow_up import take
from actions.place_order import place
from actions.product_info import ProductInfo
from actions.recall import start_over
from actions.stock import Stock
from actions.talk import Capability, Talk
from bot.conversation import words
from bot.conversation.moment import FORM
from bot.conversation.waiting import declines_person

WANTED: dict[str, type[Capability]] = {
    "price_check": price.Price,
    "stock_check": Stock,
    "place_order": basket.Basket,
    "bulk_quote": basket.Basket,
}
"""What the one product on show was wanted for, once it is agreed to be the one."""

OF_REQUESTS = {"amend": amend.confirmed, withdraw.KIND: withdraw.confirmed}
"""What becomes of a request that is out, once the customer agrees."""


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
        elif kind in OF_REQUESTS:
            await OF_REQUESTS[kind](talk, pending)
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
        if talk.in_form() and _declines(talk, kind):
            hand_off.leave(talk)
        else:
            await _declined(talk, kind)


async def _declined(talk: Talk, kind: str | None) -> None:
    """Nothing comes of what was asked or offered last."""
    if kind == "restart":
        talk.say("utter_kept")
    elif kind == "order":
        talk.say("utter_order_waits")
    elif kind == "message":
        await hand_off.take_message(talk, talk.held("pending")["reason"])
    elif kind == "amend":
        await amend.left(talk, talk.held("pending"))
    elif kind == withdraw.KIND:
        talk.say("utter_withdraw_not")
    elif kind == callback.KIND:
        talk.say("utter_callback_none_wanted")
    elif kind == waiting.COMMENT:
        talk.say("utter_no_to_what")
    elif talk.news() and not talk.in_form():
        await take(talk)
    elif not talk.in_form():
        talk.say("utter_no_to_what")


def _declines(talk: Talk, kind: str | None) -> bool:
    """Whether the no in the middle of a request is to the person that was asked for."""
    gone_on = kind == "message" and (words.wants_stop(talk.text) or words.wants_on(talk.text))
    return kind == "rest" or gone_on or declines_person(talk.text)


def _last_offer(talk: Talk) -> str:
    """What the bot's last words offered by a button, for a yes that was typed."""
    last = next((event for event in reversed(talk.tracker.events) if event.get("event") == "bot"), {})
    payloads = [str(button.get("payload")) for button in (last.get("data") or {}).get("buttons") or []]
    if "?" not in str(last.get("text")) or not payloads:
        return ""
    return {"/talk_to_human": "handoff", f"/{FORM}": "sourcing"}.get(payloads[0], "")
