"""How many packs what is wanted comes to, for each line of the list or each product on show."""

from __future__ import annotations

from decimal import Decimal

from actions import costs, listed, product_words
from actions.talk import Talk, shown
from bot.bootstrap import services
from bot.catalog.packing import smallest
from bot.catalog.product import Product
from bot.conversation import references
from bot.conversation.followups import asks_packs


def told(talk: Talk) -> bool:
    """Answers "so how many boxes is that"; says whether it was asked and something can be counted."""
    if talk.in_form() or not asks_packs(talk.text):
        return False
    lines = _of_list(talk) if talk.held("items") else _on_show(talk)
    if lines:
        talk.say("utter_packs", lines="\n".join(lines[: listed.TOLD]))
    return bool(lines)


def _of_list(talk: Talk) -> list[str]:
    found = [one for one in listed.priced(talk, talk.held("items")) if one.product and one.units]
    return [
        _line(talk, one.product, one.units, f"{one.line['quantity']:,} {one.line.get('unit') or ''}".strip())
        for one in found
        if one.product and one.units
    ]


def _on_show(talk: Talk) -> list[str]:
    """For what is talked about, or for all that is on show."""
    about = talk.held("about") or []
    products = services().catalog.products(about if len(about) == 1 else references.shown(talk.held("search")))
    asked = shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
    return [_line(talk, one, amount.units, asked) for one in products if (amount := costs.wanted(talk, one))]


def _line(talk: Talk, product: Product, units: int, asked: str) -> str:
    each = smallest(product)
    pieces = talk.piece("utter_piece_packs_hold", pieces=f"{Decimal(units * each):,}", each=f"{each:,}") if each > 1 else ""
    return talk.piece("utter_piece_packs", asked=asked, units=f"{units:,}", title=product_words.title(product), pieces=pieces)
