"""The sourcing request's form: which question comes next, what interrupts it, and when it is complete."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions import cautions, drawings, factory, terms
from actions.basket import in_words
from actions.talk import Capability, DomainDict, Talk
from actions.turns import turn_of
from bot.conversation import terms as words_of_terms
from bot.conversation import words
from bot.conversation.facts import FACTS
from bot.conversation.moment import FORM
from bot.conversation.waiting import declines_person
from bot.sourcing.questions import CONFIRMED, NEEDED, may_be_skipped, next_question, open_questions, question_named

MOST_PUT = 3
"""So often a question that may be left open is put; then it is left open."""
ANSWERS = frozenset(("inform", "skip", "affirm", "deny", "sourcing_request"))
"""Intents that the form takes; any other is answered by its own rule, and then the form comes back to its question."""


class ValidateSourcingRequest(FormValidationAction):
    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        talk = Talk(dispatcher, tracker, domain, turn_of(tracker))
        before = tracker.slots.get("requested_slot")
        if not before or not _interrupts(talk):
            talk.say_what_was_refused()
        if _returned(talk):
            _ask(talk, before)
            return _slots(talk)
        if before and _interrupts(talk):
            return [ActionExecutionRejected(FORM)]
        talk.hold("pending", None)
        if cautions.warn(talk, ("prohibited", "brand")):
            talk.hold("requested_slot", None)  # the form ends, and what comes next says why
            return _slots(talk)
        told_terms = terms.learn(talk)
        if not before and "items" in talk.news():
            rest = ", ".join(in_words(line) for line in talk.held("items"))
            talk.say("utter_one_at_a_time", product=talk.held("product"), rest=rest)
        if before and not told_terms:
            _take_answer(talk, before)
        elif before:
            talk.say("utter_terms_noted")
        else:
            talk.hold("about", None)  # "it" is from now on what is to be made
        _ask(talk, before)
        if not talk.more_follows():
            await factory.beside_request(talk)
        cautions.warn(talk, ("papers",))  # after the answer to what was asked
        return _slots(talk)


def _returned(talk: Talk) -> bool:
    """Whether another action has spoken since the customer did: the form is being returned to."""
    for event in reversed(talk.tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in (FORM, "action_listen", "action_extract_slots"):
            return True
    return False


def _interrupts(talk: Talk) -> bool:
    if talk.held("pending") and talk.intent in ("affirm", "deny"):
        return True
    if talk.intent == "deny" and declines_person(talk.text):
        return True
    if words.wants_restart(talk.text) or words.wants_recall(talk.text):
        return True
    if words_of_terms.said(talk.text) and talk.intent not in ("cancel", "talk_to_human", "complaint"):
        return False
    if words.wants_sent(talk.text):
        return False
    return talk.intent not in ANSWERS and not (talk.intent == "nlu_fallback" and talk.news())


def _take_answer(talk: Talk, asked: str) -> None:
    if asked == CONFIRMED:
        if talk.intent == "affirm" and not talk.news():
            talk.hold(CONFIRMED, True)
        elif talk.intent == "deny" and not talk.news():
            talk.say("utter_what_to_change")
            talk.hold("pending", {"kind": "change"})
        return
    if words.wants_sent(talk.text) and not talk.news():
        talk.hold("skipped", [*(talk.held("skipped") or []), *(slot for slot in _open(talk) if may_be_skipped(slot))])
        return
    leaves_open = talk.intent == "skip" or (talk.intent == "deny" and not talk.news()) or _agrees(talk, asked)
    named = question_named(talk.text)
    asked = named if named in _open(talk) else asked  # "no zip yet", when the e-mail was asked for
    if leaves_open and may_be_skipped(asked) and not talk.refused():
        talk.hold("skipped", [*(talk.held("skipped") or []), asked])


def _agrees(talk: Talk, asked: str) -> bool:
    """An "ok" goes on without an answer; so does a second yes that tells nothing."""
    if talk.intent not in ("affirm", "thank") or talk.news() or not may_be_skipped(asked):
        return False
    agrees = words.is_okay(talk.text) or (talk.held("put") or {}).get(asked, 0) > 1
    if agrees:
        talk.say("utter_left_open")
    return agrees


def _ask(talk: Talk, before: str | None) -> None:
    """Sets the next question; the slot `asked_again` gives it other words than the last time."""
    put = dict(talk.held("put") or {}) if before else {}
    still_open = before in _open(talk)
    following = None if talk.held(CONFIRMED) is True else _following(talk, before, put)
    if following and still_open and not (_returned(talk) and words.is_question(talk.text)):
        _note(talk)
    talk.hold("asked_again", following is not None and put.get(following, 0) > 0 and not talk.turn.part)
    if following:
        again = _returned(talk) and following == before  # an interruption counts for no answer
        talk.hold("put", {**put, following: put.get(following, 0) + (not (again or talk.turn.part))})
    talk.hold("requested_slot", following)


def _slots(talk: Talk) -> list[EventType]:
    return [SlotSet(name, value) for name, value in talk._set.items()]


def _open(talk: Talk) -> list[str]:
    held = {name: talk.held(name) for name in talk.tracker.slots}
    return open_questions(held, talk.held("skipped") or [])


def _following(talk: Talk, before: str | None, put: dict[str, int]) -> str:
    """The next question. One that was put often enough without an answer is left open."""
    told = bool(talk.gone() or [name for name in FACTS if name in talk.news()])
    if before in _open(talk) and not told and (_returned(talk) or put.get(before, 0) < MOST_PUT):
        return before
    if before and may_be_skipped(before) and before in _open(talk) and put.get(before, 0) >= MOST_PUT:
        talk.hold("skipped", [*(talk.held("skipped") or []), before])
        if not told:
            talk.say("utter_left_open")
    return next_question(_open(talk), before if told else None, put)


def _note(talk: Talk) -> None:
    """Says what was taken, where it is not what was asked for."""
    talk.say_what_is_gone()
    if given := [name for name in FACTS if name in talk.news()]:
        talk.say("utter_noted", facts=", ".join(talk.fact_lines(talk.facts(given))))


def put(talk: Talk, slot: str) -> bool:
    """Puts a question of the form, unless something else is to be answered first."""
    pending = talk.held("pending")
    if pending:
        talk.hold("pending", pending)
    elif slot != CONFIRMED and not talk.more_follows():
        if slot in NEEDED and (talk.held("put") or {}).get(slot, 0) > MOST_PUT:
            talk.say("utter_stuck")
        talk.say(f"utter_ask_{FORM}_{slot}")
    return not pending and not talk.more_follows()


class AskProduct(Capability):
    called = f"action_ask_{FORM}_product"

    async def answer(self, talk: Talk) -> None:
        put(talk, "product")


class AskQuantity(Capability):
    called = f"action_ask_{FORM}_quantity"

    async def answer(self, talk: Talk) -> None:
        put(talk, "quantity")


class AskCustomization(Capability):
    called = f"action_ask_{FORM}_customization"

    async def answer(self, talk: Talk) -> None:
        put(talk, "customization")


class AskDescription(Capability):
    called = f"action_ask_{FORM}_material"

    async def answer(self, talk: Talk) -> None:
        put(talk, "material")


class AskZip(Capability):
    called = f"action_ask_{FORM}_zip"

    async def answer(self, talk: Talk) -> None:
        put(talk, "zip")


class AskDate(Capability):
    called = f"action_ask_{FORM}_date"

    async def answer(self, talk: Talk) -> None:
        put(talk, "date")


class AskContact(Capability):
    called = f"action_ask_{FORM}_email"

    async def answer(self, talk: Talk) -> None:
        put(talk, "email")


class AskConfirmed(Capability):
    """The summary, as suppliers would get it."""

    called = f"action_ask_{FORM}_{CONFIRMED}"

    async def answer(self, talk: Talk) -> None:
        if not put(talk, CONFIRMED):
            return
        request = await terms.request_of(talk)
        facts = {
            name: value
            for name, value in talk.facts().items()
            if name in ("date", "budget") or getattr(request, name, None) is not None
        }
        told = [*talk.fact_lines(facts), *terms.lines(talk, request)]
        more = [drawings.drop_button(talk)] if request.attachments else []
        talk.say("utter_summary", facts="\n".join(told), asks=["confirm"], buttons=more)
