"""A shared place is told to the people who read the conversation."""

from __future__ import annotations

import pytest

from bot.conversation.message import Message, Said
from bot.conversation.model import Conversation, Location
from bot.conversation.service import give_up
from bot.conversation.shared_places import with_place
from bot.conversation.turn import Memory, Offered, Turn
from tests.store.parts import NOW


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("", Location(41.8786, -87.6369), "📍 Chicago, IL 60604"),
        ("Office, 233 S Wacker Dr", Location(41.8786, -87.6369), "Office, 233 S Wacker Dr\n📍 Chicago, IL 60604"),
        ("", Location(48.8584, 2.2945), "📍 48.8584, 2.2945"),
        ("", Location(0.0, -0.0), "📍 0.0000, -0.0000"),
    ],
)
def test_a_place_is_named_by_the_nearest_zip_or_its_degrees(text: str, place: Location, told: str) -> None:
    assert with_place(text, place) == told


class Silent:
    async def read(self, turn: Turn, pressed: Offered | None) -> None: ...

    async def say(self, turn: Turn, response: str) -> None: ...

    async def tell(self, turn: Turn) -> None: ...


async def test_the_log_shows_the_place_also_where_nobody_could_answer() -> None:
    place = Location(41.8786, -87.6369)
    turn = Turn(Message("m1", "visitor", NOW, Said("", location=place)), Conversation("visitor"), Memory())
    await give_up(turn, Silent(), "it failed", speak=False)
    assert (turn.entries[0].text, turn.entries[0].location) == ("📍 Chicago, IL 60604", place)
