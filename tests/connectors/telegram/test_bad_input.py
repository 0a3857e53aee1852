"""What nobody should send, and what people send all the same."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest
from aiohttp import ClientSession

from bot.conversation.message import Message, Said
from bot.conversation.model import Location
from bot.store import keys
from tests.connectors.telegram.bot_api import TOKEN, BotApi
from tests.connectors.telegram.conftest import Start, World
from tests.connectors.telegram.customer import SENT, Customer
from tests.process import free_port

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(60) + b"\xff\xd9"
MEGABYTE = 1024 * 1024
STICKER = {
    "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512,
    "is_animated": False, "is_video": False, "emoji": "👍",
}  # fmt: skip


def archive() -> bytes:
    data = io.BytesIO()
    with ZipFile(data, "w") as file:
        file.writestr("harmless.txt", "not a picture")
    return data.getvalue()


@pytest.mark.usefixtures("door")
class TestContents:
    async def test_an_update_of_a_kind_that_does_not_exist_yet_holds_nothing_up(self, customer: Customer, world: World) -> None:
        await world.api.happen(hologram={"id": "h1", "chat": {"id": customer.id, "type": "private"}})
        await world.api.happen(message={"message_id": "not even a number"})
        await customer.sends(scent={"note": "lavender"})
        await customer.writes("still there?")
        seen = await world.api.sees(customer.id, 2)
        assert "You said: still there?" in seen
        assert any("Words, pictures, documents and places" in text for text in seen)

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ({"sticker": STICKER}, "👍"),
            ({"dice": {"emoji": "🎲", "value": 3}}, "🎲"),
            ({"contact": {"phone_number": "+1 312 555 0100", "first_name": "Dana"}}, "Dana +1 312 555 0100"),
        ],
    )
    async def test_what_is_as_good_as_words(self, customer: Customer, world: World, content: dict[str, Any], text: str) -> None:
        await customer.sends(**content)
        await world.logged(customer, lambda log: log)
        assert await world.said_by(customer) == [text]

    @pytest.mark.parametrize("kind", ["voice", "video", "video_note", "audio"])
    async def test_recordings_are_declined(self, customer: Customer, world: World, kind: str) -> None:
        sizes = {"video": {"width": 1, "height": 1}, "video_note": {"length": 1}}.get(kind, {})
        await customer.sends(**{kind: {"file_id": "v", "file_unique_id": "v", "duration": 3, **sizes}})
        assert "listen to recordings" in (await world.api.sees(customer.id, 1))[0]
        assert await world.log(customer) == []

    async def test_a_caption_below_a_video_counts(self, customer: Customer, world: World) -> None:
        video = {"file_id": "v", "file_unique_id": "v", "duration": 3, "width": 1, "height": 1}
        await customer.sends(video=video, caption="like these")
        assert "You said: like these" in await world.api.sees(customer.id, 2)

    async def test_a_poll_is_declined_and_a_pinned_message_ignored(self, customer: Customer, world: World) -> None:
        options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in "ab"]
        asked = {"id": "p", "question": "?", "options": options, "total_voter_count": 0, "is_closed": False}
        flags = {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
        await customer.sends(poll={**asked, **flags, "allows_revoting": True, "members_only": False})
        await customer.sends(pinned_message=customer.message(text="old"))
        await customer.writes("next")
        seen = await world.api.sees(customer.id, 2)
        assert len([text for text in seen if "can't do anything with that" in text]) == 1
        assert await world.said_by(customer) == ["next"]

    async def test_a_correction_is_a_further_message(self, customer: Customer, world: World) -> None:
        first = customer.message(text="25 bags")
        await world.api.happen(message=first)
        await world.api.happen(edited_message={**first, "text": "250 bags", "edit_date": SENT + 5})
        assert await world.api.sees(customer.id, 2) == ["You said: 25 bags", "You said: 250 bags"]

    async def test_a_correction_that_comes_before_what_it_corrects_stands_alone(self, customer: Customer, world: World) -> None:
        first = customer.message(text="25 bags")
        await world.api.happen(edited_message={**first, "text": "250 bags", "edit_date": SENT + 5})
        await world.api.happen(message=first)
        await customer.writes("go on")
        assert await world.api.sees(customer.id, 2) == ["You said: 250 bags", "You said: go on"]

    async def test_a_place_is_kept_with_the_message(self, customer: Customer, world: World, engine: object) -> None:
        taken: list[Message] = []
        append = type(world.conversations).append

        async def noted(conversations: Any, message: Message) -> bool:
            taken.append(message)
            return await append(conversations, message)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(world.conversations), "append", noted)
            venue = {"title": "Office", "address": "233 S Wacker Dr", "location": {"latitude": 41.88, "longitude": -87.63}}
            await customer.sends(location=venue["location"])
            await customer.sends(location=venue["location"], venue=venue)
            await world.logged(customer, lambda log: len([one for one in log if one.author == "customer"]) == 2)
        assert [message.body for message in taken] == [
            Said("", location=Location(41.88, -87.63)),
            Said("Office, 233 S Wacker Dr", location=Location(41.88, -87.63)),
        ]

    async def test_text_beyond_what_is_kept_is_declined(self, customer: Customer, world: World) -> None:
        await customer.writes("x" * 4090)
        assert "up to 4,000 characters" in (await world.api.sees(customer.id, 1))[0]
        assert await world.log(customer) == []

    async def test_control_characters_are_left_out(self, customer: Customer, world: World) -> None:
        await customer.writes("a\x00b\x07\u2028c")
        await customer.writes("\x01\x02")
        await world.logged(customer, lambda log: len([one for one in log if one.author == "customer"]) == 2)
        assert await world.said_by(customer) == ["ab\nc", ""]

    async def test_groups_and_channels_are_declined_once(self, customer: Customer, world: World) -> None:
        group = {"id": -500, "type": "group", "title": "Purchasing"}
        for text in ("hello bot", "/start", "anyone?"):
            await world.api.happen(message={**customer.message(text=text), "chat": group})
        channel = {"id": -100600, "type": "channel", "title": "News"}
        await world.api.happen(channel_post={"message_id": 1, "date": SENT, "chat": channel, "text": "news"})
        await customer.writes("just us")
        await world.api.sees(customer.id, 1)
        assert "one to one" in (await world.api.sees(-500, 1))[0]
        assert "one to one" in (await world.api.sees(-100600, 1))[0]
        assert [len(world.api.shown[chat]) for chat in (-500, -100600)] == [1, 1]
        assert [key async for key in world.redis.scan_iter("*:log")] == [
            keys.log(await world.chats.conversation(customer.id)).encode()
        ]


@pytest.mark.usefixtures("door")
class TestFiles:
    async def test_a_photo_is_kept_under_its_hash_with_its_caption(self, customer: Customer, world: World, var: Any) -> None:
        await customer.file(JPEG, caption="this logo")
        (said, *_) = await world.logged(customer, lambda log: log)
        (photo,) = said.attachments
        assert (said.text, photo.media_type, photo.size) == ("this logo", "image/jpeg", len(JPEG))
        assert (var / "attachments" / photo.id[:2] / photo.id).read_bytes() == JPEG

    async def test_a_document_keeps_its_name(self, customer: Customer, world: World) -> None:
        await customer.file(b"sku;qty\nA-1;20\n", name="../../list\x00 of things.csv")
        (said, *_) = await world.logged(customer, lambda log: log)
        assert [(one.name, one.media_type) for one in said.attachments] == [("list of things.csv", "text/plain")]

    @pytest.mark.parametrize("told", [None, 0, 1000], ids=["said so", "did not say", "lied"])
    async def test_a_photo_of_30_mb_is_declined(self, customer: Customer, world: World, told: int | None) -> None:
        await customer.file(PNG + bytes(30 * MEGABYTE), name="huge.png", size=told)
        assert "10 MB is the most" in (await world.api.sees(customer.id, 1))[0]
        assert await world.log(customer) == []

    async def test_a_file_that_turns_out_too_large_is_not_read_to_its_end(self, customer: Customer, world: World) -> None:
        await customer.file(PNG + bytes(15 * MEGABYTE), name="large.png", size=1000)
        assert "10 MB is the most" in (await world.api.sees(customer.id, 1))[0]

    async def test_a_zip_named_png_is_declined_and_its_caption_counts(self, customer: Customer, world: World) -> None:
        await customer.file(archive(), name="logo.png", caption="our logo")
        seen = await world.api.sees(customer.id, 2)
        assert any("JPEG, PNG" in text for text in seen)
        (said, *_) = await world.log(customer)
        assert (said.text, said.attachments) == ("our logo", ())

    async def test_a_file_that_cannot_be_fetched_is_asked_for_again(self, customer: Customer, world: World) -> None:
        document = {"file_id": "gone", "file_unique_id": "gone", "file_name": "logo.png"}
        await customer.sends(document=document)
        assert "once more" in (await world.api.sees(customer.id, 1))[0]


class TestWebhook:
    async def test_only_who_shows_the_secret_may_write(
        self, start: Start, api: BotApi, customer: Customer, world: World
    ) -> None:
        port = free_port()
        url = f"http://127.0.0.1:{port}/in"
        await start(TELEGRAM_WEBHOOK_URL=url, TELEGRAM_PORT=str(port), TELEGRAM_SECRET="Shown-with-each-update")
        await api.until(lambda: api.webhook)
        assert api.webhook["secret_token"] == "Shown-with-each-update"
        update = {"update_id": 1, "message": customer.message(text="forged")}
        header = "X-Telegram-Bot-Api-Secret-Token"
        async with ClientSession() as session:
            for headers in ({}, {header: ""}, {header: "guess"}, {header: "Shown-with-each-updatf"}, {header: "é"}):
                async with session.post(url, json=update, headers=headers) as answer:
                    assert answer.status == 403
            shown = {header: "Shown-with-each-update"}
            async with session.post(url, data=b"{nonsense", headers=shown) as answer:
                assert answer.status == 400
            async with session.post(
                url, data=io.BytesIO(bytes(2_000_000)), headers={header: "Shown-with-each-update"}
            ) as answer:
                assert answer.status == 413
        assert await world.redis.dbsize() > 0
        assert [key async for key in world.redis.scan_iter("*:inbox")] == []

    async def test_the_secret_is_never_the_default_of_somebody_else(self, start: Start, api: BotApi) -> None:
        port = free_port()
        await start(TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/in", TELEGRAM_PORT=str(port))
        await api.until(lambda: api.webhook)
        assert len(api.webhook["secret_token"]) == 64
        assert TOKEN not in api.webhook["secret_token"]

    async def test_an_update_that_cannot_be_kept_comes_again(
        self, start: Start, api: BotApi, customer: Customer, world: World, engine: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port = free_port()
        await start(TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/in", TELEGRAM_PORT=str(port))
        await api.until(lambda: api.webhook)
        monkeypatch.setattr("bot.store.conversations.LONGEST_INBOX", 0)
        await customer.writes("keep this")
        await api.until(lambda: 503 in api.pushed)
        monkeypatch.undo()
        assert await api.sees(customer.id, 1) == ["You said: keep this"]
        await api.until(lambda: api.pushed[-1] == 200)
