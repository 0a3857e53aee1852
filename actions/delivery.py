"""When something arrives, and where shops are: only what is known, and the ZIP kept for everything else."""

from __future__ import annotations

import re

from actions import arrival, costs, factory, nearby, waiting
from actions.cautions import OfGoods
from actions.hand_off import offer
from actions.policy import tell_terms
from actions.stock import in_shop
from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation import references, wishes
from bot.conversation.followups import asks_if_sure

_TERMS = re.compile(
    r"\b(?:cost|costs|free|charge|charges|fee|fees|how much|price|weekends?|saturdays?|sundays?|holidays?|same[- ]day|"
    r"alaska|hawaii|puerto rico|canada|mexico|"
    r"overseas|abroad|international\w*|apo|signature|missing|lost|stolen|pick ?up|collect)\b",
    re.I,
)
"""Words of questions that the delivery terms answer, whatever the product."""
_FAR = re.compile(r"\b(?:alaska|hawaii|puerto rico|canada|mexico|overseas|abroad|international\w*|apo)\b", re.I)
_COSTS = re.compile(r"\b(?:free|charges?|fees?|costs?|how much)\b", re.I)
PLACE = "place"
"""What is pending where another place may follow: `where` says for what, "delivery" or "stores"."""


class Delivery(OfGoods):
    called = "action_delivery"

    async def answer(self, talk: Talk) -> None:
        waits = talk.turn.conversation.handoff == "queued" and not (talk.entities or talk.held("about"))
        if waits and not _is_made(talk):
            await waiting.tell_outlook(talk)
        elif _is_estimated(talk) and await factory.tell_days(talk):
            return
        else:
            tell_delivery(talk)


class Stores(OfGoods):
    called = "action_stores"

    async def answer(self, talk: Talk) -> None:
        tell_stores(talk)


def tell_delivery(talk: Talk) -> None:
    place = talk.held("zip")
    if wishes.wants_guarantee(talk.text) or asks_if_sure(talk.text):
        talk.say("utter_no_guarantee")
    if _is_made(talk):
        talk.say("utter_delivery_made")
    elif _elsewhere(talk) and tell_terms(talk):
        _another_may_follow(talk)
    elif place and not talk.refused() and (products := arrival.meant(talk)):
        arrival.tell(talk, products, str(place))
        if _COSTS.search(talk.text):  # the day alone is no answer to "is shipping free at that amount"
            tell_terms(talk)
        before = talk.held("pending") or {}
        if not talk.in_form():  # another place may follow: "and to 60614?"; a list goes on waiting for its yes
            kind = before.get("kind")
            waits = before if kind == "handoff" or (kind == "order" and talk.held("items")) else {"kind": PLACE}
            talk.hold("pending", {**waits, "where": "delivery", "products": [one.id for one in products]})
    elif talk.intent == "delivery_eta" and not talk.refused() and _TERMS.search(talk.text) and tell_terms(talk):
        _another_may_follow(talk)
    elif place and not talk.refused():
        talk.say("utter_delivery_which_product", place=place)
    else:
        talk.say("utter_delivery_which_zip")
        talk.hold("pending", {"kind": PLACE, "where": "delivery"})


def _elsewhere(talk: Talk) -> bool:
    """ "And Alaska?": a part of the world that has terms of its own, whatever ZIP code is held."""
    return talk.intent == "delivery_eta" and bool(_FAR.search(talk.text)) and "zip" not in talk.news()


def _another_may_follow(talk: Talk) -> None:
    if not talk.in_form():
        talk.hold("pending", {"kind": PLACE, "where": "delivery"})


def _is_made(talk: Talk) -> bool:
    """Whether the question is about goods that a factory is to make: no day is known before a supplier quotes."""
    named = talk.named("product", "sku")
    if named and wishes.wants_made(talk.text):
        return True
    out = talk.held("confirmed") and not _shown_since(talk)
    return bool(not named and not talk.refused() and (talk.in_form() or out))


def _is_estimated(talk: Talk) -> bool:
    """Whether it is asked when the goods come whose request is being written down: the directory tells about how long."""
    return talk.in_form() and _is_made(talk) and not (wishes.wants_guarantee(talk.text) or asks_if_sure(talk.text))


def _shown_since(talk: Talk) -> bool:
    """Whether goods from the shelf were shown after the request went out: then "it" is one of those."""
    return bool(talk.held("about") or references.shown(talk.held("search")))


def _tell_pickup(talk: Talk) -> None:
    """ "Can I pick it up near 94110": which shops have what was talked about, before the nearest ones."""
    about = services().catalog.products((talk.held("about") or [])[:1])
    if about and nearby.wants_pickup(talk.text) and references.read(talk.text, talk.entities).it:
        in_shop(talk, about[0], costs.units(talk, about[0]))


def tell_stores(talk: Talk) -> None:
    place = nearby.shared_place(talk) or talk.held("zip") or talk.held("city")
    if place and not talk.refused():
        _tell_pickup(talk)
        if nearby.tell(talk):
            if not talk.in_form():  # another place may follow: "and in Denver?"
                talk.hold("pending", {"kind": PLACE, "where": "stores", "open": nearby.asks_open(talk)})
        else:
            talk.say("utter_stores_unknown", place=nearby.named(talk))
            offer(talk, "store_locator")
    else:
        talk.say("utter_stores_which_zip")
        talk.hold("pending", {"kind": PLACE, "where": "stores", "open": nearby.asks_open(talk)})
