"""The Telegram process: updates in, the conversation log out, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, web
from telegram import Bot
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

from bot.ending import before, end
from bot.errors import SettingError
from bot.secret import derived, secret_of
from bot.settings import Settings
from bot.store.albums import Albums
from bot.store.attachments import Attachments
from bot.store.chats import Chats
from bot.store.connect import connect, patiently
from bot.store.conversations import Conversations
from bot.store.signs import Signs
from bot.words import words
from connectors.telegram.delivery import Delivery
from connectors.telegram.door import Door
from connectors.telegram.files import Files
from connectors.telegram.sender import Sender
from connectors.telegram.typing import RepTyping
from connectors.telegram.updates import WANTED, poll, webhook

UNKNOWN_BOT = "TELEGRAM_TOKEN is not a token that Telegram knows"
PATIENCE = 60.0  # seconds to wait for Redis at the start
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what setWebhook takes as secret_token

log = logging.getLogger(__name__)


async def serve(settings: Settings, redis_url: str, name: str) -> None:
    """Runs until SIGTERM or SIGINT. Raises SettingError where a setting cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes addresses, and Telegram's hold the token
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run(settings, redis_url, name, stop)


async def run(settings: Settings, redis_url: str, name: str, stop: asyncio.Event) -> None:
    """Everything of the process, until told to stop."""
    secret = secret_of(settings)
    client = connect(redis_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(client.close, close_connection_pool=True)
        sender = Sender(new_bot(settings))
        stack.push_async_callback(sender.bot.shutdown)
        chats = Chats(client, secret)
        if not await before(stop, introduce(sender, chats)):
            return
        files = Files(sender, await stack.enter_async_context(ClientSession()), Attachments(settings.var))
        door = Door(sender, chats, Conversations(client), Albums(client), files, words(), secret)
        stack.push_async_callback(door.close)
        delivery = Delivery(client, chats, sender, words(), name)
        signs = Signs(client)
        beside = (door.gathering.run(), signs.run(), RepTyping(sender, chats, delivery.holds).run(signs))
        stack.push_async_callback(end, *(asyncio.create_task(work) for work in beside))
        await together(stop, delivery.run(stop), receive(settings, secret, sender, door, delivery, stop))


async def together(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Runs works that end when told to stop; where one fails, the others are told."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        await asyncio.wait(tasks)
    for task in tasks:
        task.result()


def new_bot(settings: Settings) -> Bot:
    """The bot's client, not connected yet; SettingError without a token."""
    if not settings.telegram_token:
        raise SettingError("TELEGRAM_TOKEN is not set; Telegram's @BotFather gives one")
    calls = HTTPXRequest(connection_pool_size=64, read_timeout=30, write_timeout=30, connect_timeout=10, pool_timeout=60)
    polls = HTTPXRequest(connection_pool_size=4, connect_timeout=10, pool_timeout=60)
    api = settings.telegram_api_url
    try:
        return Bot(settings.telegram_token, f"{api}/bot", f"{api}/file/bot", request=calls, get_updates_request=polls)
    except InvalidToken:
        raise SettingError(UNKNOWN_BOT) from None


async def introduce(sender: Sender, chats: Chats) -> None:
    """Asks who the bot is and keeps its name. Waits for a Telegram that is silent; SettingError for a token it refuses."""
    try:
        await sender.patiently(sender.bot.initialize)
    except InvalidToken:
        raise SettingError(UNKNOWN_BOT) from None
    await patiently(lambda: chats.introduce(sender.bot.username), PATIENCE)


async def receive(settings: Settings, secret: str, sender: Sender, door: Door, delivery: Delivery, stop: asyncio.Event) -> None:
    """Takes updates, by webhook where an address is set, otherwise by asking, until told to stop."""
    bot, url = sender.bot, settings.telegram_webhook_url
    if not url:
        if await before(stop, sender.patiently(bot.delete_webhook)):
            say(f"Telegram: @{bot.username}, asking for messages")
            await poll(bot, door.take, delivery.leads, stop)
        return
    token = webhook_secret(settings, secret)
    path = urlsplit(url).path or "/"
    async with listening(webhook(path, token, bot, door.take), settings) as (host, port):
        if await before(stop, sender.patiently(lambda: bot.set_webhook(url, secret_token=token, allowed_updates=WANTED))):
            say(f"Telegram: @{bot.username}, messages come to http://{host}:{port}{path}")
            await stop.wait()


@asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[tuple[str, int]]:
    """Serves the application, and finishes what it has in hand at the end. SettingError where the address cannot be had."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.telegram_port).start()
        except OSError as error:
            reason = f"cannot listen on {settings.host} port {settings.telegram_port}: {error.strerror}"
            raise SettingError(f"{reason}; TELEGRAM_PORT sets another") from None
        host, port = runner.addresses[0][:2]
        yield host, port
    finally:
        await runner.cleanup()


def webhook_secret(settings: Settings, secret: str) -> str:
    """What Telegram must show with every update; SettingError for one that it would not take."""
    chosen = settings.telegram_secret or derived(secret, "telegram webhook").hex()
    if not _SECRET.fullmatch(chosen):
        raise SettingError("TELEGRAM_SECRET may have 1 to 256 characters out of A-Z, a-z, 0-9, _ and -")
    return chosen


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
