"""Updates on their way in: pushed by Telegram to our web server, or asked for again and again."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.ending import before
from bot.errors import StoreError
from bot.store.connect import UNREACHABLE
from connectors.telegram.sender import seconds

WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
PROOF = "X-Telegram-Bot-Api-Secret-Token"  # header: https://core.telegram.org/bots/api#setwebhook
LARGEST_UPDATE = 1 << 20  # bytes
POLL_SECONDS = 25
PAUSE = 1.0  # seconds, after asking failed

Take = Callable[[Update], Awaitable[None]]
log = logging.getLogger(__name__)
_raw = msgspec.json.Decoder(dict[str, Any])


def parsed(raw: dict[str, Any], bot: Bot) -> Update | None:
    """An update as Telegram wrote it; None, with a line in the log, for one that cannot be understood at all."""
    try:
        return Update.de_json(raw, bot)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        log.warning("update %s cannot be read: %r", raw.get("update_id"), error)
        return None


def webhook(path: str, secret: str, bot: Bot, take: Take) -> web.Application:
    """The web server's application that takes pushed updates: 200 once one is kept, 503 for one to be sent again."""

    async def arrive(request: web.Request) -> web.Response:
        shown = request.headers.get(PROOF, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            raise web.HTTPForbidden(text="Only Telegram may write here.")
        try:
            update = parsed(_raw.decode(await request.read()), bot)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise web.HTTPBadRequest(text="This is no update.") from None
        try:
            if update:
                await take(update)
        except (StoreError, *UNREACHABLE) as error:
            log.warning("an update cannot be kept now: %s", error)
            raise web.HTTPServiceUnavailable(text="Try again.", headers={"Retry-After": "2"}) from None
        return web.Response()

    app = web.Application(client_max_size=LARGEST_UPDATE)
    app.router.add_post(path, arrive)
    return app


async def poll(bot: Bot, take: Take, may_ask: Callable[[], bool], stop: asyncio.Event) -> None:
    """Asks Telegram for updates until told to stop, while it may. What is kept is acknowledged with the next question."""
    poller = Poller(bot, take, may_ask)
    while not stop.is_set():
        await before(stop, poller.ask())


class Poller:
    def __init__(self, bot: Bot, take: Take, may_ask: Callable[[], bool]) -> None:
        self._bot, self._take, self._may_ask = bot, take, may_ask
        self._offset = 0
        """What comes before it has been kept, and Telegram may forget it."""

    async def ask(self) -> None:
        """Asks once, and waits a little where that fails."""
        if not self._may_ask():
            self._offset = 0
            await asyncio.sleep(PAUSE / 4)
            return
        try:
            found = await _ask(self._bot, self._offset)
            await _take_all([update for raw in found if (update := parsed(raw, self._bot))], self._take)
            self._offset = max((raw["update_id"] + 1 for raw in found), default=self._offset)
        except RetryAfter as error:
            await asyncio.sleep(seconds(error.retry_after))
        except Conflict as error:
            log.warning("somebody else asks for this bot's updates: %s", error)
            await asyncio.sleep(PAUSE * 5)
        except (TelegramError, StoreError, *UNREACHABLE) as error:
            log.warning("updates cannot be taken now: %s", error)
            await asyncio.sleep(PAUSE)
        except Exception:
            log.exception("updates could not be taken; they are asked for again")
            await asyncio.sleep(PAUSE)


async def _ask(bot: Bot, offset: int) -> list[dict[str, Any]]:
    # Unparsed, so that one that cannot be understood does not hold up the others. The library warns of its own method's names.
    asked = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": WANTED}
    found: list[dict[str, Any]] = await bot.do_api_request("get_Updates", asked, read_timeout=POLL_SECONDS + 10)
    return found


async def _take_all(updates: Iterable[Update], take: Take) -> None:
    """Chats side by side, each chat's updates in order."""
    chats: dict[int, list[Update]] = {}
    for update in updates:
        chats.setdefault(update.effective_chat.id if update.effective_chat else 0, []).append(update)

    async def in_order(of_one: list[Update]) -> None:
        for update in of_one:
            await take(update)

    done = await asyncio.gather(*map(in_order, chats.values()), return_exceptions=True)
    for failed in done:
        if isinstance(failed, BaseException):
            raise failed
