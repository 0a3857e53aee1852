"""What a clerk says beside the price: products side by side, what goes with one, and what else there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from actions import costs, product_words, search_words, shelf
from actions.cards import card
from actions.talk import Talk, money
from bot.bootstrap import services
from bot.catalog import clerk
from bot.catalog.product import Product
from bot.conversation import goods_questions, references

MOST = 3
_SIDES = re.compile(r"\b(?:and|with|to|vs\.?|versus|or|from|against)\b|[,&]", re.I)


def answered(talk: Talk) -> bool:
    """Answers such a question; says whether it was one that could be answered."""
    kind = goods_questions.asked(talk.text)
    if kind == "side_by_side":
        return side_by_side(talk)
    product = the_one(talk)
    if not kind or product is None:
        return False
    (goes_with if kind == "goes_with" else instead)(talk, product)
    talk.hold("about", [product.id])
    return True


def the_one(talk: Talk) -> Product | None:
    """The product that a question is about; None where several may be meant."""
    products = shelf.meant(talk)
    places = references.read(talk.text, talk.entities).places
    sure = places or talk.held("about") or len(products) == 1 or talk.named("product", "sku")
    return products[0] if products and sure else None


def side_by_side(talk: Talk) -> bool:
    """Two or three products with what tells them apart; says whether there were two."""
    products = _sides(talk)
    if len(products) < 2 and references.read(talk.text, talk.entities).places:
        search_words.no_such_place(talk)
        return True
    if len(products) < 2:
        return False
    titles = enumerate(product_words.titles(products), 1)
    names = [talk.piece("utter_piece_side", place=place, title=title) for place, title in titles]
    rows = [row for row in clerk.compared(products, [costs.shown_cost(talk, one) for one in products]) if _tells(row, products)]
    lines = [_row(talk, row) for row in rows if not row.same]
    same = ", ".join(_row(talk, row, alike=True) for row in rows if row.same)
    talk.hold("about", None)
    _show(talk, products)
    talk.say(
        "utter_side_by_side",
        cards=[card(talk, one) for one in products],
        about=[one.id for one in products],
        names="\n".join(names),
        rows="\n".join([*lines, *([talk.piece("utter_piece_rows_same", same=same)] if same else [])]),
    )
    return True


def _sides(talk: Talk) -> list[Product]:
    """What is to be compared: places on show, things named, or the two or three that are on show."""
    catalog, on_show = services().catalog, references.shown(talk.held("search"))
    places = references.read(talk.text, talk.entities).places or _numbers(talk.text, len(on_show))
    if len(places) > 1:
        return catalog.products(filter(None, [references.at_place(talk.held("search"), place) for place in places[:MOST]]))
    named = _named_sides(talk, on_show)
    if len(named) > 1:
        return named[:MOST]
    if places or named:  # "how does the second differ": from what is talked about, else from the first
        one = catalog.products(filter(None, [references.at_place(talk.held("search"), place) for place in places])) or named
        others = catalog.products([*(talk.held("about") or []), *on_show])
        return [*one, *(other for other in others if other.id != one[0].id)][:2] if one else []
    return catalog.products(on_show[: 2 if re.search(r"\b(?:two|both|either)\b", talk.text, re.I) else MOST])


def _numbers(text: str, count: int) -> list[int]:
    """ "1 and 3", "2 vs 4": places by bare numbers."""
    found = [int(one) for one in re.findall(r"(?<![\w.$])[1-9](?![\w.%])", text)]
    return found if len(found) > 1 and max(found) <= count else []


def _named_sides(talk: Talk, on_show: Sequence[str]) -> list[Product]:
    """ "the red one and the blue one", "the electric stapler vs the desktop one": what each side names, on show first."""
    shown = services().catalog.products(on_show)
    found: list[Product] = []
    before: list[str] = []
    for side in _SIDES.split(re.sub(r"^.*?\b(?:compare|between|differen\w*)\b", "", talk.text, flags=re.I)):
        words = set(re.findall(r"[a-z0-9]{2,}", side.lower())) - _IDLE
        fits = [one for one in shown if words and words <= set(re.findall(r"[a-z0-9]{2,}", one.title.lower()))]
        if not fits and words and not shown:
            named = sorted(words, key=side.lower().find)
            before = named if not before or not _ANOTHER.search(side) else [*named, *before]
            hits = shelf.find(talk, {"text": " ".join(before)}, exclude=[one.id for one in found]).hits
            fits = [hit.product for hit in hits]
        found += [one for one in fits[:1] if one not in found]
    return found


_ANOTHER = re.compile(r"\bones?\W*$", re.I)
"""A side that tells only how it differs from the one before: "the compatible one"."""


_IDLE = frozenset(
    "the one ones that this these those of it please me for me can you what is are which do how does them".split()
)


def _tells(row: clerk.Row, products: Sequence[Product]) -> bool:
    """Not the price of a piece where each is sold by the piece, nor that there is one in it."""
    if row.field == "pieces":
        return not row.same
    priced = [one.price for one in products]
    return row.field != "piece_price" or list(row.values) != priced


def _row(talk: Talk, row: clerk.Row, alike: bool = False) -> str:
    values = row.values[:1] if alike else row.values
    told = " · ".join(_value(talk, row.field, value) for value in values)
    return talk.piece(f"utter_piece_row_{row.field}", values=told)


def _value(talk: Talk, field: str, value: object) -> str:
    if value in (None, ""):
        return talk.piece("utter_piece_not_known")
    if field in ("price", "piece_price"):
        return money(Decimal(str(value))) if Decimal(str(value)) >= Decimal("0.1") else f"${Decimal(str(value)):f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def goes_with(talk: Talk, product: Product) -> None:
    found = clerk.goes_with(services().catalog, product, agreement=services().catalog.agreement(talk.account))
    if not found:
        talk.say("utter_goes_with_nothing", title=product_words.title(product), about=[product.id])
        return
    _shown(talk, found, "utter_goes_with", title=product_words.title(product))


def instead(talk: Talk, product: Product, quantity: int = 1) -> bool:
    """Other products that serve as well, each with what is otherwise; says whether there are any."""
    catalog = services().catalog
    found = clerk.alternatives(catalog, product, quantity, agreement=catalog.agreement(talk.account))
    if not found:
        talk.say("utter_instead_nothing", title=product_words.title(product))
        return False
    lines = "\n".join(
        talk.piece("utter_piece_instead", place=place, title=product_words.title(one.product), differs=_differs(talk, one))
        for place, one in enumerate(found, 1)
    )
    _shown(talk, [one.product for one in found], "utter_instead", title=product_words.title(product), lines=lines)
    return True


def _shown(talk: Talk, products: Sequence[Product], response: str, **values: str) -> None:
    _show(talk, products)
    talk.say(response, cards=[card(talk, one) for one in products], about=[one.id for one in products], **values)


def _show(talk: Talk, products: Sequence[Product]) -> None:
    """Their places count from now on, unless they are the places that they have on show already."""
    ids, before = [one.id for one in products], talk.held("search")
    if references.shown(before)[: len(ids)] != ids:
        talk.hold("search", references.begun((before or {}).get("need") or {"text": ""}, ids))


def _differs(talk: Talk, other: clerk.Alternative) -> str:
    """What is otherwise about it, in words; price last."""
    said = [
        talk.piece(
            f"utter_piece_differs_{one.field}",
            before=_value(talk, one.field, one.before),
            after=_value(talk, one.field, one.after),
        )
        for one in sorted(other.differs, key=lambda one: one.field == "price")
    ]
    return ", ".join(said) or talk.piece("utter_piece_differs_nothing")
