"""Messages about the list that is held or the products on show: "make it 12", "the second one", "cheaper". Pure."""

from __future__ import annotations

import re

from bot.conversation import list_changes, lists, picks, references, wishes
from bot.conversation.facts import AMOUNTS
from bot.conversation.moment import Moment
from bot.conversation.small_words import LOOSE

ROWS = 3
"""So many rows of things make a list, whatever the sentence around them says."""
LONGEST_CHANGE = 100
"""Characters of a message that may change a line of the list."""
ORDER = re.compile(r"\b(?:order|buy|add|take|get me|give me|i'?ll have|purchase|put)\b", re.I)
PRICE = re.compile(
    r"\b(?:how much|price[sd]?|cost|costs|what (?:would|is|are|do|does)|total|come to|run me|for \d+)\b|\$", re.I
)
_FOR_SO_MANY = re.compile(
    r"^\W*(?:(?:and|or|ok|then|so)\W+)*(?:(?:what|how) about|what if i (?:take|get|buy|order)|for)?\W*"
    r"\d[\d,]*(?: (?:[a-z]+s|box|case|each))?(?: of (?:them|those|it|these))?\W*\?\W*$",
    re.I,
)
"""Asked after a price: "and for 12?" """
_AND_SO_MANY = re.compile(r"^\W*(?:and|or|what about|how about)\W+\d[\d,]* (?:[a-z]+s|box|case|each)\W*$", re.I)
"""The same without its question mark: "and 2 cases"."""
_SO_MANY_OF = re.compile(r"^\W*(?:(?:ok|and|so|then|just|maybe|say)\W+)*\d[\d,]*(?: [a-z]+)? of the\b", re.I)
""" "250 of the first"."""
_COMES_TO = re.compile(
    r"\bwhat'?s? (?:does |do |would |will |is )?(?:it|that|this|those|these|they)(?: all)? (?:come|comes|run|add up)\b", re.I
)
_SUCH_ONES = re.compile(
    r"^\W*(?:(?:and|ok|no|nah|actually|then|so|how about|what about|do you have|got|in|the|a|any|only|just|it)\W+)*"
    r"(?:[\w-]+\W+){1,2}ones?\W*$",
    re.I,
)
""" "The blue one", where nothing is on a list."""
_INSTEAD = re.compile(r"\b(?:instead|rather)\b", re.I)
_GO_BACK = re.compile(r"^\W*(?:(?:ok|no|and|so|hm+|please|lets|let's|can (?:we|you))\W+)*go back\b", re.I)
_STOCK = re.compile(r"\b(?:in stock|stock|available|availability|have (?:it|that|them)|near|on hand|left)\b", re.I)
_MINE = re.compile(
    r"^\W*(?:(?:ok|so|and|wait|hm+|now|then)\W+)*(?:what (?:all )?(?:do|did|have) (?:i|we) (?:have|got|get|order(?:ed)?|"
    r"add(?:ed)?|take|taken|pick(?:ed)?)|(?:show|see|read|tell)(?: me)? (?:my|the|our) (?:list|cart|basket|order)|"
    r"what(?:'?s| is) (?:all )?(?:on|in) (?:my|the|our|that) (?:list|cart|basket))"
    r"(?: (?:so far|now|again|there|in it|on it|already|right now))*\W*$",
    re.I,
)
""" "What do I have": the list that is held."""


def asks_list(text: str) -> bool:
    """Whether it is asked what the list holds: "what's on my list"."""
    return bool(_MINE.match(text))


_LIST_CHANGE = re.compile(
    r"\b(?:make|change|swap|switch|remove|delete|drop|take (?:off|out)|leave out|update|set|instead|only|just|without|"
    r"double|triple|half|halve|ones?|replace|exchange|substitute|trade)\b|\d",
    re.I,
)


_TO_THE_LIST = re.compile(r"\b(?:add|put)\b[^.!?]{2,60}\b(?:to|on) (?:the|my|our|that) (?:list|cart|basket|order)\b", re.I)


def about_list(now: Moment) -> str | None:
    """The intent of a pasted list, or of a word about the one that is held; None where it is neither."""
    if _is_pasted(now.text) and not wishes.wants_made(now.text):
        return "bulk_quote"
    if now.slots.get("items") and asks_list(now.text):
        return "price_check"
    if now.form is not None:
        return None
    if _picks_so_many(now) and not (now.slots.get("items") and list_changes.names_line(now.text)):
        return "place_order"
    of_goods = now.intent in ("place_order", "bulk_quote", "sourcing_request")
    if not of_goods and len(lists.lines_in(now.text, now.entities)) > 1:
        return "bulk_quote"
    items = now.slots.get("items") or []
    if not items:
        return None
    if {"zip", "phone"} & set(now.asked) and not list_changes.removes(now.text):
        return None
    may_change = now.intent != "talk_to_human" and len(now.text) < LONGEST_CHANGE
    may_change = may_change and bool(_LIST_CHANGE.search(now.text) or list_changes.may_change(now.text))
    if may_change and list_changes.changed(items, now.text, now.entities) is not None:
        return "bulk_quote"
    may_add = now.intent in ("modify_order", "nlu_fallback") or _TO_THE_LIST.search(now.text)
    if may_add and {"product", "sku"} & now.named:
        return "place_order"
    asked = now.reference.all and PRICE.search(now.text)
    return "price_check" if now.intent in LOOSE | {"order_status"} and asked else None


_TAKEN_FOR = LOOSE | {"product_search", "product_info", "place_order", "bulk_quote", "sourcing_request"}


_MAY_HAVE = re.compile(r"^\W*(?:can|could|may) (?:i|we|you|u) (?:please |just )?(?:get|have|take|order|add|buy|put)\b", re.I)


def _picks_so_many(now: Moment) -> bool:
    """ "10 of the first and 5 of the third", of what is on show."""
    if now.intent not in _TAKEN_FOR or (now.question and not _MAY_HAVE.match(now.text)) or PRICE.search(now.text):
        return False
    return bool(references.shown(now.slots.get("search")) and picks.read(now.text, now.entities))


def _is_pasted(text: str) -> bool:
    """Whether a message is a list: many rows of one, or two and nothing else."""
    rows = lists.rows_in(text)
    return rows >= ROWS or (rows > 1 and rows == sum(bool(line.strip()) for line in text.splitlines()))


def about_shown(now: Moment) -> str | None:
    """The intent of a message that points at the products on show; None where it points at none."""
    fact = now.form and not now.question and AMOUNTS & now.named
    reference = now.reference
    on_show = references.shown(now.slots.get("search"))
    if on_show and now.form is None and not now.waits and _is_of_its_kind(now):
        return "product_search"
    if fact or now.intent not in LOOSE:
        return None
    if not on_show:
        return "product_search" if now.form is None and not now.waits and now.intent == "cancel" and reference.back else None
    if now.intent == "goodbye" and not (reference.places or _GO_BACK.match(now.text)):
        return None
    if reference.more or reference.back:
        return "product_search"
    if reference.cheaper and now.intent not in ("deny", "goodbye"):
        return "product_search"
    if reference.places:
        return _asked_of_one(now)
    if now.form is None and (counted := _counts(now)):
        return counted
    such = now.form is None and now.named <= {"color", "size", "material", "product"} and _SUCH_ONES.match(now.text)
    return "product_search" if such or reference.only or (reference.same and now.named & _KIND) else None


_KIND = frozenset(("color", "size", "material", "brand"))
_COUNT = frozenset(("quantity", "unit", "zip", "city", "state", "date"))


def _is_of_its_kind(now: Moment) -> bool:
    """ "Letter size", "#10", "in red", and nothing else: of what is on show only those."""
    return bool(now.named) and now.named <= _KIND and not now.question and _says_nothing_else(now)


def _says_nothing_else(now: Moment) -> bool:
    spans = [(one["start"], one["end"]) for one in now.entities if one.get("end")]
    rest = "".join(" " if any(start <= at < end for start, end in spans) else letter for at, letter in enumerate(now.text))
    return not _SMALL.sub(" ", rest).strip(" .,!")


_SMALL = re.compile(r"\b(?:in|the|and|or|size|sized?|color|colou?r|made of|of|only|just|please|pls|ok|then|preferably)\b", re.I)


def _counts(now: Moment) -> str | None:
    """ "10 reams to 60614", "and for 12?": so many of what is on show are wanted, or their price."""
    if now.intent == "inform" and not now.asked and "quantity" in now.named and now.named <= _COUNT:
        return "place_order"
    return "price_check" if _asks_what_so_many_cost(now) else None


def _asks_what_so_many_cost(now: Moment) -> bool:
    """ "And for 12?", "what's that come to", of what is on show."""
    if now.reference.it and _COMES_TO.search(now.text):
        return True
    priced = len(now.slots.get("about") or []) == 1 or now.slots.get("quantity")
    return bool(priced) and bool(_FOR_SO_MANY.match(now.text) or _AND_SO_MANY.match(now.text))


def _asked_of_one(now: Moment) -> str:
    if now.intent in ("price_check", "stock_check", "place_order", "bulk_quote"):
        return now.intent
    counted = now.form is None and now.slots.get("quantity") and _THAT_ONE.match(now.text) and not _is_on_list(now)
    if now.intent == "product_info" and not counted:
        return "product_info"
    if _STOCK.search(now.text):
        return "stock_check"
    if PRICE.search(now.text):
        return "price_check"
    swaps = now.slots.get("items") and not now.question and _INSTEAD.search(now.text)
    return "place_order" if swaps or counted or ORDER.search(now.text) or _SO_MANY_OF.match(now.text) else "product_info"


_THAT_ONE = re.compile(
    r"^\W*(?:(?:ok|yes|so|then|hm+)\W+)*(?:the )?(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)(?: one)?\W*$",
    re.I,
)
""" "The second one", and nothing else."""


def _is_on_list(now: Moment) -> bool:
    """Whether what is held was put on the list already, so that its number is no open wish."""
    return now.slots.get("product") in {line.get("product") for line in now.slots.get("items") or []}
