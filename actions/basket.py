"""Lists, baskets and quotes for a lot: lines are found in the catalog, added up, and passed on when the customer says so."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from actions import costs, each_price, factory, listed, search, search_several, search_words, shelf
from actions.cautions import OfGoods
from actions.made import is_made_question, made_question
from actions.picked import beside, picked
from actions.talk import Talk, money
from bot.catalog.product import Product
from bot.conversation import list_changes, plain_beside, references, wishes
from bot.conversation.list_changes import recounted
from bot.conversation.lists import added, counted_in
from bot.conversation.names import head_in, words_shared
from bot.conversation.picks import Pick

Line = dict[str, Any]
DETAILS = ("size", "color", "material", "brand")
"""What was said of a thing that a line of it keeps: "make the gloves 2", after black nitrile ones, large, were looked for."""
_QUOTE = re.compile(r"\b(?:quot(?:e|es|ation)|rfq|pricing|bid|proposal|volume|bulk)\b", re.I)
"""Words of who wants a price in writing, and no order yet."""


class Basket(OfGoods):
    called = "action_basket"

    async def answer(self, talk: Talk) -> None:
        file = (talk.held("heard") or {}).get("file")
        if file and file["problem"]:
            talk.say("utter_files_kept" if file["problem"] == "no_list" else f"utter_list_{file['problem']}", name=file["name"])
            return
        if file:
            talk.say("utter_list_read", name=file["name"], count=f"{file['lines']:,}")
        if "items" in talk.news() and not talk.held("items"):
            talk.say("utter_list_empty")
            talk.hold("pending", None)
            return
        if _not_on_list(talk):
            await tell_list(talk, "utter_list_held")
            return
        if "items" in talk.news():
            changed = bool((talk.held("items") or [{}])[0].get("id"))
            await tell_list(talk, "utter_list_changed" if changed else "utter_list_held")
            return
        if await recount(talk):
            return
        lines = await _wanted(talk)
        if lines:
            held = talk.held("items") or []
            picks = references.read(talk.text, talk.entities).places and not talk.entity("quantity")
            if held and held[-1].get("open") and picks:  # "the red one": instead of the one that was put down
                lines, held = [{**line, "quantity": held[-1]["quantity"]} for line in lines], held[:-1]
            talk.hold("items", added(held, lines))
            await tell_list(talk, "utter_list_held")


async def recount(talk: Talk) -> bool:
    """Another number of what a line of the list is about, where nothing else is named; says whether it was that."""
    named = talk.named("product", "sku") or references.read(talk.text, talk.entities).places
    if talk.in_form() or named or "quantity" in talk.refused() or wishes.wants_made(talk.text):
        return False
    held, about = talk.held("items") or [], talk.held("about") or []
    lines = recounted(held, about, talk.text, talk.entity("quantity"), talk.entity("unit"))
    if lines is None or lines == held:
        return False
    talk.hold("items", lines)
    await tell_list(talk, "utter_list_changed", priced=True)
    return True


def _not_on_list(talk: Talk) -> bool:
    """Says so where something is to be taken off the list that does not stand on it."""
    named = str(talk.entity("product") or "")
    if "items" in talk.news() or talk.in_form() or not (talk.held("items") and named and list_changes.wants_removed(talk.text)):
        return False
    if talk.entity("quantity") or any(words_shared(str(line["product"]), named) for line in talk.held("items")):
        return False
    talk.say("utter_list_lacks", product=named)
    return True


async def _wanted(talk: Talk) -> list[Line]:
    """The lines that the message adds; [] where it adds none, and that has been answered."""
    reference = references.read(talk.text, talk.entities)
    named = talk.entity("product") or talk.entity("sku")
    products = shelf.meant(talk)
    if talk.in_form() and plain_beside.taken(talk.text, bool(talk.held("about"))) and (plain := factory.plain(talk)):
        return [{**_line(_called(talk, plain), talk, plain), "quantity": talk.entity("quantity") or talk.held("quantity")}]
    if talk.in_form() and talk.entity("quantity") and is_made_question(talk) and await factory.tell(talk):
        return []  # "how much would 4000 be", of the open request
    if (not products or wishes.wants_made(talk.text)) and made_question(talk):
        return []
    if many := picked(talk):
        return [*(_picked(talk, pick, product) for pick, product in many), *beside(talk, many)]
    if reference.places and products:
        return _places(talk, products)
    if reference.places:
        search_words.no_such_place(talk)
    elif named:
        return _named(talk, str(named), products, reference.cheapest)
    elif reference.it and search_words.was_not_found(talk):
        return []
    elif len(products) == 1 and talk.held("about") and (reference.it or talk.entity("quantity") or not talk.held("items")):
        return [_line(str(talk.held("product") or products[0].title), talk, products[0])]
    else:
        await _without_product(talk)
    return []


def _places(talk: Talk, products: list[Product]) -> list[Line]:
    """The ones on show that are named by their places, one of each where the numbers count other things."""
    lines = [_line(_called(talk, product), talk, product) for product in products]
    counted = [{"id": None, **one} for one in counted_in(talk.text, talk.entities)]
    others = [one for one in counted if not any(head_in(str(one["product"]), product.title) for product in products)]
    others = others or _beside_places(talk, products)
    return [*({**line, "quantity": 1, "unit": None} for line in lines), *others] if others else lines


def _picked(talk: Talk, pick: Pick, product: Product) -> Line:
    """A line for what was picked, with the number that was said of it; what was said of the other things is left out."""
    counted = {"quantity": pick.quantity, "unit": pick.unit}
    return {**_line(_called(talk, product), talk, product), **counted, **dict.fromkeys(DETAILS), "color": product.color or None}


def _beside_places(talk: Talk, products: list[Product]) -> list[Line]:
    """ "The first one and a chair": a line for what is named beside the places without a number, one of it."""
    if talk.entity("quantity"):
        return []
    names = [str(one["value"]) for one in talk.entities if one.get("entity") == "product"]
    others = [name for name in names if not any(head_in(name, product.title) for product in products)]
    single = {"quantity": 1, "unit": None, "open": True}
    return [{**_line(name, talk, None), **dict.fromkeys(DETAILS), **single} for name in others]


def _called(talk: Talk, product: Product) -> str:
    """What a line of the list is called: in the customer's words where they name the product, else by its title."""
    name = talk.held("product")
    return str(name if name and head_in(str(name), product.title) else product.title)


def _named(talk: Talk, name: str, products: list[Product], cheapest: bool) -> list[Line]:
    """The line for a thing that is named with its number; without one what there is, and the question how many."""
    if not talk.entity("quantity") or "quantity" in talk.refused():
        if talk.entity("quantity") or not search_several.told_several(talk):
            _pick(talk)
        return []
    one = products[0] if len(products) == 1 and costs.wanted(talk, products[0]) else None
    if one is None:
        search.anew(talk, cheapest)
    several = len(references.shown(talk.held("search"))) > 1
    return [_line(name, talk, one, open_to_others=several and one is None)]


def _pick(talk: Talk) -> None:
    """A product without a number: what there is, and the question which and how many."""
    search.anew(talk)
    if references.shown(talk.held("search")):
        talk.say("utter_basket_pick")


async def _without_product(talk: Talk) -> None:
    if talk.held("items"):
        await tell_list(talk, "utter_list_held")
    elif references.shown(talk.held("search")):
        if not each_price.told(talk):
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
        "unit": talk.entity("unit") or (None if in_form or talk.entity("quantity") else talk.held("unit")),
        **{detail: talk.entity(detail) or (None if in_form else talk.held(detail)) for detail in DETAILS},
        "id": product.id if product else None,
        "picked": product is not None,
        "open": open_to_others,
    }


def tell_arrival(talk: Talk) -> None:
    """What a ZIP code that was just said adds to the list: shipping, tax and the day."""
    found = listed.priced(talk, talk.held("items"))
    costs.at_the_door(talk, listed.goods(found))
    listed.delivery(talk, found)


async def tell_list(talk: Talk, response: str, priced: bool = False) -> None:
    """The list: what was found for each line, prices and totals, what is doubtful, and the question whether to pass it on.

    Where the customer asked for a price, also what a little more would save.
    """
    lines = await listed.find(talk, talk.held("items"))
    talk.hold("items", lines)
    found = listed.priced(talk, lines)
    goods = listed.goods(found)
    total = sum((cost.total for cost in goods), Decimal(0))
    count = talk.piece("utter_piece_one_line") if len(lines) == 1 else talk.piece("utter_piece_lines", count=f"{len(lines):,}")
    summed = talk.piece("utter_piece_total", total=money(total)) if total else talk.piece("utter_piece_no_total")
    about = [line["id"] for line in lines if line["id"]][: listed.TOLD]
    touched = next((line["id"] for line in lines if line.get("touched") and line["id"]), None)
    talk.hold("about", [touched] if touched else talk.held("about"))
    talk.say(response, count=count, lines=listed.lines_told(talk, found), total=summed, about=about)
    if talk.in_form():
        talk.say("utter_list_waits")  # the request's own question follows
        return
    costs.at_the_door(talk, goods)
    if len(lines) > 1:
        listed.delivery(talk, found)
    if priced:
        listed.savings(talk, found)
    if any(line.get("open") and line.get("touched") for line in lines):
        talk.say("utter_list_open")
    elif len(lines) > 1 and response == "utter_list_changed":
        listed.still_open(talk, found)
    elif len(lines) > 1:
        listed.savings(talk, found)
        listed.missing(talk, found)
        listed.ask_about(talk, found)
    await factory.of_large(talk)
    quote = talk.intent == "bulk_quote" and bool(_QUOTE.search(talk.text))
    talk.say("utter_list_confirm_quote" if quote else "utter_list_confirm")
    talk.hold("pending", {"kind": "order", "quote": quote})


def total_of(talk: Talk, lines: list[Line]) -> Decimal:
    """USD for all lines that are found and priced."""
    return sum((cost.total for cost in listed.goods(listed.priced(talk, lines))), Decimal(0))
