"""What the bot does not do: other subjects, and its own insides."""

from __future__ import annotations

from actions import only_english, repair
from actions.cautions import OfGoods
from actions.policy import Policy
from actions.talk import Talk
from bot.conversation import other_languages, wishes


class OutOfScope(OfGoods):
    called = "action_out_of_scope"

    async def answer(self, talk: Talk) -> None:
        if wishes.policy_topic(talk.text):
            await Policy().answer(talk)
        elif other_languages.asked_for(talk.text):
            if other_languages.turns_to_english(talk.text):
                only_english.go_on(talk)
            else:
                await only_english.tell(talk)
        elif wishes.pries(talk.text):
            talk.say("utter_no_secrets")
        elif repair.counted(talk) < repair.MOST:
            talk.say("utter_out_of_scope")
        else:
            repair.give_up(talk)  # perhaps it was about the shop after all
