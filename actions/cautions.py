"""What there is to be careful about with the goods that are talked about, said once, and before anything else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.talk import Capability, Talk
from bot.bootstrap import services
from bot.catalog.query import Query
from bot.conversation.facts import CATALOG
from bot.conversation.wishes import wants_plain
from bot.sourcing.cautions import Caution, Rule, cautions, mended

_AMOUNT_OF = re.compile(
    r"\W*(?:(?:make|it|that|actually|and|also|or|no|rather|can|you|u|do|get|me|i|we|need|want)\W+)*\d", re.I
)
"""The message begins with an amount of something."""
_COLORED = re.compile(r"\b(?:in|colou?r(?:ed)?:?|but)\s+$", re.I)


def cautions_of(talk: Talk) -> list[Caution]:
    """What there is to be careful about with what is held."""
    own, product = str(talk.held("company") or "").lower(), str(talk.held("product") or "")
    more = " ".join(str(talk.held(name) or "") for name in ("customization", "brand"))
    said = without_colors(talk) if talk.in_form() or product else ""
    found = [one for one in cautions(product, f"{more} {said}") if one.rule != "prohibited"]
    # what is told of goods that are known may mention anything ("our logo has two crossed rifles")
    goods = said if not product or "product" in talk.news() or _AMOUNT_OF.match(talk.text) else ""
    both = (*_prohibited(product, goods), *found)
    return [one for one in both if not (one.rule == "brand" and own and one.said.lower() in own)]


def without_colors(talk: Talk) -> str:
    """The message without the colors that things are said to come in: a ribbon in ivory is of no ivory."""
    text = talk.text
    if talk.entity("product") or talk.held("product"):
        for one in talk.entities:
            if one["entity"] == "color" and one.get("end") and _COLORED.search(text[: one["start"]]):
                text = text[: one["start"]] + " " * (one["end"] - one["start"]) + text[one["end"] :]
    return text


def warn(talk: Talk, rules: Sequence[Rule] = ("prohibited", "brand", "papers")) -> bool:
    """Says once what there is to be careful about, by these rules; whether such goods cannot be made at all."""
    found = [one for one in cautions_of(talk) if one.rule in rules and (talk.in_form() or not _is_stocked(talk, one))]
    told = list(talk.held("cautioned") or [])
    for one in found:
        if one.rule != "prohibited" and f"{one.key} {one.said.lower()}" not in told:
            talk.say(f"utter_caution_{one.key}", said=one.said, since=one.since, source=one.source)
            told.append(f"{one.key} {one.said.lower()}")
    talk.hold("cautioned", told or None)
    return any(one.rule == "prohibited" for one in found)


class OfGoods(Capability):
    """A capability that answers about goods, whatever was asked of them.

    Before it does, it is said plainly that prohibited ones may not be sold, and they are forgotten; and somebody else's
    trademark is named, where the shelf has no goods of that brand.
    """

    def is_settled(self, talk: Talk) -> bool:
        _park(talk)
        found = next(iter(_prohibited("", without_colors(talk))), None)
        if found and not _is_stocked(talk, found):
            return _refused(talk, found)
        if not talk.in_form() and talk.named("product", "sku"):
            warn(talk, ("brand",))
        return False


def _park(talk: Talk) -> None:
    """ "Just plain ones off the shelf": the request that is being written down waits, and the shelf is what is talked about."""
    if talk.in_form() and talk.intent in CATALOG and wants_plain(talk.text):
        talk.leave_form()
        talk.hold("customization", None)
        talk.say("utter_request_parked")


def _refused(talk: Talk, found: Caution) -> bool:
    """Whether that was all, and no other lines of a list are left to be answered."""
    talk.say("utter_prohibited", said=found.said, source=found.source)
    if "items" in talk.news():
        words = set(found.said.lower().split())
        left = [line for line in talk.held("items") if not words & set(str(line.get("product")).lower().split())]
        talk.hold("items", left or None)
        return not left
    if not talk.in_form():
        _forget(talk, found)
    return True


def _prohibited(product: str, more: str) -> list[Caution]:
    return [one for one in cautions(product, more) if one.rule == "prohibited"]


def _forget(talk: Talk, found: Caution) -> None:
    """No later "yes" or "make it 300" shall be about these goods."""
    if found.said.lower() in mended(str(talk.held("product") or "")).lower() or "product" in talk.news():
        for name in ("product", "customization", "quantity", "unit", "compared"):
            talk.hold(name, None)


def _is_stocked(talk: Talk, caution: Caution) -> bool:
    """Whether the shelf has goods of that brand, so that who buys them needs no licence; or goods that are called like what is
    prohibited and more ("firework markers")."""
    named = str(talk.entity("product") or "")
    if caution.rule == "papers" or (caution.rule == "prohibited" and len(named.split()) <= len(caution.said.split())):
        return False
    wanted = caution.said if caution.rule == "brand" else named
    return services().catalog.search(Query(text=wanted, limit=1)).fit == "exact"
