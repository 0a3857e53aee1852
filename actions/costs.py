"""What something costs this customer: the account's prices, promotions, packs counted, and what it comes to at the door."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from actions import product_words
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog.packing import Amount, amount, smallest
from bot.catalog.prices import ShelfPrice
from bot.catalog.product import Product
from bot.catalog.totals import Terms, Total
from bot.conversation import references
from bot.errors import Refused
from bot.places import place_of


def cost(talk: Talk, product: Product, units: int = 1) -> ShelfPrice | None:
    """The price for who is asking, today. None where none is known. Raises Refused for what the account may not buy."""
    return services().catalog.price(product, units, talk.account, talk.turn.now)


def shown_cost(talk: Talk, product: Product, units: int = 1) -> ShelfPrice | None:
    """The same for a card or a sum, where what may not be bought is as good as unpriced."""
    try:
        return cost(talk, product, units)
    except Refused:
        return None


def wanted(talk: Talk, product: Product) -> Amount | None:
    """What the quantity that is held comes to in sales units; None where its unit cannot be counted in them.

    A number said of something on show counts it as it is sold; said with the thing's name it counts pieces.
    """
    quantity, unit = talk.held("quantity"), talk.held("unit")
    if not quantity:
        return Amount(1, None, Decimal(1))
    named = talk.named("product", "sku")
    on_show = "quantity" in talk.news() and not named and (talk.held("about") or references.shown(talk.held("search")))
    if on_show and "unit" not in talk.news():
        unit = None  # that was said of something else
    return amount(product, Decimal(str(quantity)), str(unit or (product.unit if on_show else "")))


def units(talk: Talk, product: Product) -> int:
    """The same as whole sales units, at least 1."""
    found = wanted(talk, product)
    return found.units if found else product_words.whole(talk.held("quantity"))


def in_words(talk: Talk, product: Product, costs: ShelfPrice) -> dict[str, str]:
    """The parts of a sentence about a price: what a unit costs, what a piece, and why it is that."""
    pieces = smallest(product)
    each = talk.piece("utter_piece_a_piece", price=fine(costs.unit_price / pieces)) if pieces > 1 else ""
    return {
        "title": product_words.title(product),
        "price": money(costs.unit_price),
        "per": product_words.per(talk, costs.unit),
        "total": money(costs.total),
        "quantity": f"{costs.quantity:,}",
        "piece": each,
        "why": basis(talk, costs),
    }


def basis(talk: Talk, costs: ShelfPrice) -> str:
    """ " That's an offer until November 30, instead of $9.49."; "" for the list price and its breaks."""
    if costs.basis not in ("promotion", "contract"):
        return ""
    until = talk.piece("utter_piece_until", day=format_date(costs.until, "MMMM d", locale="en_US")) if costs.until else ""
    instead = talk.piece("utter_piece_instead_of", price=money(costs.list_price)) if costs.list_price > costs.unit_price else ""
    return " " + talk.piece(f"utter_piece_basis_{costs.basis}", until=until, instead=instead)


def next_break(talk: Talk, costs: ShelfPrice, far: bool = False) -> None:
    """What a little more would save; where `far`, also what much more would."""
    step = costs.next_break
    if step is None or not round(step.saving * 100):
        return
    if step.more > max(costs.quantity, 10):
        if far:
            price, saving = money(step.unit_price), round(step.saving * 100)
            talk.say("utter_price_later_break", quantity=f"{step.quantity:,}", price=price, saving=saving)
        return
    values = {"more": f"{step.more:,}", "quantity": f"{step.quantity:,}", "price": money(step.unit_price)}
    less = step.total <= costs.total
    response = "utter_price_break_costs_less" if less else "utter_price_next_break"
    talk.say(response, **values, saving=round(step.saving * 100), total=money(step.total))


def at_the_door(talk: Talk, lines: Sequence[ShelfPrice]) -> None:
    """Shipping, tax and the least order for these lines, as far as the merchant's terms and the place are known."""
    catalog, place = services().catalog, place_of(str(talk.held("zip") or ""))
    exempt = bool(talk.buyer and talk.buyer.tax_exempt)
    terms = catalog.terms()
    if not lines or not (terms or place):
        return
    total = catalog.total(lines, place.zip if place else "", exempt=exempt)
    parts = [part for part in (_shipping(talk, terms, total), _tax(talk, total, place.state if place else "")) if part]
    goods = place is not None and terms is not None
    told = talk.piece("utter_piece_makes", total=money(total.total)) if goods and total.total != total.goods else ""
    there = talk.piece("utter_piece_to_place", place=f"{place.city}, {place.state}") if place else ""
    if parts:
        talk.say("utter_order_costs", parts=", ".join(parts), there=there, total=told)
    if total.missing and terms:
        talk.say("utter_order_least", least=money(terms.least), missing=money(total.missing))


def _shipping(talk: Talk, terms: Terms | None, total: Total) -> str:
    if terms is None:
        return talk.piece("utter_piece_shipping_unknown")
    if not total.shipping:
        return talk.piece("utter_piece_shipping_free")
    fee = talk.piece("utter_piece_shipping_fee", shipping=money(total.shipping))
    if total.to_free is None or terms.free_from is None:
        return fee
    return fee + talk.piece("utter_piece_shipping_to_free", free_from=money(terms.free_from), more=money(total.to_free))


def _tax(talk: Talk, total: Total, state: str) -> str:
    values: dict[str, Any] = {"tax": money(total.tax), "rate": format_decimal(total.tax_rate, locale="en_US"), "state": state}
    company = talk.buyer.company if talk.buyer else ""
    return talk.piece(f"utter_piece_tax_{total.tax_basis}", **values, company=company)


def fine(amount_of_money: Decimal) -> str:
    """USD of a piece: what is below 10 cents to a hundredth of one."""
    return money(amount_of_money) if amount_of_money >= Decimal("0.1") else f"${amount_of_money:.4f}".rstrip("0")
