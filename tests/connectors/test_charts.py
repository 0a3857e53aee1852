"""Charts in a conversation: at an address that only its own customer gets, harmless, and as a picture in Telegram."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.conversation.model import Entry
from bot.words import words
from connectors.telegram.shown import pieces
from tests.connectors.conftest import Site
from tests.connectors.scripted import CHART


async def test_a_chart_is_drawn_for_who_has_its_address_and_for_nobody_else(site: Site) -> None:
    tab = await site.tab()
    await tab.say("chart please")
    shown = await tab.next("entry")
    while "chart" not in shown:
        shown = await tab.next("entry")
    assert shown["entry"]["chart"]["alt"] == "What a piece costs"
    session = await site.session()
    for query in ("", "?dark"):
        async with session.get(shown["chart"] + query) as answer:
            assert (answer.status, answer.content_type) == (200, "image/svg+xml")
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            drawn = await answer.text()
            assert drawn.startswith("<svg")
            assert "<script" not in drawn
    path, _, signature = shown["chart"].rpartition("/")
    conversation, _, entry = path.removeprefix("/charts/").partition("/")
    for guess in (f"{path}/{'A' * 43}.svg", f"/charts/{conversation}/1-1/{signature}", f"/charts/wother/{entry}/{signature}"):
        async with session.get(guess) as answer:
            assert answer.status == 404


def test_telegram_gets_it_as_a_picture() -> None:
    entry = Entry("bot", datetime(2026, 3, 2, tzinfo=timezone.utc), "m1", "Both ways:", chart=CHART)
    said, picture = pieces(entry, words())
    assert said.text == "Both ways:"
    assert isinstance(picture.photo, bytes)
    assert picture.photo.startswith(b"\x89PNG")
    assert picture.text == "What a piece costs"
