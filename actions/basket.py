"""Lists, baskets and quotes for a lot: lines are found in the catalog, added up, and passed on when the customer says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions import search, shelf
from actions.made import made_question
from actions.talk import Capability, Talk, money
from bot.bootstrap import services
from bot.catalog.prices import price
from bot.catalog.product import Product
from bot.conversation import references

Line = dict[str, Any]


class Basket(Capability):
    called = "action_basket"

    async def answer(self, talk: Talk) -> None:
        if "items" in talk.news():
            changed = bool((talk.held("items") or [{}])[0].get("id"))
            await tell_list(talk, "utter_list_changed" if changed else "utter_list_held")
            return
        products = shelf.meant(talk)
        if not products and made_question(talk):
            return
        reference = references.read(talk.text, talk.entities)
        named = talk.entity("product") or talk.entity("sku")
        if reference.places and products:
            lines = [_line(str(talk.held("product") or product.title), talk, product) for product in products]
        elif reference.places:
            search.no_such_place(talk)
            return
        elif named and not talk.entity("quantity"):
            _pick(talk)
            return
        elif named and (products or talk.intent == "bulk_quote" or talk.entity("quantity")):
            if not products or len(products) > 1:
                search.anew(talk, reference.cheapest)
            lines = [_line(str(named), talk, products[0] if len(products) == 1 else None)]
        elif talk.held("items") and not (reference.it or talk.entity("quantity")):
            await tell_list(talk, "utter_list_held")
            return
        elif len(products) == 1 and talk.held("about"):
            lines = [_line(str(talk.held("product") or products[0].title), talk, products[0])]
        else:
            await _without_product(talk)
            return
        talk.hold("items", [*(talk.held("items") or []), *lines])
        await tell_list(talk, "utter_list_held")


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


def _line(name: str, talk: Talk, product: Product | None) -> Line:
    return {
        "product": name,
        "quantity": talk.entity("quantity") or talk.held("quantity") or 1,
        "unit": talk.entity("unit"),
        "color": talk.held("color"),
        "id": product.id if product else None,
    }


async def tell_list(talk: Talk, response: str) -> None:
    """The list with what was found for each line, its prices and total, and the question whether to pass it on."""
    lines = [line if line.get("id") else {**line, **_found(line)} for line in talk.held("items")]
    talk.hold("items", lines)
    texts, total = [], Decimal(0)
    for place, line in enumerate(lines, 1):
        text, costs = _told(talk, place, line)
        texts.append(text)
        total += costs
    count = talk.piece("utter_piece_one_line") if len(lines) == 1 else talk.piece("utter_piece_lines", count=len(lines))
    summed = talk.piece("utter_piece_total", total=money(total)) if total else talk.piece("utter_piece_no_total")
    about = [line["id"] for line in lines if line["id"]]
    talk.say(response, count=count, lines="\n".join(texts), total=summed, about=about)
    talk.say("utter_list_confirm")
    talk.hold("pending", {"kind": "order"})


def _found(line: Line) -> Line:
    """The product for a line, and whether it is only near what was named: another color, another size."""
    words = " ".join(str(line[name]) for name in ("brand", "material", "product") if line.get(name))
    need = {"text": words, "short": str(line["product"]), "color": line.get("color")}
    found = shelf.find(need, limit=1)
    return {"id": found.hits[0].product.id if found.hits else None, "near": found.fit == "nearest"}


def _told(talk: Talk, place: int, line: Line) -> tuple[str, Decimal]:
    product = services().catalog.product(line["id"]) if line["id"] else None
    amount = " ".join(filter(None, [f"{line['quantity']:,}", line.get("unit")]))
    values = {"place": place, "quantity": amount, "product": line["product"]}
    if product is None:
        return talk.piece("utter_piece_line_missing", **values), Decimal(0)
    costs = price(product, shelf.whole(line["quantity"]))
    values["title"] = search.title(product)
    if str(line["product"]).lower() == product.title.lower():
        values["product"] = talk.piece("utter_piece_of_it")
    if costs is None:
        return talk.piece("utter_piece_line_unpriced", **values), Decimal(0)
    return talk.piece(
        "utter_piece_line_near" if line.get("near") else "utter_piece_line_found",
        **values,
        price=money(costs.unit_price),
        per=shelf.per(talk, costs.unit),
        sum=money(costs.total),
    ), costs.total


def total_of(lines: list[Line]) -> Decimal:
    """USD for all lines that are found and priced."""
    costs = (
        price(product, shelf.whole(line["quantity"]))
        for line in lines
        if line.get("id") and (product := services().catalog.product(line["id"]))
    )
    return sum((cost.total for cost in costs if cost), Decimal(0))
