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

from bot.errors import SettingError
from bot.secret import derived, secret_of
from bot.settings import Settings
from bot.store.attachments import Attachments
from bot.store.chats import Chats
from bot.store.connect import connect, patiently
from bot.store.conversations import Conversations
from bot.words import words
from connectors.telegram.delivery import Delivery
from connectors.telegram.door import Door
from connectors.telegram.files import Files
from connectors.telegram.sender import Sender
from connectors.telegram.updates import WANTED, poll, webhook

PATIENCE = 60.0  # seconds to wait for Redis at the start
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what setWebhook takes as secret_token

log = logging.getLogger(__name__)


async def serve(settings: Settings, redis_url: str, name: str) -> None:
    """Runs until SIGTERM or SIGINT. Raises SettingError where a setting cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes addresses, and Telegram's hold the token
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    running = asyncio.create_task(run(settings, redis_url, name))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()


async def run(settings: Settings, redis_url: str, name: str) -> None:
    """Everything of the process, until cancelled."""
    secret = secret_of(settings)
    client = connect(redis_url)
    chats, conversations = Chats(client, secret), Conversations(client)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(client.close)
        bot = await stack.enter_async_context(known_bot(settings))
        await patiently(lambda: chats.introduce(bot.username), PATIENCE)
        session = await stack.enter_async_context(ClientSession())
        sender = Sender(bot)
        files = Files(sender, session, Attachments(settings.var))
        door = Door(sender, chats, conversations, files, words(), secret)
        stack.push_async_callback(door.close)
        delivery = Delivery(client, chats, sender, words(), name)
        await gathered(delivery.run(), receive(settings, secret, sender, door, delivery))


async def gathered(*works: Coroutine[Any, Any, None]) -> None:
    """Runs works until one fails or all are cancelled; none outlives the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def known_bot(settings: Settings) -> AsyncIterator[Bot]:
    """The bot that the token stands for. Waits for a Telegram that does not answer; SettingError for a token it refuses."""
    if not settings.telegram_token:
        raise SettingError("TELEGRAM_TOKEN is not set; Telegram's @BotFather gives one")
    try:
        bot = Bot(
            settings.telegram_token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=64, read_timeout=30, write_timeout=30, connect_timeout=10, pool_timeout=60
            ),
            get_updates_request=HTTPXRequest(connection_pool_size=4, connect_timeout=10, pool_timeout=60),
        )
        await Sender(bot).patiently(bot.initialize)
    except InvalidToken:
        raise SettingError("TELEGRAM_TOKEN is not a token that Telegram knows") from None
    try:
        yield bot
    finally:
        await bot.shutdown()


async def receive(settings: Settings, secret: str, sender: Sender, door: Door, delivery: Delivery) -> None:
    """Takes updates, by webhook where an address is set, otherwise by asking, until cancelled."""
    bot = sender.bot
    if not settings.telegram_webhook_url:
        await sender.patiently(lambda: bot.delete_webhook(drop_pending_updates=False))
        say(f"Telegram: @{bot.username}, asking for messages")
        await poll(bot, door.take, delivery.leads)
        return
    token = webhook_secret(settings, secret)
    path = urlsplit(settings.telegram_webhook_url).path or "/"
    runner = web.AppRunner(webhook(path, token, bot, door.take), access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.telegram_port).start()
        except OSError as error:
            raise SettingError(
                f"cannot listen on {settings.host} port {settings.telegram_port}: {error.strerror}; TELEGRAM_PORT sets another"
            ) from None
        url = settings.telegram_webhook_url
        await sender.patiently(lambda: bot.set_webhook(url, secret_token=token, allowed_updates=WANTED))
        host, port = runner.addresses[0][:2]
        say(f"Telegram: @{bot.username}, messages come to http://{host}:{port}{path}")
        await asyncio.Event().wait()
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
