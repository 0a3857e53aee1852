"""Several things in one message: where it can be cut, and which of its pieces are matters of their own. Pure.

A parse is Rasa's: {"text", "intent": {"name", "confidence"}, "intent_ranking", "entities"}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversation import words
from bot.conversation.names import words_shared

Parse = Mapping[str, Any]

MOST_PIECES = 6
"""A message with more sentences than this tells one story; it is understood as a whole."""
SURE = 0.6
"""Confidence at which a piece counts as a matter of its own."""
LONGEST_WISH = 120
"""Characters of a piece up to which a second product in it is a second wish, and no part of a story."""

QUESTIONS = frozenset(
    "return_policy payment_options financing promotions print_services it_services sell_on_marketplace store_locator "
    "capabilities bot_challenge delivery_eta invoice_billing order_status request_status".split()
)
"""Intents that are answered beside a wish, where they are asked as a question."""
ASIDE = QUESTIONS - {"delivery_eta", "order_status", "request_status"}
"""Those whose answer does not depend on the rest of the message: they come first, so that the bot's own question comes last."""
GOODS = frozenset("product_search product_info price_check stock_check place_order bulk_quote sourcing_request".split())
OPENERS = frozenset(("affirm", "deny", "cancel"))
"""Small words that answer the bot, or stop what is going on, before something else is said."""
PERSON = frozenset(("talk_to_human", "complaint"))
_ORDERS = frozenset(("order_status", "modify_order", "cancel_order", "invoice_billing"))

_SENTENCE = re.compile(r"(?<=[?!;])\s+|(?<=[a-z0-9)])\.\s+(?=\S)|\n+", re.I)
_ASKS = (
    r"what(?:'?s)?|how|where(?:'?s)?|when|who|which|why|do you|does|did|can|could|is (?:it|there|that)|are (?:you|there|"
    r"they)|"
    r"will|would|should|may i"
)
_WANTS = (
    r"(?:i|we)(?:'d| would)? (?:also )?(?:need|want|like|have)|(?:i|we)(?:'?ll| will) (?:also )?(?:order|take|buy)|"
    r"get me|tell me|let me|order"
)
_JOIN = re.compile(
    rf",?\s+(?:(?:and|but|oh|plus)\s+)?(?:also|btw|by the way|one more thing|another (?:thing|question))[ ,:]+"
    rf"(?={_ASKS}|{_WANTS}|\d)|"
    rf",?\s+(?:and|but|plus)\s+(?={_ASKS}|{_WANTS})|,\s+(?={_ASKS})",
    re.I,
)
_ON = re.compile(
    r"(?:and |but )?(?:does|do|is|are|would|will) (?:it|that|they|those) (?:also |still )?"
    r"(?:apply|differ|vary|change|hold|count|cover|include|the same|different|valid)\b",
    re.I,
)
""" "And does it differ for custom goods?": asks on about what was asked before."""
_ABBREVIATED = re.compile(r"(?:^|\s)(?:approx|no|nr|st|mr|mrs|ms|dr|inc|co|vs|etc|e\.g|i\.e|qty|pcs|ea)$", re.I)
_TELL = re.compile(r"\b(?:tell me|give me|let me know|wonder\w*|want to know|need to know|explain|curious|question)\b", re.I)


def pieces(text: str) -> list[str]:
    """The message cut where something else may begin; one piece where there is no such place, or too many."""
    cuts = sorted({found.span() for pattern in (_SENTENCE, _JOIN) for found in pattern.finditer(text)})
    found, start = [], 0
    for first, last in cuts:
        if first < start or _ABBREVIATED.search(text[start:first]):
            continue
        piece = text[start:first].strip()
        if len(piece.split()) < 2 and "?" not in piece and not words.is_yes(piece) and not words.is_no(piece):
            continue  # a single word belongs to what follows
        found.append(piece)
        start = last
    found.append(text[start:].strip())
    whole = [piece for piece in found if words.has_words(piece)]
    return whole if 1 < len(whole) <= MOST_PIECES else [text]


@dataclass
class _Matter:
    kind: str
    members: list[Parse] = field(default_factory=list)


def matters(whole: Parse, heard: Sequence[Parse], openers: frozenset[str]) -> list[dict[str, Any]]:
    """The message as one parse for each thing that it wants, in the order to act in.

    `heard` are the pieces as they were understood; `openers` are those of affirm, deny and cancel that would now mean something
    by themselves at the beginning. Pieces that are only facts stay with the wish that they are about. One matter gives the
    whole message back, with the surer reading.
    """
    found = _gathered(heard, openers)
    if any(one.kind == "person" for one in found):
        found = [one for one in found if one.kind not in _ORDERS]
    if any(one.kind == "sell_on_marketplace" for one in found):
        found = [one for one in found if one.kind != "goods" or _counted(one)]  # what they make is nothing they want
    if len(found) < 2:
        return [_surer(whole, found[0]) if found else dict(whole)]
    ordered = [one for one in found if one.kind in ASIDE] + [one for one in found if one.kind not in ASIDE]
    first = [one for one in ordered if one.kind in OPENERS]
    return [_joined(one.members) for one in (*first, *(one for one in ordered if one not in first))]


def _gathered(heard: Sequence[Parse], openers: frozenset[str]) -> list[_Matter]:
    found: list[_Matter] = []
    loose: list[Parse] = []
    for place, parse in enumerate(heard):
        kind = _kind(parse)
        if kind in OPENERS and (place or kind not in openers or _hangs(heard)):
            kind = ""
        if found and found[-1].kind in QUESTIONS and _ON.match(str(parse.get("text") or "")):
            kind, parse = found[-1].kind, {**parse, "intent": found[-1].members[-1]["intent"]}
        goods = next((one for one in reversed(found) if one.kind == "goods"), None)
        same = goods if kind == "goods" and goods and not _another(goods, parse) else None
        same = same or next((one for one in found if kind and kind != "goods" and one.kind == kind), None)
        if same:
            same.members.append(parse)
        elif kind:
            found.append(_Matter(kind, [*loose, parse]))
            loose = []
        elif goods:
            goods.members.append(parse)
        elif parse.get("entities") or not found:
            loose.append(parse)
    if found:
        found[-1].members.extend(loose)
    return found


def _hangs(heard: Sequence[Parse]) -> bool:
    """Whether the first piece only leads to a question, whatever it was taken for: "ok and with the rep, how long is it"."""
    first, *rest = (str(one.get("text") or "") for one in heard)
    plain = words.is_yes(first) or words.is_no(first) or words.wants_stop(first)
    return not plain and any(words.asks_something(one) for one in rest)


def _kind(parse: Parse) -> str:
    name, text = str(parse["intent"].get("name")), str(parse.get("text") or "")
    sure = float(parse["intent"].get("confidence") or 0) >= SURE
    things = {str(one.get("entity")) for one in parse.get("entities") or []} & {"product", "sku"}
    if sure and name in PERSON:
        return "person"
    if sure and name in QUESTIONS and (words.is_question(text) or _TELL.search(text)):
        return name
    if words.wants_stop(text) and name not in _ORDERS:
        return "cancel"
    if sure and name in ("modify_order", "cancel_order", "affirm", "deny"):
        return name
    return "goods" if things or (sure and name in GOODS) else ""


def _another(goods: _Matter, parse: Parse) -> bool:
    """Whether a piece names a second thing that is wanted, in few words."""
    mine, before = _named(parse), [name for member in goods.members for name in _named(member)]
    short = all(len(str(one.get("text"))) <= LONGEST_WISH for one in (*goods.members, parse))
    sure = all(one["intent"].get("name") in GOODS | {"print_services"} for one in (goods.members[-1], parse))
    return bool(mine and before and short and sure) and not any(words_shared(one, other) for one in mine for other in before)


def _counted(goods: _Matter) -> bool:
    return any(one.get("entity") == "quantity" for member in goods.members for one in member.get("entities") or [])


def _named(parse: Parse) -> list[str]:
    return [str(one["value"]) for one in parse.get("entities") or [] if one.get("entity") in ("product", "sku")]


def _joined(members: Sequence[Parse]) -> dict[str, Any]:
    """Several pieces as one message: their texts one after the other, the intent of the one that says most."""
    text, entities = "", []
    for member in members:
        start = len(text) + 1 if text else 0
        text = f"{text} {member['text']}" if text else str(member["text"])
        for one in member.get("entities") or []:
            entities.append({**one, "start": one["start"] + start, "end": one["end"] + start})
    return {**_main(members), "text": text, "entities": entities}


def _main(members: Sequence[Parse]) -> Parse:
    """Making or ordering goods goes before asking about them, a complaint before the wish for a person; else the surest."""
    telling = [member for member in members if _kind(member)] or members
    named = ("sourcing_request", "bulk_quote", "place_order", "complaint")
    return max(
        telling,
        key=lambda member: (
            member["intent"].get("name") in named and float(member["intent"].get("confidence") or 0) >= SURE,
            float(member["intent"].get("confidence") or 0),
        ),
    )


def _surer(whole: Parse, matter: _Matter) -> dict[str, Any]:
    """The whole message; its intent from the one piece that says something, where that is surer."""
    # A "fair enough" that answers nothing may be heard as a yes, but it is not what the message wants.
    said_yes_or_no = ("affirm", "deny")
    wanted = [one for one in matter.members if matter.kind in said_yes_or_no or one["intent"].get("name") not in said_yes_or_no]
    main = _main(wanted or matter.members)
    intent, said = main["intent"], whole["intent"]
    surer = float(intent.get("confidence") or 0) > float(said.get("confidence") or 0)
    about_goods = said.get("name") in GOODS and bool(_named(whole) or not _named(main))
    if _kind(main) and surer and intent.get("name") != said.get("name") and not about_goods:
        return {**whole, "intent": intent, "intent_ranking": main.get("intent_ranking") or []}
    return dict(whole)
