"""What there is to be careful about with the goods that are talked about, said once."""

from __future__ import annotations

from collections.abc import Sequence

from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.query import Query
from bot.sourcing.cautions import Caution, Rule, cautions


def cautions_of(talk: Talk) -> list[Caution]:
    """What there is to be careful about with what is held."""
    own = str(talk.held("company") or "").lower()
    more = " ".join(str(talk.held(name) or "") for name in ("customization", "brand"))
    found = cautions(str(talk.held("product") or ""), f"{more} {talk.text if talk.in_form() or talk.held('product') else ''}")
    return [one for one in found if not (one.rule == "brand" and own and one.said.lower() in own)]


def warn(talk: Talk, rules: Sequence[Rule] = ("prohibited", "brand", "papers")) -> bool:
    """Says once what there is to be careful about, by these rules; whether such goods cannot be made at all."""
    found = [one for one in cautions_of(talk) if one.rule in rules and (talk.in_form() or not _is_stocked(one))]
    told = list(talk.held("cautioned") or [])
    for one in found:
        if one.rule != "prohibited" and f"{one.key} {one.said.lower()}" not in told:
            talk.say(f"utter_caution_{one.key}", said=one.said, since=one.since, source=one.source)
            told.append(f"{one.key} {one.said.lower()}")
    talk.hold("cautioned", told or None)
    return any(one.rule == "prohibited" for one in found)


def _is_stocked(caution: Caution) -> bool:
    """Whether the shelf has goods of that brand: who buys those needs no licence."""
    return caution.rule == "brand" and services().catalog.search(Query(text=caution.said, limit=1)).fit == "exact"
