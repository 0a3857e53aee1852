"""What the merchant says about returns, payment, offers and services: from the policies on file, with source and date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import format_date

from actions import terms_thread
from actions.hand_off import SELLER, offer, request
from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.conversation import wishes, words
from bot.conversation.selling import GOODS, asks_share, goods_in
from bot.policies.policy import Passage

# intent to topics: the first is what it is about, the others may hold the answer as well
TOPICS: dict[str, tuple[str, ...]] = {
    "return_policy": ("returns",),
    "promotions": ("promotions", "price_match"),
    "payment_options": ("payment",),
    "financing": ("financing", "payment"),
    "sell_on_marketplace": ("marketplace",),
    "print_services": ("print_services",),
    "it_services": ("it_services",),
    "invoice_billing": ("billing", "payment"),
    "delivery_eta": ("delivery",),
}


class Policy(Capability):
    called = "action_policy"

    async def answer(self, talk: Talk) -> None:
        if seller_goods(talk):
            return
        named = wishes.policy_topic(talk.text)
        topics = (named,) if named else TOPICS.get(talk.intent, (talk.intent,))
        if talk.intent == "promotions" and wishes.wants_discount(talk.text):
            talk.say("utter_no_discount_made" if talk.in_form() else "utter_no_discount")
            if talk.in_form():
                return
        else:
            _tell_of_group(talk, topics)
            _tell_of_way(talk, topics)
        before = terms_thread.told_before(talk)
        found = _found(talk, topics, before)
        tell(talk, found)
        if found and talk.intent == "print_services" and talk.entity("quantity") and not talk.in_form():
            talk.say("utter_print_next")
            offer(talk, talk.intent)
            terms_thread.keep(talk, before, talk.held("pending"))
        elif found and not (talk.in_form() or talk.intent == "sell_on_marketplace"):
            terms_thread.keep(talk, before)
        is_lead = GOODS in (talk.held("pending") or {}) or wishes.wants_to_sell(talk.text) or not words.is_question(talk.text)
        if talk.intent == "sell_on_marketplace" and is_lead and not talk.in_form():
            await seller(talk)
        elif not found:
            talk.say("utter_policy_unknown", what=talk.piece(f"utter_piece_topic_{topics[0]}"))
            offer(talk, talk.intent)


def _found(talk: Talk, topics: Sequence[str], before: Mapping[str, Any] | None) -> list[Passage]:
    """The passages that answer: of what was told before, where the message goes on with it; of exemption from tax as well."""
    if before:
        return terms_thread.go_on(talk, topics, before)
    if wishes.speaks_of_exemption(talk.text):
        offers = _answers(talk, topics, talk.text) if talk.intent == "promotions" else []
        return [*offers, *_answers(talk, ("payment",), "tax exempt")]
    share = talk.intent == "sell_on_marketplace" and asks_share(talk.text)
    return _answers(talk, topics, f"{talk.text} commission" if share else talk.text)  # as the policies call it


def _answers(talk: Talk, topics: Sequence[str], words: str) -> list[Passage]:
    return services().policies.answers(topics, words, talk.turn.now.date(), _region(talk))


def _tell_of_group(talk: Talk, topics: Sequence[str]) -> None:
    """Says that nothing is on file for the people for whom a discount is asked, where no passage speaks of them."""
    who = wishes.discount_for(talk.text) if talk.intent == "promotions" else ""
    every = services().policies.answers(topics, who, talk.turn.now.date(), _region(talk)) if who else []
    word = re.compile(rf"\b{re.escape(who.rstrip('s'))}s?\b", re.I)
    if who and not any(word.search(one.text) or word.search(one.heading) for one in every):
        talk.say("utter_no_discount_for", who=who)


def _tell_of_way(talk: Talk, topics: Sequence[str]) -> None:
    """Says that a way to pay is not named, where no passage on paying has its words."""
    way = wishes.way_to_pay(talk.text) if talk.intent == "payment_options" else ""
    if way and not services().policies.names(topics, way, talk.turn.now.date(), _region(talk)):
        talk.say("utter_payment_not_named", way=way)


async def seller(talk: Talk) -> None:
    """Somebody who wants to sell: the marketplace team gets their contact."""
    if talk.held("email") or talk.held("phone"):
        request(talk, SELLER, answered_later=True)
        talk.say("utter_seller_noted")
    else:
        talk.say("utter_seller_contact")
        before = (talk.held("pending") or {}).get(GOODS) or goods_named(talk)
        talk.hold("pending", {"kind": "message", "reason": SELLER, GOODS: before})


def goods_named(talk: Talk) -> list[str]:
    """What a would-be seller says that they have."""
    return talk.named("product") or [one for one in [goods_in(talk.text)] if one]


def seller_goods(talk: Talk) -> bool:
    """Notes more goods of a would-be seller, who is asked again for a contact; says whether it did."""
    pending = talk.held("pending") or {}
    goods = goods_named(talk)
    if GOODS not in pending or not goods or talk.intent != "sell_on_marketplace" or words.is_question(talk.text):
        return False
    whole = list(dict.fromkeys([*pending[GOODS], *goods]))
    talk.hold("product", ", ".join(whole))  # what the marketplace team will read
    talk.say("utter_seller_goods", goods=", ".join(whole))
    talk.hold("pending", {**pending, GOODS: whole})
    return True


def tell_fitting(talk: Talk) -> bool:
    """Answers a question for which a policy has just the passage; says whether there was one."""
    topics = TOPICS.get(talk.intent, ())
    found = services().policies.fitting(topics, talk.text, talk.turn.now.date(), _region(talk))
    if found:
        tell(talk, [found])
    return found is not None


def tell_terms(talk: Talk) -> bool:
    """Answers with the passage that fits best, or the opening of the terms; says whether there are any."""
    found = services().policies.answers(TOPICS[talk.intent], talk.text, talk.turn.now.date(), _region(talk), limit=1)
    tell(talk, found)
    return bool(found)


def tell(talk: Talk, found: Sequence[Passage]) -> None:
    for passage in found:
        policy = passage.policy
        own = f"utter_policy_{policy.topic}"
        talk.say(
            own if talk.knows(own) else "utter_policy",
            passage=passage.text,
            source=policy.source,
            since=format_date(policy.effective, "MMMM d, y", locale="en_US"),
        )


def _region(talk: Talk) -> str:
    return str(talk.held("state") or "").upper()
