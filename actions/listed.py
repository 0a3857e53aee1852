"""The lines of a list: found in the catalog with how sure that is, counted and priced, and told one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions import costs, product_words, shelf
from actions.cards import arrival
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog import clerk, variety
from bot.catalog.delivery import Promise
from bot.catalog.matched import SURE, by_id, sold_so, sureness, whole_first
from bot.catalog.packing import amount as amount_of
from bot.catalog.packing import smallest
from bot.catalog.prices import NextBreak, ShelfPrice
from bot.catalog.product import Product
from bot.catalog.query import Result
from bot.catalog.wanted import Wanted

Line = dict[str, Any]
TOLD = 25
"""Lines of a list that are told one by one."""
ASKED = 8
"""Doubtful lines that are asked about at once."""
OTHERS = 2
BREAKS = 3
"""Lines of which a little more is said to save, those that save most."""


@dataclass(frozen=True)
class Priced:
    """A line with its product, the sales units it comes to, what they cost, and when they arrive. None: not known."""

    place: int
    line: Line
    product: Product | None = None
    units: int | None = None
    cost: ShelfPrice | None = None
    promise: Promise | None = None

    @property
    def short(self) -> bool:
        """Whether there is less of it than is wanted."""
        stock = self.product.stock if self.product else None
        return stock is not None and self.units is not None and stock < self.units

    @property
    def doubtful(self) -> bool:
        """Whether it is to be asked about: several things may be meant, its number cannot be counted or is read in two ways,
        or there are not enough."""
        unsure = self.units is None or self.line.get("sure", 1) < SURE or bool(self.line.get("part"))
        return self.product is not None and (unsure or self.short)

    @property
    def same(self) -> tuple[object, ...]:
        """What lines that are asked about once have in common."""
        return str(self.line["product"]).lower(), self.line.get("unit"), self.line.get("id"), self.short


async def find(talk: Talk, lines: Sequence[Line]) -> list[Line]:
    """The lines with what was found for each. Between two the engine may take up other talks."""
    found = []
    for line in lines:
        found.append(line if line.get("id") else {**line, **_found(talk, line)})
        await asyncio.sleep(0)
    return found


def _found(talk: Talk, line: Line) -> Line:
    """The product for a line, how sure it is, what else may be meant, and whether it is only near what was named."""
    words = " ".join(str(line[name]) for name in ("brand", "material", "product") if line.get(name))
    need = {"text": words, "short": str(line["product"]), "color": line.get("color"), "size": line.get("size")}
    quantity, unit = Decimal(str(line["quantity"])), line.get("unit") or ""
    wanted = Wanted(0, words, quantity, unit, str(line.get("code") or ""))
    found = by_id(services().catalog, wanted) or _by_code(talk, wanted) or shelf.find(talk, need)
    found = whole_first(wanted, found)
    products = [hit.product for hit in found.hits]
    product = next((one for one in products if amount_of(one, quantity, unit)), products[0] if products else None)
    if product and not (line.get("code") or sold_so(wanted, product)):
        product = _cheapest_pack(talk, product, products, quantity, unit)
    as_sold = "" if unit or product is None else sold_so(wanted, product)
    comes_to = amount_of(product, quantity, unit or as_sold) if product else None
    others = products
    if product and comes_to and product.stock is not None and product.stock < comes_to.units:
        agreement = services().catalog.agreement(talk.account)
        instead = clerk.alternatives(services().catalog, product, comes_to.units, agreement=agreement)
        others = [one.product for one in instead] or products
    return {
        "id": product.id if product else None,
        "near": found.fit == "nearest",
        "sure": sureness(wanted, found) if product else 0.0,
        "others": [one.id for one in others if product and one.id != product.id][:OTHERS],
        "part": bool(comes_to and comes_to.asked < 1 and not (unit or as_sold)),
        "picked": bool(line.get("picked") or as_sold),
    }


def _cheapest_pack(talk: Talk, first: Product, products: Sequence[Product], quantity: Decimal, unit: str) -> Product:
    """Of the packs of the same thing the one in which so many pieces cost least; what is there before what is not."""
    alike = [one for one in products if _but_its_pack(one) == _but_its_pack(first)]
    counted = [(one, found.units) for one in alike if (found := amount_of(one, quantity, unit))]
    sums = [(one, units, cost.total) for one, units in counted if (cost := costs.shown_cost(talk, one, units))]
    if not sums:
        return first
    return min(sums, key=lambda found: (found[0].stock is not None and found[0].stock < found[1], found[2]))[0]


def _but_its_pack(product: Product) -> tuple[object, ...]:
    return variety.family(product), product.color, product.size


def _by_code(talk: Talk, wanted: Wanted) -> Result | None:
    found = shelf.find(talk, {"text": wanted.code, "short": wanted.code}) if wanted.code else Result()
    return found if found.fit == "exact" else None


def priced(talk: Talk, lines: Sequence[Line]) -> list[Priced]:
    return [_priced(talk, place, line) for place, line in enumerate(lines, 1)]


def _priced(talk: Talk, place: int, line: Line) -> Priced:
    catalog = services().catalog
    product = catalog.product(line["id"]) if line.get("id") else None
    if product is None:
        return Priced(place, line)
    units = units_of(line, product)
    if units is None:
        return Priced(place, line, product)
    there = str(talk.held("zip") or "")
    promise = catalog.promise(product, units, there, talk.turn.now) if there else None
    return Priced(place, line, product, units, costs.shown_cost(talk, product, units), promise)


def units_of(line: Line, product: Product) -> int | None:
    """Sales units that the line comes to; one that was picked on show is counted as it is sold."""
    if line.get("picked") and not line.get("unit"):
        return product_words.whole(line["quantity"])
    found = amount_of(product, Decimal(str(line["quantity"])), line.get("unit") or "")
    return found.units if found else None


def told(talk: Talk, one: Priced) -> str:
    """The line as the customer reads it."""
    line, product, cost = one.line, one.product, one.cost
    wanted = " ".join(filter(None, [f"{line['quantity']:,}", line.get("unit")]))
    values = {"place": one.place, "quantity": wanted, "product": line["product"]}
    if product is None:
        return talk.piece("utter_piece_line_missing", **values)
    values["title"] = product_words.title(product)
    if one.units is None:
        single = "utter_piece_line_single" if product.unit == "each" else "utter_piece_line_other_unit"
        return talk.piece(single, **values, unit=product.unit)
    itself = str(line["product"]).lower() == product.title.lower()
    if one.units != line["quantity"] or (smallest(product) > 1 and not line.get("unit") and not itself):
        values["title"] = talk.piece("utter_piece_units_of", units=f"{one.units:,}", title=values["title"])
    if itself:
        values["product"] = talk.piece("utter_piece_of_it")
    if cost is None:
        return talk.piece("utter_piece_line_unpriced", **values)
    plain = itself and one.units == line["quantity"] and not line.get("unit")
    response = f"utter_piece_line_{'near' if line.get('near') else 'itself' if plain else 'found'}"
    per, short = product_words.per(talk, cost.unit), _short(talk, product, one.units)
    return talk.piece(response, **values, price=money(cost.unit_price), per=per, sum=money(cost.total)) + short


def _short(talk: Talk, product: Product, units: int) -> str:
    """ " (only 40 in stock)"; "" where there are enough, or nobody knows."""
    if product.stock is None or product.stock >= units:
        return ""
    return talk.piece("utter_piece_line_short" if product.stock else "utter_piece_line_none", stock=f"{product.stock:,}")


def lines_told(talk: Talk, lines: Sequence[Priced]) -> str:
    """All lines, or the first ones with how many follow."""
    shown = [told(talk, one) for one in lines[:TOLD]]
    if len(lines) > TOLD:
        shown.append(talk.piece("utter_piece_lines_more", count=f"{len(lines) - TOLD:,}"))
    return "\n".join(shown)


def ask_about(talk: Talk, lines: Sequence[Priced]) -> bool:
    """Asks about the doubtful lines all together, each with what it may be; says whether there were any."""
    doubtful = sorted({one.same: one for one in reversed(lines) if one.doubtful}.values(), key=lambda one: one.place)
    if not doubtful:
        return False
    asked = "\n".join(_choices(talk, one) for one in doubtful[:ASKED])
    more = talk.piece("utter_piece_doubts_more", count=len(doubtful) - ASKED) if len(doubtful) > ASKED else ""
    talk.say("utter_list_doubts", lines=asked + more, example=f"{doubtful[0].place}b")
    return True


def still_open(talk: Talk, lines: Sequence[Priced]) -> None:
    """Which lines stand as they were first taken."""
    places = [str(one.place) for one in lines if one.doubtful]
    if places:
        more = talk.piece("utter_piece_lines_and_more", count=len(places) - ASKED) if len(places) > ASKED else ""
        talk.say("utter_list_still_open", lines=", ".join(places[:ASKED]) + more)


def _choices(talk: Talk, one: Priced) -> str:
    assert one.product
    others = services().catalog.products(one.line.get("others") or [])
    named = [
        f"{one.place}{letter}: {product_words.title(product)}"
        for letter, product in zip("abc", [one.product, *others], strict=False)
    ]
    wanted = " ".join(filter(None, [f"{one.line['quantity']:,}", one.line.get("unit"), str(one.line["product"])]))
    why = "single" if one.units is None else "part" if one.line.get("part") else ""
    if one.short and not why:
        why = "short" if one.product.stock else "none"
    values = {"units": one.units, "unit": one.product.unit, "stock": f"{one.product.stock or 0:,}"}
    part = talk.piece(f"utter_piece_doubt_{why}", **values) if why else ""
    return talk.piece("utter_piece_doubt_line", wanted=wanted, choices="\n  ".join(named), part=part)


def missing(talk: Talk, lines: Sequence[Priced]) -> None:
    """What the catalog does not have, and the way to a request for it."""
    lost = [one.line for one in lines if one.product is None]
    if not lost or len(lines) == 1:
        return
    first = lost[0]
    button = f'/sourcing_request{{"product": {_quoted(first["product"])}, "quantity": {first["quantity"]}}}'
    names = ", ".join(list(dict.fromkeys(str(line["product"]) for line in lost))[:ASKED])
    title = talk.piece("utter_piece_make_it", product=str(first["product"])[:30])
    talk.say("utter_list_missing", count=len(lost), names=names, buttons=[(button, title)])


def _quoted(text: object) -> str:
    return '"' + str(text).replace("\\", " ").replace('"', " ").replace("{", "(").replace("}", ")") + '"'


def _is_near(line: Priced, step: NextBreak) -> bool:
    """Whether a little more is enough for the lower price, and that is lower by a whole percent."""
    return step.more <= max(line.units or 1, 10) and round(step.saving * 100) >= 1


def savings(talk: Talk, lines: Sequence[Priced]) -> None:
    """Of which lines a little more would cost less each, those that save most first."""
    steps = [(one, one.cost.next_break) for one in lines if one.cost and one.cost.next_break]
    near = {one.line["id"]: (one, step) for one, step in reversed(steps) if _is_near(one, step)}
    best = sorted(near.values(), key=lambda pair: -(pair[1].saving * (pair[0].cost.total if pair[0].cost else 0)))[:BREAKS]
    told_lines = [
        talk.piece(
            "utter_piece_list_break",
            place=one.place,
            more=f"{step.more:,}",
            price=money(step.unit_price),
            saving=round(step.saving * 100),
        )
        for one, step in sorted(best, key=lambda pair: pair[0].place)
    ]
    if told_lines:
        talk.say("utter_list_breaks", lines="\n".join(told_lines))


def delivery(talk: Talk, lines: Sequence[Priced]) -> None:
    """When all of it is there, and which lines are promised no day; nothing without a ZIP code."""
    promises = [one for one in lines if one.promise]
    days = [(one.promise.last, one.promise) for one in promises if one.promise and one.promise.last]
    if not days:
        return
    _, last = max(days, key=lambda pair: pair[0])
    open_lines = [str(one.place) for one in promises if not (one.promise and one.promise.last)]
    without = talk.piece("utter_piece_list_no_day", lines=", ".join(open_lines[:ASKED])) if open_lines else ""
    talk.say("utter_list_delivery", place=last.place, day=arrival(talk, last), without=without)


def goods(lines: Sequence[Priced]) -> list[ShelfPrice]:
    return [one.cost for one in lines if one.cost]
