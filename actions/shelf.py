"""The catalog as an action asks it: needs become what is found, words become the product that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from actions.naming import kind_of, unmet
from actions.need import need_of
from actions.talk import Talk
from bot.bootstrap import services
from bot.catalog.codes import looks_like_code
from bot.catalog.english import read_amiss, without_words
from bot.catalog.product import Product
from bot.catalog.query import Query, Result
from bot.conversation import references


def find(talk: Talk, need: dict[str, Any], exclude: Sequence[str] = (), limit: int = references.PAGE) -> Result:
    """Searches with the customer's own words; where they say too much, with the thing's name alone. Only what the account may
    buy is found."""
    catalog, query = services().catalog, _query(talk, need, exclude, limit)
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
            left_out = unmet(need["text"], need["short"]) or kind_of(talk.text, need["short"], result.dropped)
            return msgspec.structs.replace(shorter, dropped=shorter.dropped or left_out)
    return result


def find_itself(talk: Talk, need: dict[str, Any], limit: int = references.PAGE) -> Result:
    """The same without what is made for the thing that was named, where the thing itself was found; "more" shows it all the
    same."""
    result = find(talk, need, limit=limit)
    return msgspec.structs.replace(result, hits=tuple(hit for hit in result.hits if not hit.beside))


def _query(talk: Talk, need: dict[str, Any], exclude: Sequence[str], limit: int) -> Query:
    return Query(
        text=need["text"],
        exclude=tuple(exclude),
        limit=limit,
        agreement=services().catalog.agreement(talk.account),
        order="price" if need.get("order") == "price" else "relevance",
        in_stock=bool(need.get("in_stock")),
        now=talk.turn.now,
        zip_code=str(talk.held("zip") or ""),
        by=date.fromisoformat(need["by"]) if need.get("by") else None,
        **{name: str(need[name]) for name in ("brand", "color", "material", "size") if need.get(name)},
        **{name: Decimal(str(need[name])) for name in ("min_price", "max_price") if need.get(name)},
    )


def _other_model(need: dict[str, Any]) -> bool:
    """Whether a model is named for which it is to fit, beside the thing's name: without it a wrong one would be offered."""
    named = set(need["short"].lower().split())
    after = re.split(r"\bfor\b", need["text"], maxsplit=1, flags=re.I)[1:]
    return any(looks_like_code(word) for text in after for word in re.findall(r"[\w'-]+", text) if word.lower() not in named)


def _only_describes(need: dict[str, Any], result: Result) -> bool:
    """Whether the name that was recognised stands right before the noun that was not met: labels are no label maker."""
    noun = result.dropped[0] if len(result.dropped) == 1 and result.hits else ""
    return bool(noun and need.get("short")) and f"{need['short']} {noun}".lower() in need["text"].lower()


def meant(talk: Talk) -> list[Product]:
    """The products that the message is about: places in the list on show, a model, a name, or what was last talked about."""
    search = talk.held("search")
    reference = references.read(talk.text, talk.entities)
    if reference.places:
        ids = [references.at_place(search, place) for place in reference.places]
        return services().catalog.products(product for product in ids if product)
    if talk.named("product", "sku"):
        return _named(talk, search)
    about = talk.held("about") or []
    return services().catalog.products(about[:1] or references.shown(search)[:2])


def _named(talk: Talk, search: dict[str, Any] | None) -> list[Product]:
    on_show = services().catalog.products(references.shown(search))
    words = set(re.findall(r"[a-z0-9]{2,}", " ".join(talk.named("product", "sku", "brand")).lower())) - {"one", "ones"}
    fitting = [product for product in on_show if words and words <= set(re.findall(r"[a-z0-9]{2,}", product.title.lower()))]
    if len(fitting) == 1:
        return fitting
    return [hit.product for hit in find(talk, need_of(talk)).hits]
