"""How what was found is said: as cards, with what it was looked for as; and that there is none, or not that many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import naming, product_words
from actions.cards import card
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.catalog.query import Result
from bot.conversation import references

LONGEST_WHAT = 60
Buttons = Sequence[tuple[str, str]]


def show(talk: Talk, result: Result, response: str, **values: Any) -> None:
    """Tells what a search found; where there is more, by a button."""
    tell(talk, result.products, response, more_button(talk) if result.total > len(result.hits) else (), **values)


def more_button(talk: Talk) -> Buttons:
    return [('/product_search{"reference": "more"}', talk.piece("utter_piece_more"))]


def tell(talk: Talk, products: Sequence[Product], response: str, buttons: Buttons = (), **values: Any) -> None:
    """Cards; a single one is what is talked about from then on."""
    cards = [card(talk, product) for product in products]
    talk.hold("about", [cards[0].id] if len(cards) == 1 else None)
    talk.say(response, cards=cards, about=[one.id for one in cards], buttons=buttons, **values)


def what(need: dict[str, Any]) -> str:
    """The thing and its filters, as an answer names it."""
    words = [str(need[name]) for name in ("color", "material", "size", "brand") if need.get(name)]
    name = naming.named_only(str(need.get("short") or need["text"]))
    text = " ".join([*(word for word in words if word.lower() not in name.lower()), name])
    return text if len(text) <= LONGEST_WHAT else text[:LONGEST_WHAT].rsplit(" ", 1)[0] + " …"


def was_not_found(talk: Talk) -> bool:
    """Whether what was last looked for is not there, and nothing else is talked about; says so once more."""
    before = talk.held("search") or {}
    if not before.get("none") or talk.in_form() or talk.held("about"):
        return False
    talk.say("utter_nothing_found", what=what(before["need"]))
    return True


def nothing_on_show(talk: Talk) -> None:
    """The words point at a list, and there is none."""
    need = (talk.held("search") or {}).get("need")
    if need:
        talk.say("utter_no_more", what=what(need))
    else:
        talk.say("utter_nothing_shown")


def no_such_place(talk: Talk) -> None:
    """ "the fifth one" of three, or of none."""
    on_show = references.shown(talk.held("search"))
    if len(on_show) == 1:
        _only_one(talk, on_show)
    elif on_show:
        talk.say("utter_no_such_place", count=len(on_show))
    else:
        nothing_on_show(talk)


def _only_one(talk: Talk, on_show: list[str]) -> None:
    """Where one product is on show, "the second one" is asked back; a yes then does what was wanted with it."""
    product = services().catalog.products(on_show)[0]
    talk.say("utter_only_one_shown", title=product_words.title(product), about=on_show)
    talk.hold("about", on_show)
    talk.hold("pending", {"kind": "only_one", "wanted": talk.intent})
