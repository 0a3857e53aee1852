"""Not understood: first the two likeliest readings, then other words, then a person."""

from __future__ import annotations

from actions import hand_off, misread, only_english
from actions.cautions import OfGoods
from actions.follow_up import ask_again
from actions.talk import Talk
from bot.conversation import other_languages, words

LEAST = 0.08
"""Confidence below which a reading is not worth asking about."""

MOST = 3
"""Messages in a row that the bot could do nothing with, at which it offers a person."""


class Repair(OfGoods):
    called = "action_repair"

    async def answer(self, talk: Talk) -> None:
        if not words.has_words(talk.text):
            talk.say("utter_no_words")
            return
        if other_languages.is_another_script(talk.text) or other_languages.is_another_language(talk.text):
            await only_english.tell(talk)
            return
        if talk.refused():
            ask_again(talk, {})
            return
        misread.note(talk)
        count = counted(talk)
        if talk.turn.conversation.handoff == "queued":
            talk.say("utter_not_understood_queued")
            return
        readings = likeliest(talk)
        if count >= MOST:
            give_up(talk)
        elif count == 1 and readings:
            talk.say("utter_two_readings", buttons=[(f"/{name}", talk.piece(f"utter_reading_{name}")) for name in readings])
            if talk.in_form():
                talk.hold("pending", {"kind": "readings"})  # one question at a time: the form's own waits
        else:
            talk.say("utter_not_understood" if count == 1 else "utter_rephrase")


def counted(talk: Talk) -> int:
    """How many messages in a row the bot could do nothing with, this one included."""
    count = int(talk.held("repairs") or 0) + 1
    talk.hold("repairs", count)
    return count


def give_up(talk: Talk) -> None:
    """Offers a person, who will see everything so far."""
    talk.say("utter_give_up")
    hand_off.offer(talk, hand_off.NOT_UNDERSTOOD)


def likeliest(talk: Talk) -> list[str]:
    """The two likeliest intents that a customer can be asked about; none where even the first is too unlikely."""
    ranking = talk.tracker.latest_message.get("intent_ranking") or []
    known = [one for one in ranking if talk.knows(f"utter_reading_{one.get('name')}")]
    worth_asking = len(known) > 1 and float(known[0].get("confidence") or 0) >= LEAST
    return [str(one["name"]) for one in known[:2]] if worth_asking else []
