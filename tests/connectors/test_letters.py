"""Letters to suppliers: by real mail, by real webhooks, once, again when they fail, and never to an address inside."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from aiosmtpd.controller import Controller
from msgspec.structs import replace
from redis.asyncio import Redis

from bot.demo.parts import fill_suppliers
from bot.events import RequestActed, RequestOpened
from bot.notify import clerk as clerks
from bot.notify.clerk import Clerk, Desk
from bot.notify.sending import NotNow, Undeliverable
from bot.notify.webhook import SIGNATURE, is_public, post
from bot.settings import Settings, read
from bot.sourcing import deeds
from bot.sourcing.clerk import MOST_TRIES
from bot.sourcing.dossier import Dossier, Invitation
from bot.sourcing.request import RequestFields
from bot.store.connect import connect
from bot.store.requests import RedisRequests
from connectors.quotes import keys as doors
from connectors.quotes.routes import add_quotes
from connectors.web.main import create_app
from tests.connectors.test_mail import Mailbox
from tests.unit.sourcing.test_quotes import terms

NOW = datetime.now(timezone.utc)
LATER = NOW + timedelta(seconds=5)
NUMBER = "RFQ-10001"
FIELDS = RequestFields(product="canvas shopping bag", quantity=Decimal(2500), customization="logo", zip="60601")


class Known:
    """A directory of these suppliers."""

    def __init__(self, *invitations: Invitation) -> None:
        self._invitations = invitations

    def invited(self, fields: RequestFields, limit: int) -> Sequence[Invitation]:
        return self._invitations[:limit]


def mailed(number: int) -> Invitation:
    return Invitation(f"S{number}", f"Factory {number}", "CN", 0, NOW, "email", f"s{number}@factory.example")


def told(**more: Any) -> Any:
    return terms(valid_until=(NOW + timedelta(days=30)).date(), **more)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def post_office(mailbox: Mailbox, var: Path) -> Iterator[Settings]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    server.stop()


@pytest.fixture
async def requests(redis: Redis[bytes]) -> RedisRequests:
    requests = RedisRequests(redis)
    await requests.apply(RequestOpened(NUMBER, "alice", NOW, msgspec.to_builtins(FIELDS)))
    return requests


async def dossier(requests: RedisRequests) -> Dossier:
    found = await requests.dossier(NUMBER)
    assert found
    return found


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


# ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Platform:
    """A platform's own web server: keeps what arrives, answers with what it is told first."""

    def __init__(self) -> None:
        self.letters: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        status = self.statuses.pop(0) if self.statuses else 204
        if 300 <= status < 400:
            return web.Response(status=status, headers={"Location": f"{self.url}/inside"})
        self.letters.append((dict(request.headers), await request.read()))
        return web.Response(status=status)


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    there = Platform()
    app = web.Application()
    app.router.add_post("/{any:.*}", there.take)
    async with TestServer(app) as server:
        there.url = str(server.make_url("")).rstrip("/")
        yield there


def anywhere(address: str) -> bool:
    return True


async def test_a_platform_gets_signed_letters_and_again_after_a_failure(requests: RedisRequests, var: Path) -> None:
    async with platform() as there:
        settings = read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_SECRET": "s3cret"})
        hook = replace(mailed(1), channel="webhook", address=f"{there.url}/rfq")
        clerk = Clerk(requests, Desk(settings, Known(hook), allowed=anywhere))
        there.statuses = [503]
        await clerk.round(LATER)
        again = LATER + timedelta(seconds=61)
        await clerk.round(again)
        (failed, letter) = there.letters
        assert json.loads(failed[1])["id"] == json.loads(letter[1])["id"]
        told = json.loads(letter[1])
        assert (told["event"], told["request"], told["facts"]["Quantity"]) == ("request.invited", NUMBER, "2,500 pieces")
        stamp, signed = (part.split("=")[1] for part in letter[0][SIGNATURE].split(","))
        secret = clerks.derived("s3cret", "webhook", "S1").hex().encode()
        assert hmac.new(secret, stamp.encode() + b"." + letter[1], sha256).hexdigest() == signed
        assert int(stamp) == int(again.timestamp())


async def test_letters_that_never_arrive_end_in_the_dead_letter_list(requests: RedisRequests, var: Path) -> None:
    async with platform() as there:
        hook = replace(mailed(1), channel="webhook", address=f"{there.url}/rfq")
        clerk = Clerk(requests, Desk(read({"QUARTERMASTER_VAR": str(var)}), Known(hook), allowed=anywhere))
        there.statuses = [500] * 20
        now = LATER
        for _ in range(MOST_TRIES + 2):
            await clerk.round(now)
            now += timedelta(hours=17)
        assert len(there.letters) == MOST_TRIES
        (dead,) = await requests.dead_letters()
        assert "500" in dead["why"]


INSIDE = (
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://0.0.0.0:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://0x7f000001:{port}/",
    "http://10.0.0.5/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/", "http://100.64.0.1/", "http://224.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
async def test_an_address_inside_is_refused(address: str) -> None:
    async with platform() as there:
        url = address.format(port=there.url.rsplit(":", 1)[1])
        with pytest.raises(Undeliverable):
            await post(url, {}, b"s", 0)
        assert there.letters == []


async def test_a_name_that_leads_inside_is_refused_where_it_is_connected_to() -> None:
    """The check sits in the resolver, so a name cannot lead elsewhere between check and connection."""
    async with platform() as there:
        port = there.url.rsplit(":", 1)[1]
        with pytest.raises(Undeliverable, match="not public"):
            await post(f"http://{socket.gethostname()}:{port}/", {}, b"s", 0, lambda address: False)
        assert there.letters == []


async def test_a_redirect_is_not_followed() -> None:
    async with platform() as there:
        there.statuses = [302, 307, 308]
        for _ in range(3):
            with pytest.raises(Undeliverable, match="redirect"):
                await post(f"{there.url}/rfq", {}, b"s", 0, anywhere)
        assert there.letters == []


@pytest.mark.parametrize(
    "address", ["", "ftp://factory.example/", "javascript:alert(1)", "file:///etc/passwd", "http://", "http://a:b@host/",
                "http://host:99999/", "http://[/", "https://" + "x" * 3000, "http://ex ample/\r\nHost: x"],
)  # fmt: skip
async def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Undeliverable):
        await post(address, {}, b"s", 0, anywhere)


async def test_a_platform_that_is_away_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(NotNow):
        await post(f"http://127.0.0.1:{port}/", {}, b"s", 0, anywhere)


@pytest.mark.parametrize(("address", "public"), [("93.184.216.34", True), ("2606:4700::1", True), ("nonsense", False)])
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


# ── demo suppliers ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_demo_suppliers_answer_within_a_minute_through_the_public_form(
    redis: Redis[bytes], redis_url: str, var: Path, requests: RedisRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clerk, "run", idle)
    start = datetime.now(timezone.utc)
    fill_suppliers(var, 2_000, 7)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    app = create_app(read({"QUARTERMASTER_VAR": str(var), "QUARTERMASTER_PORT": str(port)}), redis_url, [add_quotes])
    async with TestServer(app, port=port) as server:
        clerk = server.app[doors.CLERK]  # type: ignore[union-attr]
        for second in range(75):
            await clerk.round(start + timedelta(seconds=second))
        held = await dossier(requests)
        assert len(held.invited) >= 10
        assert len(held.current) >= 5
        assert all(quote.demo and quote.at - start < timedelta(seconds=90) for quote in held.current)
        first = held.current[0]
        page = await _page(clerk.link(held, held.invited[first.supplier]))
        assert "demo supplier" in page
        assert not (var / "outbox").exists(), "demo suppliers have no mailbox"
        offer = {"unit_price": str(first.terms.tiers[-1].price * Decimal("0.9"))}
        at = start + timedelta(seconds=80)
        await requests.apply(
            RequestActed(NUMBER, "alice", at, "k", "counter", "customer", first.supplier, first.revision, offer)
        )
        for second in range(81, 100):
            await clerk.round(start + timedelta(seconds=second))
        met = (await dossier(requests)).quotes[first.supplier]
        assert met.revision == first.revision + 1
        assert met.terms.tiers[-1].price < first.terms.tiers[-1].price


async def idle(clerk: Clerk) -> None:
    """In place of the clerk's own rounds: the test makes them, at moments of its own."""
    await asyncio.Event().wait()


async def _page(link: str) -> str:
    async with ClientSession() as browser, browser.get(link) as answer:
        return await answer.text()
