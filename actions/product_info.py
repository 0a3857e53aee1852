"""Questions about a product, answered from its own data or honestly not."""

from __future__ import annotations

from actions import asked_price, clerk, how_many_packs, papers, product_words, shelf
from actions.cards import card
from actions.cautions import OfGoods
from actions.made import made_question
from actions.talk import Talk
from actions.which_one import ask_which
from bot.bootstrap import services
from bot.catalog import evidence
from bot.catalog.product import Product
from bot.conversation import goods_questions, references, words

DETAILS = ("brand", "sku", "color", "material", "size", "description")
LONGEST_DETAIL = 400


class ProductInfo(OfGoods):
    called = "action_product_info"

    async def answer(self, talk: Talk) -> None:
        reference = references.read(talk.text, talk.entities)
        if papers.told(talk) or how_many_packs.told(talk) or await asked_price.told(talk) or clerk.answered(talk):
            return
        products = shelf.meant(talk)
        named = talk.named("product", "sku")
        if made_question(talk):
            return
        if not products or (len(products) > 1 and not reference.places):
            if not (products and _asks(talk) and _of_all(talk, products if named else _on_show(talk))):
                ask_which(talk, bool(named), reference)
            return
        talk.hold("about", [product.id for product in products][:1])
        for product in products[:3]:
            if not (_asks(talk) and tell_evidence(talk, product)):
                tell_details(talk, product)


def _on_show(talk: Talk) -> list[Product]:
    return services().catalog.products(references.shown(talk.held("search")))


def _asks(talk: Talk) -> bool:
    """Whether the words ask something in particular."""
    return words.is_question(talk.text) and not goods_questions.wants_all(talk.text)


def tell_evidence(talk: Talk, product: Product) -> bool:
    """The line of the product's data that answers, or that none does; says whether the words asked anything that can be."""
    question = goods_questions.without_pointing(talk.text)
    found = evidence.answered(product, question)
    if found is None and not evidence.telling(question):
        return False
    shows = {"cards": [card(talk, product)], "about": [product.id]}
    if found is None:
        talk.say("utter_evidence_none", **shows, title=product_words.title(product), details=details(talk, product))
        return True
    source = talk.piece(f"utter_piece_source_{found.field}")
    talk.say(f"utter_evidence_{found.verdict}", **shows, title=product_words.title(product), line=found.line, source=source)
    return True


def _of_all(talk: Talk, products: list[Product]) -> bool:
    """The same question for each of several; says whether the data of any of them answer it."""
    question = goods_questions.without_pointing(talk.text)
    found = [(product, evidence.answered(product, question)) for product in products[: references.PAGE]]
    if not any(one for _, one in found):
        return False
    lines = [
        talk.piece(
            f"utter_piece_evidence_{one.verdict if one else 'none'}",
            title=product_words.title(product),
            line=one.line if one else "",
        )
        for product, one in found
    ]
    talk.say("utter_evidence_each", lines="\n".join(lines), about=[product.id for product, _ in found])
    return True


def tell_details(talk: Talk, product: Product) -> None:
    lines = details(talk, product)
    response = "utter_about_product" if lines else "utter_about_product_little"
    talk.say(response, cards=[card(talk, product)], about=[product.id], title=product_words.title(product), details=lines)


def details(talk: Talk, product: Product) -> str:
    """What is on file about a product, a line each."""
    lines = [
        talk.piece(f"utter_detail_{name}", value=str(getattr(product, name))[:LONGEST_DETAIL])
        for name in DETAILS
        if getattr(product, name)
    ]
    if product.pack_size > 1:
        lines.append(talk.piece("utter_detail_pack_size", value=product.pack_size, unit=product.unit))
    return "\n".join(lines)
