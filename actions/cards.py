"""A product as a card: its picture, its price and when more is cheaper, what is there, and when it arrives."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from actions import costs, product_words
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog.delivery import Promise
from bot.catalog.pictures import address
from bot.catalog.product import Product
from bot.conversation.model import Card


def card(talk: Talk, product: Product) -> Card:
    """The product at the price that holds for who is asking."""
    one = costs.shown_cost(talk, product)
    return Card(
        id=product.id,
        title=product.title,
        price=one.unit_price if one else None,
        category=product.category or None,
        color=product.color or None,
        unit=product.unit or None,
        image=address(product),
        note=" · ".join(filter(None, [costs.basis(talk, one).strip() if one else "", _break(talk, product)])),
        stock=_stock(talk, product),
        delivery=_delivery(talk, product),
    )


def arrival(talk: Talk, promised: Promise) -> str:
    """ "Tue, Nov 17" or "Thu, Nov 19 to Mon, Nov 23"; "" where nothing is promised."""
    if promised.first is None or promised.last is None:
        return ""
    if promised.first == promised.last:
        return weekday(promised.first)
    return talk.piece("utter_piece_days", first=weekday(promised.first), last=weekday(promised.last))


def weekday(day: date) -> str:
    return str(format_date(day, "EEE, MMM d", locale="en_US"))


def _break(talk: Talk, product: Product) -> str:
    """From how many on it costs less; after what is asked for now."""
    found = costs.shown_cost(talk, product, costs.units(talk, product))
    step = found.next_break if found else None
    if step is None:
        return ""
    per = product_words.per(talk, product.unit)
    return talk.piece("utter_piece_break", quantity=f"{step.quantity:,}", price=money(step.unit_price), per=per)


def _stock(talk: Talk, product: Product) -> str:
    if product.stock is None:
        return ""
    return talk.piece("utter_piece_stock" if product.stock else "utter_piece_stock_none", stock=f"{product.stock:,}")


def _delivery(talk: Talk, product: Product) -> str:
    place = talk.held("zip")
    if not place:
        return ""
    promised = services().catalog.promise(product, costs.units(talk, product), str(place), talk.turn.now)
    day = arrival(talk, promised)
    return talk.piece("utter_piece_arrives", day=day, place=place) if day else ""
