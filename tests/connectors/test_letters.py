"""Letters to suppliers: by real mail, once, again when they fail, and time that closes and ends a request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from bot.events import RequestActed, RequestCancelled
from bot.notify.clerk import Clerk, Desk
from bot.settings import Settings, read
from bot.sourcing import deeds
from bot.store.connect import connect
from bot.store.requests import RedisRequests
from tests.connectors.asked import LATER, NOW, NUMBER, Known, dossier, mailed, told
from tests.connectors.test_mail import Mailbox
from tests.process import free_port


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def post_office(mailbox: Mailbox, var: Path) -> Iterator[Settings]:
    port = free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    server.stop()


async def test_every_supplier_gets_one_invitation_however_many_clerks_work(
    requests: RedisRequests, redis_url: str, post_office: Settings, mailbox: Mailbox
) -> None:
    clients = [connect(redis_url) for _ in range(4)]
    clerks = [Clerk(RedisRequests(client), Desk(post_office, Known(mailed(1), mailed(2)))) for client in clients]
    for _ in range(3):
        await asyncio.gather(*(clerk.round(LATER) for clerk in clerks))
    assert sorted(str(mail["To"]) for mail in mailbox.mails) == ["s1@factory.example", "s2@factory.example"]
    text = mailbox.text(0)
    assert "2,500 pieces" in text
    assert re.search(r"http://127\.0\.0\.1:8080/quote/RFQ-10001\.\S+", text)
    assert str(mailbox.mails[0]["Auto-Submitted"]) == "auto-generated"
    for client in clients:
        await client.close(close_connection_pool=True)


async def test_without_a_mail_server_letters_are_files(requests: RedisRequests, var: Path) -> None:
    settings = read({"QUARTERMASTER_VAR": str(var)})
    await Clerk(requests, Desk(settings, Known(mailed(1)))).round(LATER)
    (path,) = (var / "outbox").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["To"] == "s1@factory.example"
    assert (await dossier(requests)).invited["S1"].sent == LATER


async def test_a_mail_server_that_is_busy_is_tried_again_and_a_refused_mailbox_given_up(
    requests: RedisRequests, post_office: Settings, mailbox: Mailbox
) -> None:
    clerk = Clerk(requests, Desk(post_office, Known(mailed(1), mailed(2))))
    mailbox.answers = ["451 come back later", "550 no such mailbox"]
    await clerk.round(LATER)
    assert mailbox.mails == []
    (dead,) = await requests.dead_letters()
    assert (dead["supplier"], dead["what"]) == ("S2", "invite v1")
    await clerk.round(LATER + timedelta(seconds=59))
    assert mailbox.mails == []
    await clerk.round(LATER + timedelta(seconds=61))
    assert [str(mail["To"]) for mail in mailbox.mails] == ["s1@factory.example"]


async def test_a_quote_with_gaps_is_asked_for_exactly_those(
    requests: RedisRequests, post_office: Settings, mailbox: Mailbox
) -> None:
    clerk = Clerk(requests, Desk(post_office, Known(mailed(1), mailed(2))))
    await clerk.round(LATER)
    for supplier, more in (("S1", {}), ("S2", {"lead_days": None})):
        terms_of = told(**more)
        await requests.do(NUMBER, supplier, lambda held, s=supplier, t=terms_of: deeds.receive(held, s, t, LATER))
    await clerk.round(LATER + timedelta(seconds=1))
    await clerk.round(LATER + timedelta(seconds=2))
    (chase,) = mailbox.mails[2:]
    assert chase["To"] == "s2@factory.example"
    assert "production time" in mailbox.text(2)
    assert "tooling" not in mailbox.text(2)


async def test_a_counter_offer_reaches_its_supplier(requests: RedisRequests, post_office: Settings, mailbox: Mailbox) -> None:
    clerk = Clerk(requests, Desk(post_office, Known(mailed(1), mailed(2))))
    await clerk.round(LATER)
    await requests.do(NUMBER, "q", lambda held: deeds.receive(held, "S1", told(), LATER))
    offer = {"unit_price": "0.99", "note": "for <b>two</b> orders"}
    await requests.apply(RequestActed(NUMBER, "alice", LATER, "k", "counter", "customer", "S1", 1, offer))
    await clerk.round(LATER + timedelta(seconds=1))
    assert mailbox.mails[2]["To"] == "s1@factory.example"
    assert "0.99" in mailbox.text(2)
    assert "<b>two</b>" not in mailbox.text(2, "html")


async def test_a_supplier_hears_of_a_sample_and_of_its_success(
    requests: RedisRequests, post_office: Settings, mailbox: Mailbox
) -> None:
    clerk = Clerk(requests, Desk(post_office, Known(mailed(1), mailed(2))))
    await clerk.round(LATER)
    for supplier in ("S1", "S2"):
        await requests.do(NUMBER, supplier, lambda held, s=supplier: deeds.receive(held, s, told(), LATER))
    for deed in ("sample", "accept"):
        await requests.apply(RequestActed(NUMBER, "alice", LATER, deed, deed, "customer", "S1", 1))
        await clerk.round(LATER + timedelta(seconds=1))
        await clerk.round(LATER + timedelta(seconds=2))
    assert [str(mail["To"]) for mail in mailbox.mails[2:]] == ["s1@factory.example"] * 2
    assert "sample" in mailbox.text(2)
    assert "accepted your quote" in mailbox.text(3)


async def test_a_supplier_hears_of_a_withdrawal_once(requests: RedisRequests, post_office: Settings, mailbox: Mailbox) -> None:
    clerk = Clerk(requests, Desk(post_office, Known(mailed(1))))
    await clerk.round(LATER)
    await requests.apply(RequestCancelled(NUMBER, "alice", LATER, "cancel it"))
    for _ in range(2):
        await clerk.round(LATER + timedelta(minutes=1))
    assert [str(mail["Subject"]) for mail in mailbox.mails][1:] == [f"Request {NUMBER} has been withdrawn"]
    assert "has withdrawn this request" in mailbox.text(1)


async def test_the_deadline_closes_a_request_and_time_expires_it(requests: RedisRequests, var: Path) -> None:
    clerk = Clerk(requests, Desk(read({"QUARTERMASTER_VAR": str(var)}), Known(mailed(1))))
    await clerk.round(LATER)
    await requests.do(NUMBER, "q", lambda held: deeds.receive(held, "S1", told(), LATER))
    await clerk.round(LATER)
    assert (await dossier(requests)).request.state == "open"
    await clerk.round(NOW + deeds.DEADLINE)
    assert (await dossier(requests)).request.state == "comparing"
    await clerk.round(NOW + timedelta(days=40))
    assert (await dossier(requests)).request.state == "expired"
    assert [change.who for change in await requests.changes(NUMBER)][-2:] == ["clock", "clock"]
