"""Signing in with the company's own account, at a real provider on loopback."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from redis.asyncio import Redis

from bot.sales.model import Rep
from bot.settings import Settings
from bot.store.sales import RedisReps
from connectors.desk.routes import add_desk
from connectors.web.main import create_app
from tests.connectors.conftest import Site
from tests.connectors.provider import CLIENT, SECRET, Provider
from tests.process import free_port

ERIN = {"email": "Erin@Company.example", "email_verified": True}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider(claims=dict(ERIN))
    async with TestServer(provider.app()) as server:
        provider.url = str(server.make_url("")).rstrip("/")
        yield provider


@pytest.fixture
async def desk(provider: Provider, redis: Redis[bytes], redis_url: str, settings: Settings, quiet_site: Site) -> Site:
    """The desk of a company whose provider this is."""
    await RedisReps(redis).save(Rep("erin", "Erin Company", email="erin@company.example"))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    set_up = replace(settings, url=url, oidc_issuer=provider.url, oidc_client=CLIENT, oidc_secret=SECRET)
    server = TestServer(create_app(set_up, redis_url, [add_desk]), port=port)
    await server.start_server()
    quiet_site.stack.push_async_callback(server.close)
    return Site(url, set_up, quiet_site.stack)


async def through(browser: ClientSession) -> ClientResponse:
    """From the link on the sign-in page, through the provider, and back."""
    return await browser.get("/desk/company")


async def test_a_rep_signs_in_with_the_companys_account(desk: Site) -> None:
    browser = await desk.session()
    assert "Sign in with your company account" in await (await browser.get("/desk")).text()
    answer = await through(browser)
    assert "Welcome, Erin Company" in await answer.text()
    assert "Erin Company" in await (await browser.get("/desk")).text()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@company.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": int(time.time()) - 3600},
    ],
    ids=str,
)
async def test_what_the_provider_does_not_vouch_for_opens_nothing(
    desk: Site, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = {**ERIN, **claims}
    browser = await desk.session()
    assert (await through(browser)).status == 401
    assert "Sign in to see" in await (await browser.get("/desk")).text()


async def test_the_address_may_be_told_at_the_userinfo_endpoint_alone(desk: Site, provider: Provider) -> None:
    provider.claims, provider.beside = {}, dict(ERIN)
    assert "Welcome, Erin Company" in await (await through(await desk.session())).text()


@pytest.mark.parametrize(
    "beside",
    [{}, {**ERIN, "sub": "2"}, {**ERIN, "email_verified": False}, {"email": "erin@company.example"}],
    ids=["no address", "somebody else", "not verified", "not said to be verified"],
)
async def test_a_userinfo_endpoint_that_does_not_vouch_opens_nothing(
    desk: Site, provider: Provider, beside: dict[str, Any]
) -> None:
    provider.claims, provider.beside = {}, beside
    assert (await through(await desk.session())).status == 401


async def test_what_the_token_says_counts_before_what_is_told_beside_it(desk: Site, provider: Provider) -> None:
    provider.claims, provider.beside = {**ERIN, "email_verified": False}, dict(ERIN)
    assert (await through(await desk.session())).status == 401


async def test_a_token_signed_by_another_key_opens_nothing(desk: Site, provider: Provider) -> None:
    provider.published = rsa.generate_private_key(65537, 2048)
    assert (await through(await desk.session())).status == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_that_nobody_signed_or_that_everybody_could_sign_opens_nothing(
    desk: Site, provider: Provider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    browser = await desk.session()
    assert (await through(browser)).status == 401
    assert "Sign in to see" in await (await browser.get("/desk")).text()


async def test_a_provider_names_its_key_where_it_has_several(desk: Site, provider: Provider) -> None:
    provider.kid = None
    assert "Welcome, Erin Company" in await (await through(await desk.session())).text()
    provider.names = ("k1", "k2")
    assert (await through(await desk.session())).status == 401
    provider.kid = "k3"
    assert (await through(await desk.session())).status == 401


async def test_a_sign_in_that_another_browser_began_is_refused(desk: Site, provider: Provider) -> None:
    thief = await desk.session()
    begun = await thief.get("/desk/company", allow_redirects=False)
    there = await thief.get(begun.headers["Location"], allow_redirects=False)
    victim = await desk.session()
    assert (await victim.get(there.headers["Location"])).status == 403
    assert "Sign in to see" in await (await victim.get("/desk")).text()


async def test_an_answer_is_good_once(desk: Site) -> None:
    browser = await desk.session()
    begun = await browser.get("/desk/company", allow_redirects=False)
    there = await browser.get(begun.headers["Location"], allow_redirects=False)
    cookies = {one.key: one.value for one in browser.cookie_jar}
    assert (await browser.get(there.headers["Location"])).status == 200
    assert (await browser.get(there.headers["Location"], cookies=cookies)).status == 403


async def test_a_provider_that_is_away_is_said_plainly(desk: Site, provider: Provider) -> None:
    provider.url = "http://elsewhere.example"
    answer = await through(await desk.session())
    assert answer.status == 502
    assert "does not answer" in await answer.text()


async def test_without_a_provider_there_is_no_such_door(quiet_site: Site) -> None:
    browser = await quiet_site.session()
    assert (await browser.get("/desk/company")).status == 404
    assert "company account" not in await (await browser.get("/desk")).text()
