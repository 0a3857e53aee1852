"""The catalog as an action asks it: needs become queries, products become cards, words become the product that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.asked_filters import asked_filters
from bot.catalog.codes import looks_like_code
from bot.catalog.english import read_amiss, without_words
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.conversation import counted, references
from bot.conversation.facts import CATALOG
from bot.conversation.words import is_yes

FILTERS = ("brand", "color", "material", "size", "min_price", "max_price")
LONGEST_QUERY = 300
LONGEST_TITLE = 90
MOST_FREE_WORDS = 8
"""Words of a sentence without a recognised thing that may be looked for as they are."""
_OUTSIDE = frozenset(
    (
        "money",
        "quantity",
        "unit",
        "zip",
        "city",
        "state",
        "date",
        "email",
        "phone",
        "color",
        "material",
        "size",
        "customization",
    )
)
_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n+")
_LOOSE_END = re.compile(
    r"(?:\b(?:under|below|over|above|around|about|less than|more than|up to|max|at most|between|"
    r"for|by|in|to|near|of|with|at|x)\b|[\s,;.&/:-])+$",
    re.I,
)


def need_of(talk: Talk) -> dict[str, Any]:
    """What this message and the facts before it ask the catalog for; text "" where no thing is named."""
    source = _said_now(talk) if talk.in_form() else talk.facts(FILTERS)  # the open request's facts are about another thing
    need = {name: value for name, value in source.items() if name in FILTERS}
    named = [str(entity["value"]) for entity in talk.entities if entity["entity"] in ("product", "sku", "brand")]
    text = _named_text(talk) if {"product", "sku"} & {entity["entity"] for entity in talk.entities} else ""
    if not text and _free_search(talk) and talk.text and not is_yes(talk.text):
        text = _without(talk.text, 0, talk.entities)
        said = set(re.findall(r"[\w']+", text.lower()))
        if said <= _FILLER or len(said - _FILLER) > MOST_FREE_WORDS:
            text = ""  # "how much", "in stock?" name nothing, nor does a story
        elif talk.held("product") and _ONES.search(text) and not talk.in_form():
            text = " ".join([*(word for word in text.split() if word.lower() not in _FILLER), str(talk.held("product"))])
            named = [text]
    if not text and not talk.in_form():
        named = [str(talk.held(name)) for name in ("product", "sku") if talk.held(name)]
        text = " ".join(named)
    wishes = _wishes(talk)
    if talk.intent == "stock_check" and not _ONLY_STOCKED.search(talk.text):
        # "is it in stock" asks of what is sold out, too
        text, wishes = (
            asked_filters(text).text.strip(" ?"),
            {name: value for name, value in wishes.items() if name != "in_stock"},
        )
    text = counted.without_heads(text)
    return {**need, **wishes, "text": text[:LONGEST_QUERY], "short": " ".join(dict.fromkeys(named))}


_ONLY_STOCKED = re.compile(r"\b(?:what|which|any|show|list|only|that (?:is|are)|have)\b", re.I)


def _wishes(talk: Talk) -> dict[str, Any]:
    """ "In stock and here by Friday", as filters of the search."""
    said = asked_filters(talk.text, talk.turn.now.date())
    return {**({"in_stock": True} if said.in_stock else {}), **({"by": said.by.isoformat()} if said.by else {})}


def superlative(text: str) -> str:
    """What the cheapest is wanted of: "what's the cheapest printer" is printer; "" where nothing or a story is named."""
    words = [
        word for word in re.findall(r"[\w-]+", text.lower().replace("'s", "")) if word not in _FILLER and word not in _LEAST
    ]
    return " ".join(words) if len(words) <= MOST_FREE_WORDS else ""


_LEAST = frozenset("lowest least expensive priced one ones got tell give".split())


def named_only(text: str) -> str:
    """The words without those before them that name nothing: "do you have a helicopter" is helicopter."""
    words = text.split()
    while len(words) > 1 and words[0].lower().strip(",.") in _FILLER:
        words = words[1:]
    return " ".join(words)


_NARROWED = re.compile(
    r"^\W*(?:only|just|nothing but|show only|only show(?: me)?|(?:the )?same(?: (?:one|thing))?,? but(?: in| with)?)"
    r"\s+(?P<rest>.+?)\W*$",
    re.I,
)


def narrow(talk: Talk, need: dict[str, Any]) -> None:
    """ "only dell", "same but 32gb": what was not recognised as a filter is a brand of the catalog, or one more word."""
    found = _NARROWED.match(talk.text)
    known = {entity["entity"] for entity in talk.entities} & {*FILTERS, "money", "product", "sku", "reference"}
    if not found or known or len(found["rest"].split()) > 3:
        return
    brands = services().catalog.brands()
    rest = re.sub(r"\s+(?:ones?|please)$", "", found["rest"], flags=re.I)
    if re.sub(r"[^a-z0-9]", "", rest.lower()) in brands:
        need["text"] = " ".join(word for word in need["text"].split() if word.lower() != str(need.get("brand") or "").lower())
        need["brand"] = rest
        talk.hold("brand", rest)
    else:
        need["text"] = f"{need['text']} {rest}"
        need["short"] = f"{need.get('short') or ''} {rest}".strip()


_ONES = re.compile(r"^\W*(?:the |only |just |any |some |got )*(?:[\w-]+ ){1,2}ones?\W*$", re.I)
""" "The jumbo ones": of what is looked for."""


def _said_now(talk: Talk) -> dict[str, Any]:
    """The filters of this message alone."""
    prices = {
        f"{one['role']}_price": one["value"]
        for one in talk.entities
        if one["entity"] == "money" and one.get("role") in ("min", "max")
    }
    return {**prices, **{one["entity"]: one["value"] for one in talk.entities}}


def _free_search(talk: Talk) -> bool:
    """Whether the sentence itself is what to look for: nothing in it was recognised as a thing, and nothing is on show."""
    if references.read(talk.text, talk.entities).points:
        return False
    if talk.intent == "product_search":
        return not _pressed(talk)
    return talk.intent in CATALOG and not talk.held("product") and not references.shown(talk.held("search"))


def _pressed(talk: Talk) -> bool:
    """Whether the message comes from a button."""
    return any(entity["entity"] == "reference" or entity.get("start") == entity.get("end") for entity in talk.entities)


def _named_text(talk: Talk) -> str:
    """The sentences that name the thing, without what are filters and amounts."""
    kept, offset = [], 0
    for sentence in _SENTENCE.split(talk.text):
        start = talk.text.index(sentence, offset)
        offset = start + len(sentence)
        if any(
            entity["entity"] in ("product", "sku") and start <= (entity.get("start") or 0) < offset for entity in talk.entities
        ):
            kept.append(_without(sentence, start, talk.entities))
    return " ".join(filter(None, kept)) or " ".join(
        str(entity["value"]) for entity in talk.entities if entity["entity"] in ("product", "sku")
    )


def _without(sentence: str, start: int, entities: Sequence[dict[str, Any]]) -> str:
    """The sentence with the spans of amounts, places and filters cut out, and the small words before them."""
    parts, at = [], 0
    for entity in sorted((e for e in entities if e["entity"] in _OUTSIDE and e.get("end")), key=lambda e: e["start"]):
        first, last = entity["start"] - start, entity["end"] - start
        if at <= first < len(sentence):
            parts.append(_LOOSE_END.sub("", sentence[at:first]))
            at = last
    return " ".join(filter(None, (part.strip(" ,;.!?") for part in (*parts, sentence[at:]))))


def find(talk: Talk, need: dict[str, Any], exclude: Sequence[str] = (), limit: int = references.PAGE) -> Result:
    """Searches with the customer's own words; where they say too much, with the thing's name alone. Only what the account may
    buy is found."""
    catalog = services().catalog
    query = Query(
        text=need["text"],
        exclude=tuple(exclude),
        limit=limit,
        agreement=catalog.agreement(talk.account),
        order="price" if need.get("order") == "price" else "relevance",
        in_stock=bool(need.get("in_stock")),
        now=talk.turn.now,
        zip_code=str(talk.held("zip") or ""),
        by=date.fromisoformat(need["by"]) if need.get("by") else None,
        **{name: str(need[name]) for name in ("brand", "color", "material", "size") if need.get(name)},
        **{name: Decimal(str(need[name])) for name in ("min_price", "max_price") if need.get(name)},
    )
    result = catalog.search(query)
    if amiss := read_amiss(result.corrected):
        named = str(need.get("short") or need["text"]).lower()
        if any(word.lower() in named for word in amiss):
            return Result(dropped=amiss)
        result = catalog.search(msgspec.structs.replace(query, text=without_words(need["text"], amiss)))
    if _only_describes(need, result):
        need["short"] = need["text"]
    told = need.get("short") and need["short"] != need["text"] and not _other_model(need)
    if result.fit != "exact" and told:
        shorter = catalog.search(msgspec.structs.replace(query, text=need["short"]))
        if shorter.fit == "exact" or not result.hits:
            return msgspec.structs.replace(shorter, dropped=shorter.dropped or _said_beside(need))
    return result


_FILLER = frozenset(
    "a an the and or i we you me my our us do does have has got get need want looking look for some any of to in on is are "
    "there please hi hello hey can could would like sell carry show find buy order cheap cheapest good best something with "
    "long when who where why far ones one only just show cheaper less than more instead but same color colour size version "
    "maybe else other others "
    "something anything thing things stuff kind type style no not actually make them those these which as well too also plus "
    "max min maximum minimum up between around budget price priced dollars bucks usd nicer better "
    "under below over about at that this it im i'm were we're what which how much stock available also ok thanks".split()
)


def _other_model(need: dict[str, Any]) -> bool:
    """Whether a model is named for which it is to fit, beside the thing's name: without it a wrong one would be offered."""
    named = set(need["short"].lower().split())
    after = re.split(r"\bfor\b", need["text"], maxsplit=1, flags=re.I)[1:]
    return any(looks_like_code(word) for text in after for word in re.findall(r"[\w'-]+", text) if word.lower() not in named)


def _only_describes(need: dict[str, Any], result: Result) -> bool:
    """Whether the name that was recognised stands right before the noun that was not met: labels are no label maker."""
    noun = result.dropped[0] if len(result.dropped) == 1 and result.hits else ""
    return bool(noun) and f"{need['short']} {noun}".lower() in need["text"].lower()


def _said_beside(need: dict[str, Any]) -> tuple[str, ...]:
    """Words with digits beside the thing's name that the search had to leave out ("16gb"): the customer is told."""
    named = set(need["short"].lower().split())
    return tuple(
        word
        for word in re.findall(r"[\w'-]+", need["text"].lower())
        if word not in named and word not in _FILLER and any(letter.isdigit() for letter in word)
    )


def meant(talk: Talk) -> list[Product]:
    """The products that the message is about: places in the list on show, a model, a name, or what was last talked about."""
    search = talk.held("search")
    reference = references.read(talk.text, talk.entities)
    if reference.places:
        ids = [references.at_place(search, place) for place in reference.places]
        return services().catalog.products(product for product in ids if product)
    if {"product", "sku"} & {entity["entity"] for entity in talk.entities}:
        return _named(talk, search)
    about = talk.held("about") or []
    return services().catalog.products(about[:1] or references.shown(search)[:2])


def _named(talk: Talk, search: dict[str, Any] | None) -> list[Product]:
    on_show = services().catalog.products(references.shown(search))
    named = " ".join(
        str(entity["value"]) for entity in talk.entities if entity["entity"] in ("product", "sku", "brand")
    ).lower()
    words = set(re.findall(r"[a-z0-9]{2,}", named)) - {"one", "ones"}
    fitting = [product for product in on_show if words and words <= set(re.findall(r"[a-z0-9]{2,}", product.title.lower()))]
    if len(fitting) == 1:
        return fitting
    return [hit.product for hit in find(talk, need_of(talk)).hits]


def title(product: Product) -> str:
    return product.title if len(product.title) <= LONGEST_TITLE else product.title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def whole(quantity: Any) -> int:
    """A quantity as whole sales units, at least 1."""
    return max(1, int(-(-Decimal(str(quantity)) // 1))) if quantity else 1


def per(talk: Talk, unit: str) -> str:
    """ "each" or "per box"."""
    return talk.piece("utter_piece_each") if unit == "each" else talk.piece("utter_piece_per", unit=unit)


def sold(talk: Talk, unit: str) -> str:
    """ "singly" or "by the box"."""
    return talk.piece("utter_piece_singly") if unit == "each" else talk.piece("utter_piece_by_the", unit=unit)
