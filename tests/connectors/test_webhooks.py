"""Letters to platforms: signed, again when they fail, and never to an address inside."""

from __future__ import annotations

import hmac
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from msgspec.structs import replace

from bot.notify import clerk as clerks
from bot.notify.clerk import Clerk, Desk
from bot.notify.sending import NotNow, Undeliverable
from bot.notify.webhook import SIGNATURE, is_public, post
from bot.settings import read
from bot.sourcing.clerk import MOST_TRIES
from bot.store.requests import RedisRequests
from tests.connectors.asked import LATER, NUMBER, Known, mailed
from tests.process import free_port


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
        *_, given_up = await requests.changes(NUMBER)
        assert (given_up.what, given_up.why) == ("undeliverable", f"{hook.company} (S1): answered 500")


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
    port = free_port()
    with pytest.raises(NotNow):
        await post(f"http://127.0.0.1:{port}/", {}, b"s", 0, anywhere)


@pytest.mark.parametrize(("address", "public"), [("93.184.216.34", True), ("2606:4700::1", True), ("nonsense", False)])
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public
