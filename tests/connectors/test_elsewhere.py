"""A visitor of the website goes on in Telegram: the link, and who may have one."""

from __future__ import annotations

from datetime import datetime, timezone
from uuid import uuid4

from redis.asyncio import Redis

from bot.conversation.links import conversation_of
from bot.conversation.message import Continued, Message
from bot.secret import secret_of
from bot.store.chats import Chats
from bot.store.conversations import Conversations
from connectors.web.identity import Signer
from tests.connectors.conftest import Site


async def bot_runs(site: Site, redis: Redis[bytes]) -> str:
    """A bot has introduced itself; gives the secret of the processes."""
    secret = secret_of(site.settings)
    await Chats(redis, secret).introduce("quartermaster_test_bot")
    return secret


async def test_without_a_bot_nothing_is_offered_and_none_can_be_had(quiet_site: Site) -> None:
    tab = await quiet_site.tab()
    assert (await tab.next("welcome"))["telegram"] is False
    await tab.send(type="continue", id=str(uuid4()))
    assert (await tab.next("error"))["code"] == "refused"


async def test_a_link_stands_for_this_very_conversation(quiet_site: Site, redis: Redis[bytes]) -> None:
    secret = await bot_runs(quiet_site, redis)
    tab = await quiet_site.tab()
    welcome = await tab.next("welcome")
    assert welcome["telegram"] is True
    asked = str(uuid4())
    await tab.send(type="continue", id=asked)
    url = (await tab.next("elsewhere", id=asked))["url"]
    address, _, payload = url.partition("?start=")
    assert address == "https://t.me/quartermaster_test_bot"
    assert conversation_of(secret, payload, datetime.now(timezone.utc)) == welcome["conversation"]


async def test_a_conversation_that_began_in_telegram_is_not_offered_to_go_there(quiet_site: Site, redis: Redis[bytes]) -> None:
    secret = await bot_runs(quiet_site, redis)
    tab = await quiet_site.tab(Signer(secret).token("telegram-0123"))
    assert (await tab.next("welcome"))["telegram"] is False


async def test_the_page_is_told_that_the_conversation_goes_on_there(site: Site, redis: Redis[bytes]) -> None:
    tab = await site.tab()
    conversation = (await tab.next("welcome"))["conversation"]
    now = datetime.now(timezone.utc)
    await Conversations(redis).append(Message("tg:1", conversation, now, Continued(), "telegram"))
    assert (await tab.line("system"))["event"] == "continued"
    await tab.say("and here")
    await tab.line("bot", text="You said: and here")
