"""What a customer of another language hears: the bot reads English alone, people may speak more."""

from __future__ import annotations

from actions.talk import Talk
from bot.bootstrap import services
from bot.conversation import other_languages
from bot.conversation.facts import FACTS, PERSON
from bot.languages import name_of

IN_IT = ("es",)
"""Languages in which the few sentences around a person are said, until somebody is there who speaks it."""


def own(talk: Talk, response: str) -> str:
    """The response in the customer's own language, where it has one; else as it is."""
    spoken = talk.turn.conversation.language
    return f"{response}_{spoken}" if spoken in IN_IT else response


async def tell(talk: Talk) -> None:
    """Says what the bot cannot read, and whether a person can be had who does."""
    conversation, spoken = talk.turn.conversation, talk.turn.conversation.spoken()
    if conversation.handoff == "queued":
        talk.say(own(talk, "utter_only_english_queued"))
        return
    somebody = await spoken_by_somebody(spoken)
    if not spoken or somebody is None:
        talk.say("utter_only_english")
    elif not somebody:
        talk.say(own(talk, "utter_nobody_speaks"), language=name_of(spoken))
    else:
        talk.say(own(talk, "utter_people_speak"), language=name_of(spoken))
    talk.turn.handoff_offered = True
    if not talk.in_form():
        reason = f"would rather speak {name_of(spoken)}" if spoken else "writes in another language"
        talk.hold("pending", {"kind": "handoff", "reason": reason})


def go_on(talk: Talk) -> None:
    """The customer turns to English: what was understood stays, and the name of a thing in another language is asked for."""
    told = [str(event.get("text") or "") for event in talk.tracker.events if event.get("event") == "user"]
    product = str(talk.held("product") or "")
    foreign = product and any(product in text and other_languages.is_another_language(text) for text in told)
    if foreign:
        talk.hold("product", None)
    facts = talk.facts([name for name in FACTS if name not in PERSON[3:]])
    if facts:
        talk.say("utter_english_facts", facts=", ".join(talk.fact_lines(facts)))
    else:
        talk.say("utter_english")
    if foreign and not talk.in_form():
        talk.say("utter_english_name", product=product)


async def sought(talk: Talk) -> None:
    """Said with a place in the queue: whether somebody will be looked for who speaks the customer's own language."""
    spoken = talk.turn.conversation.spoken()
    somebody = await spoken_by_somebody(spoken)
    if talk.turn.conversation.language and spoken and somebody is not None:
        talk.say(own(talk, "utter_language_sought" if somebody else "utter_language_unspoken"), language=name_of(spoken))


async def asked_of_staff(talk: Talk) -> str:
    """The language that whoever comes back to the customer should speak; "" where English will do, or nobody speaks it."""
    spoken = talk.turn.conversation.spoken()
    return spoken if spoken and await spoken_by_somebody(spoken) else ""


async def spoken_by_somebody(code: str) -> bool | None:
    """Whether any rep speaks it, there or not; None where no rep is known."""
    staff = await services().sales.staff()
    return any(code in rep.languages for rep in staff) if staff else None
