"""What so many of each product on show would cost, and what that saves against a single one."""

from __future__ import annotations

from actions import costs, product_words
from actions.talk import Talk, money, shown
from bot.bootstrap import services
from bot.catalog.product import Product
from bot.conversation import references


def told(talk: Talk) -> bool:
    """Tells it where a number was said and several things are on show; says whether it did."""
    products = services().catalog.products(references.shown(talk.held("search")))
    if "quantity" not in talk.news() or len(products) < 2:
        return False
    lines = [line for one in products if (line := _line(talk, one))]
    if lines:
        asked = shown("quantity", talk.held("quantity"), talk.facts(("unit",)))
        talk.say("utter_each_price", quantity=asked, lines="\n".join(lines), about=[one.id for one in products])
    return bool(lines)


def _line(talk: Talk, product: Product) -> str:
    """ "" where the number cannot be counted in what is sold, or no price is known."""
    amount, single = costs.wanted(talk, product), costs.shown_cost(talk, product)
    found = costs.shown_cost(talk, product, amount.units) if amount else None
    if found is None or single is None:
        return ""
    saving = round((1 - found.unit_price / single.unit_price) * 100) if single.unit_price else 0
    values = {
        "title": product_words.title(product),
        "price": money(found.unit_price),
        "per": product_words.per(talk, found.unit),
        "total": money(found.total),
        "units": f"{found.quantity:,}",
        "saving": saving,
    }
    return talk.piece("utter_piece_each_price_less" if saving > 0 else "utter_piece_each_price_same", **values)
