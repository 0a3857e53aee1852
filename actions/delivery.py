"""When something arrives, and where shops are: only what is known, and the ZIP kept for everything else."""

from __future__ import annotations

from actions import arrival
from actions.hand_off import offer
from actions.talk import Capability, Talk


class Delivery(Capability):
    called = "action_delivery"

    async def answer(self, talk: Talk) -> None:
        tell_delivery(talk)


class Stores(Capability):
    called = "action_stores"

    async def answer(self, talk: Talk) -> None:
        tell_stores(talk)


def tell_delivery(talk: Talk) -> None:
    place = talk.held("zip")
    if place and not talk.refused() and (products := arrival.meant(talk)):
        arrival.tell(talk, products, str(place))
    elif place and not talk.refused():
        talk.say("utter_delivery_unknown", place=place)
        offer(talk, "delivery_eta")
    else:
        talk.say("utter_delivery_which_zip")
        talk.hold("pending", {"kind": "delivery"})


def tell_stores(talk: Talk) -> None:
    place = talk.held("zip") or talk.held("city")
    if place and not talk.refused():
        talk.say("utter_stores_unknown", place=place)
        offer(talk, "store_locator")
    else:
        talk.say("utter_stores_which_zip")
        talk.hold("pending", {"kind": "stores"})
