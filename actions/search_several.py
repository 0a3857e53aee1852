"""Several things named in one breath: each is looked for by itself."""

from __future__ import annotations

from actions import search_words, shelf
from actions.need import FILTERS
from actions.talk import Talk, money
from bot.catalog.query import Result
from bot.conversation import references
from bot.conversation.things import things_named

MOST_AT_ONCE = 5
"""Things named in one breath of which each is looked for."""


def told_several(talk: Talk) -> bool:
    """Answers "folding chairs and envelopes": each by itself, found or not; says whether the message was that."""
    named = [] if talk.in_form() else things_named(talk.text, talk.entities)
    if len(named) < 2:
        return False
    results = [_exactly(talk, one) for one in named[:MOST_AT_ONCE]]
    each = 2 if sum(bool(one.hits) for one in results) == 2 else 1
    products = [product for one in results for product in one.products[:each]]
    first = next((one for one, result in zip(named, results, strict=False) if result.hits), named[0])
    need = {
        **{name: first[name] for name in FILTERS if first.get(name)},
        "text": first["text"],
        "short": first["product"],
    }
    if not products:
        talk.hold("search", references.kept(talk.held("search"), need))
        talk.say("utter_nothing_found", what=", ".join(str(one["product"]) for one in named[:MOST_AT_ONCE]))
        return True
    talk.hold("search", references.begun(need, [one.id for one in products]))
    lines = [_one_of_several(talk, one, result) for one, result in zip(named, results, strict=False)]
    search_words.tell(talk, products, "utter_found_several", lines="\n".join(lines))
    return True


def _exactly(talk: Talk, thing: dict[str, str]) -> Result:
    """What fits a thing with what was said of it; nothing that is only near."""
    filters = {name: thing[name] for name in FILTERS if thing.get(name)}
    result = shelf.find_itself(talk, {**filters, "text": thing["text"], "short": thing["product"]})
    return result if result.fit == "exact" else Result()


def _one_of_several(talk: Talk, thing: dict[str, str], result: Result) -> str:
    name = search_words.what({**{kind: thing[kind] for kind in FILTERS if thing.get(kind)}, "text": thing["product"]})
    prices = [product.price for product in result.products if product.price is not None]
    if not result.hits or not prices:
        return talk.piece("utter_piece_several_found" if result.hits else "utter_piece_several_none", what=name)
    return talk.piece("utter_piece_several_from", what=name, price=money(min(prices)))
