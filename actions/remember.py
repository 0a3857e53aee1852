"""Every message passes here first: what it says becomes slots, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.files import list_of
from actions.turns import message_id, said_at, turn_of
from bot.conversation import list_changes, lists, picks, plain_beside, references, words
from bot.conversation.amounts import counted_sizes
from bot.conversation.facts import Heard, Learned
from bot.conversation.goods import names_taken_back
from bot.conversation.learning import learn
from bot.conversation.moment import asked_for
from bot.conversation.names import words_shared
from bot.conversation.places import learn_place
from bot.conversation.withdrawing import wants_withdrawn


class Remember(Action):
    """The custom mapping of all slots. Rasa runs it at every message, and again when a form opens: then it changes nothing."""

    def name(self) -> str:
        return "action_remember"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        message = message_id(tracker)
        if (tracker.slots.get("heard") or {}).get("id") == message:
            return []
        heard = heard_in(tracker)
        form = (tracker.active_loop or {}).get("name")
        held = tracker.slots.get("items") or []
        shown = bool(references.shown(tracker.slots.get("search")))
        file = await list_of(turn_of(tracker)) if heard.intent == "bulk_quote" and not form else None
        items = lists.added(held, file.lines) if file and file.lines else _items(heard, held, form, shown)
        learned = _learned(heard, tracker, items, form)
        changes = {name: value for name, value in learned.facts.items() if tracker.slots.get(name) != value}
        news = [name for name, value in learned.facts.items() if value is not None]
        if search := _of_earlier(heard, tracker.slots.get("search")):
            changes["search"] = search
        changes["refused"] = [asdict(refusal) for refusal in learned.refused] or None
        changes["heard"] = {"id": message, "news": news, "gone": _taken_back(heard, learned)}
        if file:
            changes["heard"]["file"] = {"name": file.name, "lines": len(file.lines), "problem": file.problem}
        if heard.intent not in ("nlu_fallback", "out_of_scope"):
            changes["repairs"] = None
            if heard.intent not in ("affirm", "talk_to_human", "complaint"):  # they may lead to a person
                changes["misread"] = None
        return [SlotSet(name, value) for name, value in changes.items()]


def _of_earlier(heard: Heard, search: dict[str, Any] | None) -> dict[str, Any] | None:
    """The search with the list on show that "the second from the first list" counts in; None where no other one is meant."""
    reference = references.read(heard.text, heard.entities)
    if not (search and references.shown(search) and reference.on_earlier and reference.places):
        return None
    return references.gone_back(search, reference.first_page)


def _taken_back(heard: Heard, learned: Learned) -> list[str]:
    """The fact that the customer took back, by name."""
    name = names_taken_back(heard.text)
    return [name] if name and name in learned.facts and learned.facts[name] is None else []


def _learned(heard: Heard, tracker: Tracker, items: list[dict[str, Any]] | None, form: str | None) -> Learned:
    if items is not None:
        learned = Learned(facts={"items": items})
        if len(items) == 1 and tracker.slots.get("quantity"):  # what is held is no other number than the list's
            learned.facts.update(quantity=items[0]["quantity"], unit=items[0].get("unit"))
        learn_place(learned, heard, ())
        return learned
    if words.wants_restart(heard.text) or words.wants_recall(heard.text):
        return Learned()  # words about the talk itself are no facts
    if form is None and wants_withdrawn(heard.text, tracker.slots):
        return Learned()  # what describes the request that is meant is no news
    plain = plain_beside.plain_count(heard) if form is None and heard.intent == "sourcing_request" else None
    if plain:
        heard = plain_beside.without(heard, plain)
    learned = learn(heard, tracker.slots, asked_for(tracker.slots, form), form)
    if form is None and heard.intent == "sourcing_request":
        _keep_the_others(learned, heard, tracker.slots.get("items") or [], plain)
    return learned


def _keep_the_others(
    learned: Learned, heard: Heard, held: list[dict[str, Any]], plain: Mapping[str, Any] | None = None
) -> None:
    """A request is about one product; the other things that were counted in the same breath wait on the list, and so do those
    of the product itself that are wanted plain."""
    first, heard = str(learned.facts.get("product") or ""), counted_sizes(heard)
    lines = [line for line in lists.lines_in(heard.text, heard.entities) if not words_shared(str(line["product"]), first)]
    if plain and first:
        lines.append({"product": f"plain {first}", "quantity": plain["value"], "unit": None, "id": None})
    if first and lines:
        learned.facts["items"] = lists.added(held, lines)


def heard_in(tracker: Tracker) -> Heard:
    latest = tracker.latest_message
    intent = (latest.get("intent") or {}).get("name") or "nlu_fallback"
    return Heard(latest.get("text") or "", intent, latest.get("entities") or [], said_at(tracker))


def _items(heard: Heard, held: list[dict[str, Any]], form: str | None, shown: bool) -> list[dict[str, Any]] | None:
    """The list after this message; None where the message is about no list."""
    wanted = ("place_order", "bulk_quote") if form else ("place_order", "bulk_quote", "product_search", "price_check")
    if heard.intent not in wanted:
        return None
    if shown and picks.read(heard.text, heard.entities):
        return None  # so many of what is on show: they become lines where the catalog is
    lines = lists.lines_in(heard.text, heard.entities)
    if lines:
        return lists.added(held, lines)
    return list_changes.changed(held, heard.text, heard.entities) if held else None
