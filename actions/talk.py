"""What an action needs to talk: the message, the slots, and the domain's words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turns import settle, turn_of
from bot.accounts.model import Account
from bot.bootstrap import services
from bot.conversation.facts import FACTS
from bot.conversation.model import Card, Chart, Table
from bot.conversation.turn import Turn

DomainDict = Mapping[str, Any]


class Talk:
    """One action's side of the conversation. Slots that it sets are seen at once and become events at the end."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, turn: Turn) -> None:
        self._dispatcher, self._domain, self.tracker, self.turn = dispatcher, domain, tracker, turn
        self._set: dict[str, Any] = {}
        self.more_events: list[EventType] = []
        self.asks: list[str] = []
        self.said: list[str] = []
        self._left = False
        self.buyer: Account | None = None
        """The account that is signed in."""

    @property
    def text(self) -> str:
        return str(self.tracker.latest_message.get("text") or "")

    @property
    def account(self) -> str:
        """The id of the account that is signed in; "" for anybody else."""
        customer = self.turn.conversation.known_customer(self.turn.now)
        return customer.account if customer else ""

    @property
    def intent(self) -> str:
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        return list(self.tracker.latest_message.get("entities") or [])

    def entity(self, name: str) -> Any:
        return next((entity["value"] for entity in self.entities if entity["entity"] == name), None)

    def named(self, *kinds: str) -> list[str]:
        """What the message names of these kinds of entities, as it says it."""
        return [str(entity["value"]) for entity in self.entities if entity["entity"] in kinds]

    def held(self, name: str) -> Any:
        return self._set[name] if name in self._set else self.tracker.slots.get(name)

    def facts(self, names: Sequence[str] = FACTS) -> dict[str, Any]:
        """What is held of these facts, in this order."""
        return {name: self.held(name) for name in names if self.held(name) is not None}

    def news(self) -> list[str]:
        """The facts that this very message gave."""
        return list((self.held("heard") or {}).get("news", []))

    def say_what_is_gone(self) -> bool:
        """Names the facts that this very message took back; says whether there were any."""
        gone = [self.piece(f"utter_piece_the_{name}") for name in self.gone()]
        if gone:
            self.say("utter_fact_gone", what=", ".join(gone))
        return bool(gone)

    def gone(self) -> list[str]:
        """The facts that this very message took back."""
        return list((self.held("heard") or {}).get("gone", []))

    def hold(self, name: str, value: Any) -> None:
        self._set[name] = value

    def in_form(self) -> bool:
        return not self._left and bool((self.tracker.active_loop or {}).get("name"))

    def leave_form(self) -> None:
        self._left = True
        self.more_events.append(ActiveLoop(None))
        self.hold("requested_slot", None)

    def more_follows(self) -> bool:
        """Whether another thing of the same message is acted on after this one."""
        return self.turn.part + 1 < self.turn.parts

    def say(
        self,
        response: str,
        *,
        cards: Sequence[Card] = (),
        about: Sequence[str] = (),
        asks: Sequence[str] = (),
        buttons: Sequence[tuple[str, str]] = (),
        chart: Chart | None = None,
        table: Table | None = None,
        **values: Any,
    ) -> None:
        """Utters a response of the domain. `buttons` are (payload, title); `asks` add to those that the domain names.

        In the middle of a request its question follows: there the wording `…_aside`, if any, asks nothing by itself.
        """
        response = f"{response}_aside" if self.in_form() and self.knows(f"{response}_aside") else response
        wanted = [*self._asks(response), *asks]
        self.asks += wanted
        self.said.append(response)
        drawn = {"chart": _json(chart), "table": _json(table)}
        custom = {"cards": [_json(card) for card in cards], "about": list(about), "asks": wanted, **drawn}
        self._dispatcher.utter_message(
            response=response,
            json_message={name: value for name, value in custom.items() if value} or None,
            buttons=[{"payload": payload, "title": title} for payload, title in buttons],
            **values,
        )

    def piece(self, response: str, **values: Any) -> str:
        """A part of a sentence, from the domain's words."""
        variations = self._domain["responses"].get(response)
        return str(variations[0]["text"]).format(**values) if variations else ""

    def knows(self, response: str) -> bool:
        return response in self._domain["responses"]

    def _asks(self, response: str) -> list[str]:
        variations = self._domain["responses"].get(response) or [{}]
        return list((variations[0].get("custom") or {}).get("asks", []))

    def fact_lines(self, facts: Mapping[str, Any]) -> list[str]:
        return [
            self.piece(f"utter_fact_{name}", value=shown(name, value, facts)) for name, value in facts.items() if name != "unit"
        ]

    def refused(self) -> list[str]:
        """The slots for which this message said something that was not taken."""
        return [refusal["slot"] for refusal in self.held("refused") or []]

    def say_what_was_refused(self) -> None:
        """Says, once a turn, why something was not taken."""
        refused = self.held("refused") or []
        for refusal in refused:
            if not refusal.get("told"):
                self.say(f"utter_refused_{refusal['why']}", value=refusal["value"])
        if refused:
            self.hold("refused", [{**refusal, "told": True} for refusal in refused])

    def events(self) -> list[EventType]:
        """Slots as they now are; what was asked and offered before and not again is forgotten."""
        if (not self.in_form() or self.asks) and (self.asks or not self.turn.part):
            self._set.setdefault("asked", self.asks or None)
        if self.held("pending") is not None and not self.turn.part:
            self._set.setdefault("pending", None)
        return [*self.more_events, *(SlotSet(name, value) for name, value in self._set.items())]


class Capability(Action, ABC):
    """One thing that the bot can do, named for Rasa by `called`."""

    called: str

    def name(self) -> str:
        return self.called

    def is_settled(self, talk: Talk) -> bool:
        """Says what comes before any answer; says whether there is nothing left to answer."""
        return False

    @abstractmethod
    async def answer(self, talk: Talk) -> None:
        """Turns slots into a service call and utters what comes of it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = turn_of(tracker)
        talk = Talk(dispatcher, tracker, domain, turn)
        talk.buyer = await services().accounts.get(talk.account) if talk.account else None
        talk.say_what_was_refused()
        if not self.is_settled(talk):
            await self.answer(talk)
        await settle(turn, self.called)
        return talk.events()


def shown(name: str, value: Any, facts: Mapping[str, Any]) -> str:
    """A fact as a customer reads it: $2.25, 2,500 boxes, November 15, 2026 (mid november)."""
    if name.endswith("_price") or name == "budget":
        return money(Decimal(str(value)))
    if name == "quantity":
        return " ".join(filter(None, [format_decimal(Decimal(str(value)), locale="en_US"), facts.get("unit")]))
    if name == "date":
        return day(value)
    return str(value)


def money(amount: Decimal) -> str:
    return str(format_currency(amount, "USD", locale="en_US"))


def day(held: Mapping[str, Any]) -> str:
    text = str(held.get("text") or "")
    if not held.get("value"):
        return text
    full = str(format_date(date.fromisoformat(held["value"]), "MMMM d, y", locale="en_US"))
    return f"{full} ({text})" if text and text.lower() not in full.lower() else full


def _json(shown: Card | Chart | Table | None) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(shown) if shown else {}
    return plain
