"""What the things that a message names say about its intent, where no request is being written down. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.catalog.categories import IN_NAME, sort
from bot.conversation import references, wishes, words
from bot.conversation.facts import CATALOG
from bot.conversation.moment import FORM, Moment
from bot.conversation.names import words_shared
from bot.conversation.on_show import ORDER, PRICE
from bot.conversation.small_words import LOOSE, NUMBERED

_PRINTED = re.compile(
    r"\b(?:print\w*(?! paper)|cop(?:y|ies)(?!(?: and print(?:er|ing)?)? paper)|business cards?|"
    r"banners?|flyers?|brochures?|posters?|signs?|laminat\w*|bind(?!ers?\b)\w*|scan\w*|"
    r"letterheads?|stickers?|decals?|postcards?|menus?|invitations?|blueprints?)\b",
    re.I,
)


def is_printed(text: str) -> bool:
    """Whether the words name something that a print shop does."""
    return bool(_PRINTED.search(text))


_MADE_ALONE = re.compile(r"\b(?:stickers?|decals?|magnets?|patches|iron-?ons?|temporary tattoos?|static clings?)\b", re.I)
"""What is printed, but not over a print shop's counter: factories make it to order."""
_TURNS_TO = re.compile(
    r"^\W*(?:(?:ok|and|so|then)\W+)*(?:now|next|what about|how about|also|and)\b(?:\W+[\w'-]+){1,5}\W*$", re.I
)
_SOLD = re.compile(
    r"\b(?:do|did|can|would) (?:you|u|ya)(?: guys)? (?:also )?(?:sell|have|carry|stock)\b|\byou (?:sell|carry|stock)\b", re.I
)
_OFFERS = re.compile(
    r"\b(?:discounts?|deals?|sales?|promos?|promotions?|offers?|coupons?|codes?|specials?|rebates?|off)\b", re.I
)
_RETURN = re.compile(r"\b(?:returns?|returning|send (?:it|them|this) back|refund(?:ed)?|money back)\b", re.I)
_ORDERED = re.compile(r"\bmy\b|\border(?:ed|s)?\b|\bbought\b|\btrack|\d{5,}-|#", re.I)
"""Words of something that is on its way already."""

_OF_PRICE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|and|so|please)\W+)*(?:the )?(?:prices?|cost|how much|what(?:'s| is| are| would| do| does| will)"
    r"(?: \w+)* (?:price|cost|run|come to))\b(?!.*\b(?:order|buy|get me|give me|purchase|i'?ll (?:have|take))\b)",
    re.I,
)
_IN_SHOP = re.compile(r"\bpick(?:ing)?\b[^.?!]{0,30}\bup\b|\bpick-?up\b|\bcollect\b", re.I)
FEW = 24
"""Units of a thing up to which its price is asked and no quote for a volume."""
FEWEST_MADE = 100
"""Pieces below which a thing without anything on it is meant from the shelf."""
LONGEST_THING = 3
"""Words of a message that may be the name of a thing and nothing else."""


def bare_thing(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities; where what is left beside a size ("64 GB thumb drive") is called so in the trade, it is the thing."""
    sizes = [one for one in entities if one.get("entity") == "size" and one.get("end")]
    others = [one for one in entities if one not in sizes]
    left = text
    for one in sizes:
        left = left[: one["start"]] + "\n" * (one["end"] - one["start"]) + left[one["end"] :]
    names = [part.strip(" .!?") for part in left.split("\n") if part.strip(" .!?")]
    name = names[0] if len(names) == 1 else ""
    whole = not others or (bool(sizes) and [one.get("entity") for one in others] == ["product"])
    known = whole and 0 < len(name.split()) <= LONGEST_THING and not (_PRINTED.search(name) or _ASKED_OF_IT.match(name))
    if not known or not re.fullmatch(r"[a-z][a-z -]+", name, re.I) or sort(name).sure < IN_NAME:
        return list(entities)
    start = left.index(name)
    return [*sizes, {"entity": "product", "start": start, "end": start + len(name), "value": name, "text": name}]


_LISTS = re.compile(r"[,;&+/\n]|\b(?:and|or|plus|also|then)\b", re.I)
_ASKED_OF_IT = re.compile(
    r"^(?:what|whats|wat|wats|how|hows|which|is|are|does|do|has|any)\b(?:.*\b(?:the|it|its|that|this|they|them|their|these|those)\b)",
    re.I,
)
""" "Whats the warranty" asks something of what is on show, and names no thing."""
_JOINS = re.compile(r"^[\s,;&+/-]*(?:(?:and|or|plus|also|then|some|an?|the|any|our|my)\b[\s,;&+/-]*)*$", re.I)
_ADJECTIVE = re.compile(
    r"\b(?!(?:for|with|in|on|of|to|from|by|at|that|which|are|is|do|does|have|you|i|we|it|not|no)\b)[a-z-]+\s*$", re.I
)
_OF_A_THING = ("color", "size", "material", "brand")
_PACKS = ("quantity", "unit")


def things_named(text: str, entities: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The things that a message names side by side ("ink, toner and blue envelopes"), each {"product", "text", "color"? …}; []
    where it names fewer than two, or where anything but a comma or an "and" stands between them ("envelopes for paper").

    A word before a later thing that was not recognised ("ink and manila folders") is one more of its words, and so is a pack
    behind one ("tape 6 pk, glue"). What stands between commas or behind the last "and" and is called so in the trade is a thing
    of its own, whether it was recognised or not.
    """
    marked = _with_unmarked(text, sorted((one for one in entities if one.get("end")), key=lambda one: int(one["start"])))
    things: list[dict[str, str]] = []
    about: dict[str, str] = {}
    at: int | None = None
    for one in marked:
        kind, value = str(one["entity"]), str(one["value"])
        if kind in _PACKS and things and one["start"] - (at or 0) <= 2:
            things[-1]["text"] += f" {text[one['start'] : one['end']]}"
            at = one["end"]
        if kind not in ("product", *_OF_A_THING):
            continue
        gap = text[at : one["start"]] if at is not None else ""
        more = _unknown(gap)
        if at is not None and not _JOINS.match(gap.removesuffix(more)):
            return []
        behind = kind != "product" and things and not about and not _LISTS.search(gap)
        if kind == "product":
            said = " ".join(filter(None, [about.get("material", ""), more.strip(), value]))
            things.append({**about, "product": value, "text": said})
            about = {}
        else:
            (things[-1] if behind else about)[kind] = value
        at = one["end"] if things else None
    apart = len(things) > 1 and not re.search(r"\d\s*$", text[: marked[0]["start"]])
    return things if apart else []


_PART = re.compile(r"[,;&+/\n]|\b(?:and|or|plus|also|then)\b|$", re.I)


def _with_unmarked(text: str, marked: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is marked, and between it and behind it the names of the trade that fill a whole place of the list."""
    found = list(marked)
    named = [one for one in marked if one.get("entity") == "product"]
    for one, following in zip(named, [*named[1:], None], strict=False):
        start, end = one["end"], following["start"] if following else len(text)
        if any(start <= other["start"] < end for other in marked):
            continue
        cuts = [(start + cut.start(), start + cut.end()) for cut in _PART.finditer(text[start:end])]
        cuts = cuts[:-1] if following else cuts  # the words right before a marked thing are its own
        for (_, begins), (ends, _) in pairwise(cuts):
            name = text[begins:ends].strip(" .!?")
            if _is_trade_name(name):
                at = text.index(name, begins)
                found.append({"entity": "product", "start": at, "end": at + len(name), "value": name, "text": name})
    return sorted(found, key=lambda one: int(one["start"]))


def _is_trade_name(name: str) -> bool:
    short = 0 < len(name.split()) <= LONGEST_THING and re.fullmatch(r"[a-z][a-z -]+", name, re.I)
    return bool(short) and not _PRINTED.search(name) and sort(name).sure >= IN_NAME


def _unknown(gap: str) -> str:
    """The word right before a later thing that is none of those that join, "manila" of ", and manila "; else ""."""
    found = _ADJECTIVE.search(gap)
    known = found is None or _JOINS.match(found[0]) or not _LISTS.search(gap[: found.start()])
    return "" if known or found is None else found[0]


def by_its_things(now: Moment) -> str | None:
    """The intent that fits the things named better than the classifier's; None where they say nothing."""
    if not now.asked and now.intent not in {*CATALOG, FORM} and _is_a_thing(now):
        return "product_search"
    if now.intent == "out_of_scope" and now.form is None and _is_for_something(now):
        return "product_search"
    if now.intent in ("bulk_quote", "place_order", "product_search", "inform") and _is_custom_made(now):
        return FORM
    if now.intent == "bulk_quote" and PRICE.search(now.text) and _is_by_the_sheet(now):
        return "price_check"
    may_order = now.intent == "place_order" or (now.intent == "nlu_fallback" and "product" in now.named)
    if (may_order or _is_of_few(now)) and _OF_PRICE.match(now.text) and not now.slots.get("items"):
        return "price_check"
    if now.intent == "place_order" and (asks_what_there_is(now) or (_is_a_thing(now) and "size" in now.named)):
        return "product_search"
    if now.intent == FORM and _is_plain_thing(now):
        return "product_search"
    if now.intent in ("product_search", "inform", FORM) and _takes_so_many(now):
        return None if now.intent == FORM and not _is_some_of_the_shelf(now) else "place_order"
    if now.intent == "promotions" and "product" in now.named and _SOLD.search(now.text) and not _OFFERS.search(now.text):
        return "product_search"  # "do you have offering envelopes"
    return _no_print_job(now) or _said_beside_things(now)


def _no_print_job(now: Moment) -> str | None:
    """What was taken for a print job and is none: it is made by a factory, or comes from the shelf as it is."""
    counted = "quantity" in now.named
    of_shown = counted and now.named <= {"quantity", "unit"} and references.shown(now.slots.get("search"))
    plain = not (is_printed(now.text) or wishes.wants_made(now.text))
    if of_shown and plain and (now.intent == "print_services" or (now.intent == FORM and _is_by_the_sheet(now))):
        return "price_check"  # "I need 7500 sheets", of the paper on show
    if now.intent != "print_services":
        return None
    if counted and _MADE_ALONE.search(now.text):
        return FORM
    if not _is_no_print_job(now):
        return None
    if PRICE.search(now.text):
        return "price_check"
    return "place_order" if counted else "product_search"


def picks_up(now: Moment) -> bool:
    """ "Pick up the first one near 60601": which shop there has it."""
    return now.intent == "place_order" and bool(_IN_SHOP.search(now.text)) and bool({"zip", "city"} & now.named)


_NEEDS = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|please|so|yes|yeah)\W+)*(?:(?:i|we)(?:'ll|'d like| will| would like)? )?"
    r"(?:(?:also )?(?:need|want|take|get|have|order|buy) |)(?:about |around )?$",
    re.I,
)


def _takes_so_many(now: Moment) -> bool:
    """ "I need 40 staplers", "two gross of pencils": a number of a thing, and nothing that looks for one."""
    plain = {"product", "quantity"} <= now.named <= {"product", "quantity", "unit", "color", "size", "material", "brand"}
    if not plain or now.asked or now.question or wishes.wants_made(now.text) or now.reference.points:
        return False
    first = min(one["start"] for one in now.entities if one.get("entity") == "quantity")
    last = max(one.get("end") or 0 for one in now.entities)
    return bool(_NEEDS.match(now.text[:first])) and not re.search(r"\w", now.text[last:].lower().replace("please", ""))


_OF_FACTORIES = re.compile(
    r"\b(?:factor(?:y|ies)|manufactur\w*|suppliers?|sourc\w+|made|make|produc\w+|import\w*|wholesale\w*|bulk|quotes?|rfq|"
    r"samples?|request)\b",
    re.I,
)


def _is_plain_thing(now: Moment) -> bool:
    """Whether an office's thing is named without number, day or work on it, and no word of factories: "need legal pads"."""
    plain = "product" in now.named and now.named <= {"product", "color", "size", "material", "brand", "zip", "city", "state"}
    if not plain or now.asked or wishes.wants_made(now.text) or _OF_FACTORIES.search(now.text):
        return False
    return all(sort(str(one["value"])).sure >= IN_NAME for one in now.entities if one.get("entity") == "product")


def _is_some_of_the_shelf(now: Moment) -> bool:
    """Whether fewer than a factory makes are wanted of what an office needs: "I need 40 staplers"."""
    counts = [one.get("value") for one in now.entities if one.get("entity") == "quantity"]
    names = [str(one.get("value")) for one in now.entities if one.get("entity") == "product"]
    few = all(isinstance(count, int | float) and count < FEWEST_MADE for count in counts)
    return few and all(sort(name).sure >= IN_NAME for name in names)


def _said_beside_things(now: Moment) -> str | None:
    """A no, a hello, an order or a return: what else is named decides."""
    if now.intent in LOOSE and words.is_no(now.text) and not (now.entities or now.reference.points or now.question):
        return "deny"
    if now.intent in ("affirm", "thank", "greet", "deny") and {"product", "quantity"} <= now.named:
        return "place_order"
    if now.intent == "greet" and "product" in now.named:
        return "product_search"  # "hi vis vests"
    if now.intent == "order_status":
        return _asked_before_an_order(now)
    if now.intent in ("cancel_order", "modify_order") and _RETURN.search(now.text):
        return "return_policy"
    if now.intent == "inform" and {"product", "sku"} & now.named:
        return _a_named_thing(now)
    return None


def _asked_before_an_order(now: Moment) -> str | None:
    """ "When will it be here", taken for a question about an order: of the request, of what is talked about, or no question."""
    of_an_order = NUMBERED.search(now.text)
    if now.slots.get("confirmed") and not of_an_order:
        return "request_status"
    if (now.slots.get("about") or now.slots.get("items")) and not of_an_order:
        return "delivery_eta"
    if {"product", "zip"} <= now.named and not _ORDERED.search(now.text):  # whose digits are no order's
        return "delivery_eta"
    if "date" in now.named and not (of_an_order or now.question):
        return "inform"
    return None


def _a_named_thing(now: Moment) -> str | None:
    """ "now the tote bags": another thing than the one that is held is looked for."""
    held = str(now.slots.get("product") or "")
    named = [str(one.get("value")) for one in now.entities if one.get("entity") == "product"]
    if not held:
        return None if now.asked else "product_search"
    if (
        not _TURNS_TO.match(now.text)
        or set(now.asked) - {"confirm"}
        or any(words_shared(name, held) for name in named)
        or not named
    ):
        return None
    return "product_search"


def asks_what_there_is(now: Moment) -> bool:
    """ "stapler refills?" orders nothing yet."""
    return now.text.rstrip().endswith("?") and "quantity" not in now.named and not ORDER.search(now.text)


def _is_of_few(now: Moment) -> bool:
    """Whether one thing was taken for a volume of which a few packs are wanted: "price for 12 dozen gel pens"."""
    counts = [one.get("value") for one in now.entities if one.get("entity") == "quantity"]
    few = len(counts) == 1 and isinstance(counts[0], int | float) and counts[0] <= FEW
    return few and now.intent == "bulk_quote" and "product" in now.named and "customization" not in now.named


def _is_by_the_sheet(now: Moment) -> bool:
    """Hundreds of sheets are a pack or two, and no volume."""
    return any(one.get("entity") == "unit" and str(one.get("value")).rstrip("s") == "sheet" for one in now.entities)


def _is_no_print_job(now: Moment) -> bool:
    """A thing from the shelf that was only taken for a print job: nothing is printed, and nothing put on it."""
    plain = "product" in now.named and "customization" not in now.named
    return plain and (not _PRINTED.search(now.text) or bool(_SOLD.search(now.text)))


def _is_custom_made(now: Moment) -> bool:
    """One product with something put on it, or so many custom ones: the shelf has none of those."""
    named = [one.get("entity") for one in now.entities]
    if now.intent in ("product_search", "inform"):
        return {"product", "quantity"} <= now.named and wishes.wants_made(now.text) and not now.reference.points
    return "product" in named and ((named.count("product") == 1 and "customization" in named) or wishes.wants_made(now.text))


def _is_for_something(now: Moment) -> bool:
    """ "Ice melt for our parking lot": a thing, and where it is used."""
    ends = [
        int(one["end"]) for one in now.entities if one.get("entity") == "product" and one.get("start") == 0 and one.get("end")
    ]
    return bool(ends) and not now.question and bool(re.match(r"\s+(?:for|to use (?:on|in)) \w", now.text[max(ends) :], re.I))


def _is_a_thing(now: Moment) -> bool:
    """Whether the message is the name of a thing and nothing else: "staple remover", "blue gel pens"."""
    telling = ("product", "sku", "brand", "color", "size", "material")
    named = [one for one in now.entities if one.get("entity") in telling and one.get("end")]
    rest = [
        letter
        for place, letter in enumerate(now.text)
        if letter.isalnum() and not any(one["start"] <= place < one["end"] for one in named)
    ]
    return any(one["entity"] in ("product", "sku") for one in named) and not rest
