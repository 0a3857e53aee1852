"""A customer's phone in the terminal, with the stand-in for Telegram behind it: `python -m tests.connectors.telegram.phone`.

Says how to start `quartermaster serve` beside it. A line is what the customer writes; one that begins with a colon is one of
DEEDS. It reads from a pipe as well.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.ending import end
from tests.connectors.telegram.bot_api import BOT, TOKEN, BotApi, too_many
from tests.connectors.telegram.customer import Customer

DEEDS = """:press N          the Nth button below the newest message that has some
:photo FILE…      a photo, or several as one album      :file FILE        a document
:place LAT LON    shares a place                        :venue LAT LON    a place with a name
:sticker :voice :poll :unknown                          what their names say; an update of a kind that does not exist yet
:edit TEXT        corrects the last text                :early TEXT       a correction that comes before what it corrects
:again            the last update once more             :group :channel   something is said where the bot should be silent
:block :unblock   the bot                               :limit SECONDS    429 for the next message
:long COUNT       so many characters                    :wait SECONDS
"""
FOREVER = 1e9  # seconds


class Phone:
    def __init__(self, api: BotApi) -> None:
        self.api, self.customer = api, Customer(api)
        self._seen: defaultdict[int, int] = defaultdict(int)
        self._last: dict[str, Any] = {}

    async def show(self) -> None:
        """Writes whatever the chats get, and whenever somebody writes to them, until cancelled."""
        calls = 0

        def more() -> bool:
            return len(self.api.calls) > calls

        while True:
            await self.api.until(more, FOREVER)
            for method, asked in self.api.calls[calls:]:
                if method == "sendChatAction":
                    say(f"      … {asked['action']}")
            calls = len(self.api.calls)
            for chat, shown in self.api.shown.items():
                for one in shown[self._seen[chat] :]:
                    self._one(one, "" if chat == self.customer.id else f"(chat {chat}) ")
                self._seen[chat] = len(shown)

    def _one(self, one: dict[str, Any], where: str) -> None:
        photo = one.get("photo")
        picture = f"[picture, {len(photo):,} bytes] " if isinstance(photo, bytes) else f"[picture {photo}] " if photo else ""
        text = one.get("text") or one.get("caption") or ""
        say("   <- " + f"{where}{picture}{text}".replace("\n", "\n      "))
        for number, row in enumerate((one.get("reply_markup") or {}).get("inline_keyboard", ()), 1):
            say(f"      ({number}) {row[0]['text']}")

    async def do(self, line: str) -> None:
        """Does what a line says."""
        word, _, rest = line.partition(" ")
        say(f"-> {line[:200]}")
        if not word.startswith(":"):
            await self._happen(message=self._message(text=line))
        elif word == ":wait":
            await asyncio.sleep(float(rest or 1))
        elif (deed := getattr(self, f"_{word[1:]}", None)) is not None:
            await deed(rest)
        elif (content := self._content(word[1:], rest)) is not None:
            await self._happen(message=self._message(**content))
        else:
            say(DEEDS)

    def _message(self, **content: Any) -> dict[str, Any]:
        return {**self.customer.message(**content), "date": int(time.time())}

    async def _press(self, rest: str) -> None:
        await self.customer.presses(self.customer.buttons()[int(rest) - 1]["callback_data"])

    async def _edit(self, rest: str) -> None:
        await self._happen(edited_message={**self._last["message"], "text": rest, "edit_date": int(time.time())})

    async def _early(self, rest: str) -> None:
        message = self._message(text="the uncorrected words")
        await self._happen(edited_message={**message, "text": rest, "edit_date": int(time.time())})
        await self._happen(message=message)

    async def _again(self, rest: str) -> None:
        await self.api.happen(**self._last)

    async def _unknown(self, rest: str) -> None:
        await self._happen(hologram={"id": "h1", "chat": {"id": self.customer.id, "type": "private"}})

    async def _block(self, rest: str) -> None:
        self.api.blocked.add(self.customer.id)

    async def _unblock(self, rest: str) -> None:
        self.api.blocked.discard(self.customer.id)

    async def _limit(self, rest: str) -> None:
        self.api.refusals["sendMessage"].append(too_many(int(rest or 3)))

    async def _long(self, rest: str) -> None:
        await self._happen(message=self._message(text="A sentence to fill it. " * (int(rest) // 23)))

    async def _group(self, rest: str) -> None:
        await self._elsewhere("message", "supergroup")

    async def _channel(self, rest: str) -> None:
        await self._elsewhere("channel_post", "channel")

    async def _elsewhere(self, what: str, kind: str) -> None:
        chat = {"id": -100 if kind == "channel" else -200, "type": kind, "title": "Elsewhere"}
        message = {"message_id": self.api.message_id(), "date": int(time.time()), "chat": chat, "text": "hello bot"}
        await self._happen(**{what: message})

    async def _photo(self, rest: str) -> None:
        paths = [Path(name) for name in rest.split()]
        album = {"media_group_id": f"album{len(self.api.files)}"} if len(paths) > 1 else {}
        for path in paths:
            file_id = f"file{len(self.api.files)}"
            self.api.files[file_id] = path.read_bytes()
            size = {
                "file_id": file_id,
                "file_unique_id": file_id,
                "width": 1280,
                "height": 853,
                "file_size": path.stat().st_size,
            }
            await self._happen(message=self._message(photo=[size], **album))

    def _content(self, word: str, rest: str) -> dict[str, Any] | None:
        """What a message of that kind holds; None where it is no kind of message."""
        file = {"file_id": f"file{len(self.api.files)}", "file_unique_id": "u"}
        if word in ("place", "venue"):
            latitude, longitude = (float(part) for part in rest.split())
            place = {"latitude": latitude, "longitude": longitude}
            named = {"venue": {"title": "Our office", "address": "12 Main St", "location": place}} if word == "venue" else {}
            return {"location": place, **named}
        if word == "file":
            self.api.files[file["file_id"]] = Path(rest).read_bytes()
            return {"document": {**file, "file_name": Path(rest).name, "file_size": Path(rest).stat().st_size}}
        if word == "sticker":
            looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": {**file, **looks, "emoji": rest or "👍"}}
        if word == "voice":
            return {"voice": {**file, "duration": 3}}
        if word == "poll":
            return {
                "poll": {
                    "id": "p",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                }
            }
        return None

    async def _happen(self, **update: Any) -> None:
        update["update_id"] = await self.api.happen(**update)
        self._last = update


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


async def main(port: int) -> None:
    # Update ids go on rising from one start to the next, as Telegram's do.
    async with BotApi(port=port, first_update=int(time.time())) as api:
        phone = Phone(api)
        say(f"@{BOT['username']}; beside it: TELEGRAM_TOKEN={TOKEN} TELEGRAM_API_URL={api.url} quartermaster serve\n{DEEDS}")
        showing = asyncio.create_task(phone.show())
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip():
                try:
                    await phone.do(line.rstrip("\n"))
                except (LookupError, ValueError, OSError) as error:
                    say(f"   that cannot be done: {error!r}")
        await end(showing)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8081))
