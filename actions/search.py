"""Looking for products."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from actions import naming, search_pages, search_several, search_words, shelf
from actions.cards import weekday
from actions.cautions import OfGoods
from actions.need import FILTERS, narrow, need_of
from actions.talk import Talk
from bot.catalog.query import Result
from bot.conversation import references
from bot.places import place_of


class Search(OfGoods):
    called = "action_search"

    async def answer(self, talk: Talk) -> None:
        if not search_several.told_several(talk):
            look(talk)


def look(talk: Talk) -> None:
    """Answers a search, or a word that moves through the last one."""
    search = talk.held("search")
    reference = references.read(talk.text, talk.entities)
    if references.shown(search) and reference.back:
        search_pages.back(talk, search, reference.first_page)
    elif references.shown(search) and reference.more:
        search_pages.more(talk, search)
    elif references.shown(search) and reference.cheaper and not talk.entity("product"):
        search_pages.cheaper(talk, search)
    elif reference.cheaper and len(talk.held("about") or []) == 1 and not talk.entity("product"):
        search_pages.cheaper_than_it(talk)
    elif (reference.more or reference.back) and not talk.entity("product"):
        search_words.nothing_on_show(talk)
    else:
        anew(talk, reference.cheapest)


def anew(talk: Talk, cheapest: bool = False) -> None:
    """Looks for what the message asks for; where `cheapest`, the cheapest first."""
    need = _need_now(talk, cheapest)
    if not need["text"]:
        if references.read(talk.text, talk.entities).points:
            search_words.nothing_on_show(talk)
        else:
            talk.say("utter_search_which")
        return
    result = shelf.find_itself(talk, need)
    if result.empty:
        talk.say("utter_catalog_empty")
    elif not result.hits:
        talk.hold("search", references.kept(talk.held("search"), need))
        talk.say("utter_nothing_found", what=search_words.what(need))
    else:
        _show_found(talk, {**need, "met": result.fit == "exact"}, result)
        if cheapest and result.fit == "exact":  # "add 3 of those" means that one
            talk.hold("about", [result.products[0].id])
        _ask_where(talk, need)


def _need_now(talk: Talk, cheapest: bool) -> dict[str, Any]:
    """What is asked for; where this message names no thing, what was looked for before, with the filters of now."""
    need = need_of(talk)
    if not need["text"] and (before := (talk.held("search") or {}).get("need")):
        need = {**before, **{name: value for name, value in need.items() if name in FILTERS}}
    if not need["text"] and cheapest:
        need["text"] = naming.superlative(talk.text)
    if need["text"]:
        narrow(talk, need)
    if cheapest:
        need["order"] = "price"
    return need


def in_time_there(talk: Talk) -> None:
    """The last search again, now that the place is known where it must arrive in time."""
    need = (talk.held("search") or {}).get("need") or {}
    result = shelf.find_itself(talk, need) if need else Result()
    if result.hits:
        _show_found(talk, need, result)
    else:
        talk.say("utter_search_which")


def _show_found(talk: Talk, need: dict[str, Any], result: Result) -> None:
    talk.hold("search", references.begun(need, [product.id for product in result.products], talk.held("search")))
    unsaid = ", ".join(re.sub(r"-sheet$", " sheets", one) for one in result.unsaid)
    name = search_words.what({**need, "size": ""} if unsaid else need)
    search_words.show(talk, result, _found(talk, result, need), what=name, unsaid=unsaid, **_in_time(talk, need))


def _in_time(talk: Talk, need: dict[str, Any]) -> dict[str, str]:
    """The day and the place of "here by Friday", for the answer."""
    if not (need.get("by") and talk.held("zip")):
        return {}
    place = place_of(str(talk.held("zip")))
    return {"day": weekday(date.fromisoformat(need["by"])), "place": f"{place.city}, {place.state}" if place else ""}


def _ask_where(talk: Talk, need: dict[str, Any]) -> None:
    """Something must arrive by a day, and nobody knows where."""
    if need.get("by") and not talk.held("zip") and not talk.refused():
        talk.say("utter_search_by_where", day=weekday(date.fromisoformat(need["by"])))
        talk.hold("pending", {"kind": "by"})


def _found(talk: Talk, result: Result, need: dict[str, Any]) -> str:
    """The response that says how well it fits."""
    if need.get("by") and talk.held("zip") and (result.fit == "exact" or "by" in result.dropped):
        return "utter_found_late" if "by" in result.dropped else "utter_found_in_time"
    if result.unsaid:
        return "utter_found_unsaid"
    if result.fit == "nearest":
        return "utter_found_nearest"
    if result.dropped:
        return "utter_found_partly"
    return "utter_found_one" if len(result.hits) == 1 else "utter_found"
