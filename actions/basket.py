"""Lists, baskets and quotes for a lot: lines are found in the catalog, added up, and passed on when the customer says so."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from actions import costs, factory, search, shelf
from actions.made import made_question
from actions.talk import Capability, Talk, money
from bot.bootstrap import services
from bot.catalog.packing import amount as amount_of
from bot.catalog.product import Product
from bot.conversation import references, wishes
from bot.conversation.lists import added

Line = dict[str, Any]
_QUOTE = re.compile(r"\b(?:quot(?:e|es|ation)|rfq|pricing|bid|proposal|volume|bulk)\b", re.I)
"""Words of who wants a price in writing, and no order yet."""


class Basket(Capability):
    called = "action_basket"

    async def answer(self, talk: Talk) -> None:
        if "items" in talk.news():
            changed = bool((talk.held("items") or [{}])[0].get("id"))
            await tell_list(talk, "utter_list_changed" if changed else "utter_list_held")
            return
        lines = await _wanted(talk)
        if lines:
            held = talk.held("items") or []
            picks = references.read(talk.text, talk.entities).places and not talk.entity("quantity")
            if held and held[-1].get("open") and picks:  # "the red one": instead of the one that was put down
                lines, held = [{**line, "quantity": held[-1]["quantity"]} for line in lines], held[:-1]
            talk.hold("items", added(held, lines))
            await tell_list(talk, "utter_list_held")


async def _wanted(talk: Talk) -> list[Line]:
    """The lines that the message adds; [] where it adds none, and that has been answered."""
    products = shelf.meant(talk)
    reference = references.read(talk.text, talk.entities)
    named = talk.entity("product") or talk.entity("sku")
    if (not products or wishes.wants_made(talk.text)) and made_question(talk):
        return []
    if reference.places and products:
        name = talk.held("product")
        return [_line(str(name or product.title), talk, product) for product in products]
    if reference.places:
        search.no_such_place(talk)
    elif named and (not talk.entity("quantity") or "quantity" in talk.refused()):
        _pick(talk)
    elif named:
        one = products[0] if len(products) == 1 else None
        if one is None:
            search.anew(talk, reference.cheapest)
        return [_line(str(named), talk, one, open_to_others=len(references.shown(talk.held("search"))) > 1 and one is None)]
    elif len(products) == 1 and talk.held("about") and (reference.it or talk.entity("quantity") or not talk.held("items")):
        return [_line(str(talk.held("product") or products[0].title), talk, products[0])]
    else:
        await _without_product(talk)
    return []


def _pick(talk: Talk) -> None:
    """A product without a number: what there is, and the question which and how many."""
    search.anew(talk)
    if references.shown(talk.held("search")):
        talk.say("utter_basket_pick")


async def _without_product(talk: Talk) -> None:
    if talk.held("items"):
        await tell_list(talk, "utter_list_held")
    elif references.shown(talk.held("search")):
        talk.say("utter_which_one")
    elif talk.held("product"):
        search.anew(talk)
    else:
        talk.say("utter_basket_which")


def in_words(line: Line) -> str:
    """ "20 boxes envelopes"."""
    amount = f"{line['quantity']:,}" if line.get("quantity") else ""
    return " ".join(filter(None, [amount, line.get("unit"), str(line["product"])]))


def _line(name: str, talk: Talk, product: Product | None, open_to_others: bool = False) -> Line:
    in_form = talk.in_form()  # what is held is about the request then
    return {
        "product": name,
        "quantity": talk.entity("quantity") or (None if in_form else talk.held("quantity")) or 1,
        "unit": talk.entity("unit"),
        "size": talk.entity("size"),
        "color": talk.entity("color") or (None if in_form else talk.held("color")),
        "id": product.id if product else None,
        "picked": product is not None,
        "open": open_to_others,
    }


async def tell_list(talk: Talk, response: str) -> None:
    """The list with what was found for each line, its prices and total, and the question whether to pass it on."""
    lines = [line if line.get("id") else {**line, **_found(talk, line)} for line in talk.held("items")]
    talk.hold("items", lines)
    texts, total = [], Decimal(0)
    for place, line in enumerate(lines, 1):
        text, costs = _told(talk, place, line)
        texts.append(text)
        total += costs
    count = talk.piece("utter_piece_one_line") if len(lines) == 1 else talk.piece("utter_piece_lines", count=len(lines))
    summed = talk.piece("utter_piece_total", total=money(total)) if total else talk.piece("utter_piece_no_total")
    about = [line["id"] for line in lines if line["id"]]
    touched = next((line["id"] for line in lines if line.get("touched") and line["id"]), None)
    talk.hold("about", [touched] if touched else talk.held("about"))
    talk.say(response, count=count, lines="\n".join(texts), total=summed, about=about)
    if talk.in_form():
        talk.say("utter_list_waits")  # the request's own question follows
        return
    if any(line.get("open") and line.get("touched") for line in lines):
        talk.say("utter_list_open")
    await factory.of_large(talk)
    quote = talk.intent == "bulk_quote" and bool(_QUOTE.search(talk.text))
    talk.say("utter_list_confirm_quote" if quote else "utter_list_confirm")
    talk.hold("pending", {"kind": "order", "quote": quote})


def _found(talk: Talk, line: Line) -> Line:
    """The product for a line, and whether it is only near what was named: another color, another size."""
    words = " ".join(str(line[name]) for name in ("brand", "material", "product") if line.get(name))
    need = {"text": words, "short": str(line["product"]), "color": line.get("color"), "size": line.get("size")}
    found = shelf.find(talk, need)
    wanted = Decimal(str(line["quantity"])), line.get("unit")
    counted = (hit.product for hit in found.hits if not line.get("unit") or _units_of(hit.product, *wanted))
    product = next(counted, found.hits[0].product if found.hits else None)
    return {"id": product.id if product else None, "near": found.fit == "nearest"}


def _told(talk: Talk, place: int, line: Line) -> tuple[str, Decimal]:
    product = services().catalog.product(line["id"]) if line["id"] else None
    amount = " ".join(filter(None, [f"{line['quantity']:,}", line.get("unit")]))
    values = {"place": place, "quantity": amount, "product": line["product"]}
    if product is None:
        return talk.piece("utter_piece_line_missing", **values), Decimal(0)
    values["title"] = shelf.title(product)
    units = _units(line, product)
    if units is None:
        return talk.piece("utter_piece_line_other_unit", **values, unit=product.unit), Decimal(0)
    cost = costs.shown_cost(talk, product, units)
    if units != line["quantity"]:
        values["title"] = talk.piece("utter_piece_units_of", units=f"{units:,}", title=values["title"])
    if str(line["product"]).lower() == product.title.lower():
        values["product"] = talk.piece("utter_piece_of_it")
    if cost is None:
        return talk.piece("utter_piece_line_unpriced", **values), Decimal(0)
    return talk.piece(
        "utter_piece_line_near" if line.get("near") else "utter_piece_line_found",
        **values,
        price=money(cost.unit_price),
        per=shelf.per(talk, cost.unit),
        sum=money(cost.total),
    ), cost.total


def _units(line: Line, product: Product) -> int | None:
    """Sales units that the line comes to; one that was picked on show is counted as it is sold."""
    if line.get("picked") and not line.get("unit"):
        return shelf.whole(line["quantity"])
    return _units_of(product, Decimal(str(line["quantity"])), line.get("unit"))


def _units_of(product: Product, quantity: Decimal, unit: str | None) -> int | None:
    found = amount_of(product, quantity, unit or "")
    return found.units if found else None


def total_of(talk: Talk, lines: list[Line]) -> Decimal:
    """USD for all lines that are found and priced."""
    found = (
        costs.shown_cost(talk, product, units)
        for line in lines
        if line.get("id")
        and (product := services().catalog.product(line["id"]))
        and (units := _units(line, product)) is not None
    )
    return sum((cost.total for cost in found if cost), Decimal(0))
