"""Signing in at the desk, and what is kept from those who are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.errors import SettingError
from bot.settings import Settings, read
from bot.store.keys import sessions_of
from bot.store.sessions import Sessions
from connectors.desk.routes import add_desk
from connectors.desk.sessions import COOKIE, FREE_TRIES
from connectors.desk.socket import SIGNED_OUT
from connectors.web.main import create_app
from tests.connectors.conftest import PASSWORD, Site


async def test_a_rep_signs_in_and_out(quiet_site: Site) -> None:
    browser = await quiet_site.sign_in("Anna")
    assert "Anna Reyes" in await (await browser.get("/desk")).text()
    (cookie,) = [one for one in browser.cookie_jar if one.key == COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    await browser.post("/desk/sign-out", headers={"Origin": quiet_site.url})
    assert "Sign in" in await (await browser.get("/desk")).text()


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(quiet_site: Site) -> None:
    browser = await quiet_site.sign_in("anna")
    stolen = {one.key: one.value for one in browser.cookie_jar}
    await browser.post("/desk/sign-out", headers={"Origin": quiet_site.url})
    thief = await quiet_site.session()
    assert "Sign in" in await (await thief.get("/desk", cookies=stolen)).text()


async def test_signing_out_closes_the_open_tabs(quiet_site: Site) -> None:
    browser = await quiet_site.sign_in("anna")
    desk = await quiet_site.desk("anna", browser)
    await desk.next("board")
    await browser.post("/desk/sign-out", headers={"Origin": quiet_site.url})
    await desk.send(type="claim", conversation="x")
    while (arrived := await desk.socket.receive(10)).type is WSMsgType.TEXT:
        pass
    assert desk.socket.close_code == SIGNED_OUT, arrived


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("cy", ""), ("", ""), ("a" * 5_000, "b" * 5_000)]
)
async def test_a_wrong_sign_in_says_so(quiet_site: Site, name: str, password: str) -> None:
    browser = await quiet_site.session()
    answer = await browser.post("/desk/sign-in", data={"name": name, "password": password}, headers={"Origin": quiet_site.url})
    assert answer.status == 401
    assert "do not go together" in await answer.text()


async def test_many_wrong_tries_must_wait_even_with_the_right_password(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    form = {"name": "anna", "password": "wrong"}
    for _ in range(FREE_TRIES):
        await browser.post("/desk/sign-in", data=form, headers={"Origin": quiet_site.url})
    answer = await browser.post("/desk/sign-in", data={**form, "password": PASSWORD}, headers={"Origin": quiet_site.url})
    assert answer.status == 429
    assert "Wait 5 seconds" in await answer.text()


async def test_a_form_of_another_site_is_refused(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        answer = await browser.post("/desk/sign-in", data={"name": "anna", "password": PASSWORD}, headers=headers)
        assert answer.status == 403


async def test_the_desks_socket_wants_its_own_page_and_a_session(quiet_site: Site) -> None:
    browser = await quiet_site.sign_in("anna")
    for origin in ("https://evil.example", "https://shop.example"):
        with pytest.raises(WSServerHandshakeError, match="403"):
            await browser.ws_connect("/desk/socket", headers={"Origin": origin})
    stranger = await (await quiet_site.session()).ws_connect("/desk/socket", headers={"Origin": quiet_site.url})
    assert (await stranger.receive()).data == 4401, "which the page can see, as it cannot see a status"


async def test_html_in_a_name_is_text(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    form = {"name": '"><img src=x>', "password": "x"}
    answer = await browser.post("/desk/sign-in", data=form, headers={"Origin": quiet_site.url})
    assert "<img src=x>" not in await answer.text()


async def test_a_session_ends_by_time_and_with_it_the_open_tabs(
    quiet_site: Site, redis: Redis[bytes], redis_url: str, settings: Settings
) -> None:
    short = replace(settings, signed_in_seconds=1)
    async with TestServer(create_app(short, redis_url, [add_desk])) as server:
        site = Site(str(server.make_url("")).rstrip("/"), short, quiet_site.stack)
        browser = await site.sign_in("anna")
        kept = {one.key: one.value for one in browser.cookie_jar}
        desk = await site.desk("anna", browser)
        while (await desk.socket.receive(8)).type is WSMsgType.TEXT:
            pass
        assert desk.socket.close_code == SIGNED_OUT
        assert "Sign in" in await (await (await site.session()).get("/desk", cookies=kept)).text(), "whatever the browser keeps"


async def test_sessions_of_every_length_are_ended_together(redis: Redis[bytes]) -> None:
    sessions = Sessions(redis)
    long = await sessions.create("anna", 3600)
    await sessions.create("anna", 1)
    listed = await redis.ttl(sessions_of("anna"))
    assert listed > 3600, "the list outlives the longest of them"
    assert await sessions.revoke_all("anna") == 2
    assert await sessions.rep_of(long) is None


@pytest.mark.parametrize("hours", ["0", "-1", "200", "long"])
def test_a_length_that_cannot_be_is_said(hours: str) -> None:
    with pytest.raises(SettingError, match="QUARTERMASTER_SIGNED_IN_HOURS"):
        read({"QUARTERMASTER_SIGNED_IN_HOURS": hours})
