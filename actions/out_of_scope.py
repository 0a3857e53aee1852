"""What the bot does not do: other subjects, and its own insides."""

from __future__ import annotations

from actions import cautions, only_english, repair
from actions.policy import Policy
from actions.talk import Capability, Talk
from bot.conversation import other_languages, wishes


class OutOfScope(Capability):
    called = "action_out_of_scope"

    async def answer(self, talk: Talk) -> None:
        if wishes.policy_topic(talk.text):
            await Policy().answer(talk)
        elif cautions.forbidden(talk):
            return
        elif other_languages.asked_for(talk.text):
            await only_english.tell(talk)
        elif wishes.pries(talk.text):
            talk.say("utter_no_secrets")
        elif repair.counted(talk) < repair.MOST:
            talk.say("utter_out_of_scope")
        else:
            repair.give_up(talk)  # perhaps it was about the shop after all
