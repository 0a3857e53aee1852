"""Answers that follow a customer who has gone, and transcripts, through a real mail server on this machine."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from redis.asyncio import Redis

from bot.errors import SettingError
from bot.notify.post import Post
from bot.secret import secret_of
from bot.settings import read
from bot.store import keys
from bot.store.chats import Chats
from bot.store.connect import connect
from connectors.web.identity import Signer
from tests.connectors.conftest import Site
from tests.connectors.tab import Tab
from tests.connectors.test_desk import accepted, until
from tests.connectors.test_desk_work import do
from tests.process import free_port

LINK = "https://shop.example/#quartermaster-chat={}"


class Mailbox:
    """A mail server's handler that keeps what arrives; `answers` are given first, one for each mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [str(mail["To"])]
        self.mails.append(mail)
        return "250 taken"

    def text(self, number: int, kind: str = "plain") -> str:
        part = self.mails[number].get_body((kind,))
        assert part
        return str(part.get_content())


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp_url(mailbox: Mailbox) -> Iterator[str]:
    port = free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield f"smtp://127.0.0.1:{port}"
    server.stop()


@asynccontextmanager
async def posts(redis_url: str, var: Path, smtp_url: str) -> AsyncIterator[list[Post]]:
    """Two processes' posts over one store."""
    settings = read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_SMTP_URL": smtp_url})
    clients = [connect(redis_url), connect(redis_url)]
    yield [Post(client, settings, LINK.format) for client in clients]
    for client in clients:
        await client.close(close_connection_pool=True)


def in_a_while(seconds: float = 70) -> datetime:
    return datetime.now(timezone.utc) + timedelta(seconds=seconds)


async def rounds(both: list[Post], now: datetime) -> int:
    """What both processes send at the same moment."""
    return sum(await asyncio.gather(*(post.round(now) for post in both)))


async def answered(site: Site, redis: Redis[bytes], words: str = "mail me at dana@shop-example.com") -> tuple[Tab, Tab, str]:
    """A customer who said something, and a rep who answered, with the answer ready to be looked after."""
    customer, desk, conversation = await accepted(site)
    await customer.say(words)
    await desk.line("customer", text=words)
    await desk.say("The totes <b>are</b> 2.10 each", conversation=conversation)
    await customer.line("rep")
    await until(lambda: waits(redis))
    return customer, desk, conversation


async def waits(redis: Redis[bytes]) -> bool:
    return bool(await redis.zcard(keys.MAIL_DUE))


async def test_what_reached_their_telegram_is_not_mailed_and_what_did_not_is(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    customer, desk, conversation = await answered(site, redis)
    chats = Chats(redis, secret_of(site.settings))
    await chats.link(777, conversation, "web_payload")  # as far as it has come, it was delivered there
    await customer.socket.close()
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        assert await rounds(both, in_a_while()) == 0
        await chats.unreachable(conversation)  # blocked: what comes from now on is not delivered
        await desk.say("Shall I go ahead?", conversation=conversation)
        await until(lambda: waits(redis))
        assert await rounds(both, in_a_while()) == 1
    assert "Shall I go ahead?" in mailbox.text(0)
    assert "2.10 each" not in mailbox.text(0)


async def test_an_answer_follows_a_customer_who_has_gone_once_and_in_one_thread(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    customer, desk, conversation = await answered(site, redis)
    await customer.socket.close()
    await do(desk, "note", conversation, text="haggles a lot")
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        assert await rounds(both, in_a_while(0)) == 0, "the customer may still be there"
        assert await rounds(both, in_a_while()) == 1
        assert await rounds(both, in_a_while()) == 0
        await redis.zadd(keys.MAIL_DUE, {conversation: 1})  # as after a crash that left its work behind
        assert await rounds(both, in_a_while()) == 0
        await desk.say("Shall I go ahead?", conversation=conversation)
        await until(lambda: waits(redis))
        assert await rounds(both, in_a_while(200)) == 1
    first, second = mailbox.mails
    assert (first["To"], first["Auto-Submitted"]) == ("dana@shop-example.com", "auto-generated")
    assert "Anna Reyes answered" in mailbox.text(0)
    assert "The totes <b>are</b> 2.10 each" in mailbox.text(0)
    assert "The totes &lt;b&gt;are&lt;/b&gt; 2.10 each" in mailbox.text(0, "html")
    assert LINK.format(conversation) in mailbox.text(0)
    assert "haggles" not in str(first) + mailbox.text(0, "html")
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert second["Subject"] == f"Re: {first['Subject']}"
    assert "Shall I go ahead?" in mailbox.text(1)
    assert "totes" not in mailbox.text(1), "each answer goes once"


async def test_what_the_customer_has_seen_is_not_mailed(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    customer, _, conversation = await answered(site, redis)
    await customer.send(type="seen", up_to=customer.lines()[-1][0])
    await until(lambda: _exists(redis, keys.seen_up_to(conversation)))
    await customer.socket.close()
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        assert await rounds(both, in_a_while()) == 0
    assert not await waits(redis)


async def _exists(redis: Redis[bytes], key: str) -> bool:
    return bool(await redis.exists(key))


async def test_nobody_is_mailed_while_the_page_is_open_or_without_an_address(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    _, _, conversation = await answered(site, redis)
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        visit = datetime.now(timezone.utc).timestamp() + 60
        await redis.set(keys.visit(conversation), int(visit * 1000))
        assert await rounds(both, in_a_while()) == 0
        assert await waits(redis), "it is looked at again"
    other = await answered(site, redis, "no address here")
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        assert await rounds(both, in_a_while(300)) == 1
    assert [str(mail["To"]) for mail in mailbox.mails] == ["dana@shop-example.com"]
    assert other[2] not in str(mailbox.mails)


async def test_a_mail_server_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    customer, desk, conversation = await answered(site, redis)
    await customer.socket.close()
    mailbox.answers = ["451 later"]
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        assert await rounds(both, in_a_while()) == 0
        assert await rounds(both, in_a_while(300)) == 1
        await desk.say("And another", conversation=conversation)
        await until(lambda: waits(redis))
        mailbox.answers = ["554 never"]
        assert await rounds(both, in_a_while(400)) == 0
    assert len(mailbox.mails) == 1
    assert not await waits(redis)


async def test_without_a_mail_server_mails_become_files(site: Site, redis: Redis[bytes], redis_url: str) -> None:
    customer, _, _ = await answered(site, redis)
    await customer.socket.close()
    async with posts(redis_url, site.settings.var, "") as both:
        assert await rounds(both, in_a_while()) == 1
    (file,) = (site.settings.var / "outbox").glob("*.eml")
    assert "dana@shop-example.com" in file.read_text()


async def test_a_transcript_is_sent_once_and_holds_what_the_customer_may_read(
    site: Site, redis: Redis[bytes], redis_url: str, smtp_url: str, mailbox: Mailbox
) -> None:
    customer, desk, conversation = await accepted(site)
    await do(desk, "note", conversation, text="haggles a lot")
    await desk.line("rep", text="haggles a lot")
    asked = str(uuid4())
    async with posts(redis_url, site.settings.var, smtp_url) as both:
        # the site's own post, which has no mail server, must not be faster
        await redis.set(keys.mail_lock(f"transcript:{conversation}/{asked}"), "test")
        for _ in range(2):
            await customer.send(type="transcript", id=asked, email="dana@shop-example.com")
            await customer.next("promised", id=asked, email="dana@shop-example.com")
        await redis.delete(keys.mail_lock(f"transcript:{conversation}/{asked}"))
        assert await rounds(both, in_a_while(1)) + len(list((site.settings.var / "outbox").glob("*"))) == 1
    if mailbox.mails:
        assert "let me talk to a person" in mailbox.text(0)
        assert "haggles" not in str(mailbox.mails[0])


async def test_a_transcript_needs_a_real_address_and_there_are_not_too_many(site: Site) -> None:
    tab = await site.tab()
    await tab.next("welcome")
    for address in ("", "nonsense", "a@b", "dana@shop-example.com\nBcc: x@y.com"):
        asked = str(uuid4())
        await tab.send(type="transcript", id=asked, email=address)
        await tab.next("error", id=asked)
    for number in range(6):
        asked = str(uuid4())
        await tab.send(type="transcript", id=asked, email="dana@shop-example.com")
        await tab.next("promised" if number < 5 else "error", id=asked)


def test_a_link_in_a_mail_opens_that_conversation() -> None:
    signer = Signer("secret")
    assert signer.conversation(signer.token("w1")) == "w1"


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example"])
def test_a_mail_server_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match="SMTP"):
        read({"QUARTERMASTER_SMTP_URL": url})
