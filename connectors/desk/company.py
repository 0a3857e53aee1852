"""Signing in at the desk with the company's own accounts: OpenID Connect, authorization code flow with PKCE (RFC 7636).

The provider says who somebody is, by a verified e-mail address; which rep that is, the reps' directory says.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import jwt
import msgspec
from aiohttp import BasicAuth, ClientError, ClientSession, ClientTimeout, web

from bot.errors import Refused
from bot.sales.model import Rep
from bot.settings import Settings
from bot.store.sales import RedisReps
from connectors.desk import sessions
from connectors.web import keys
from connectors.web.views import page

COOKIE = "quartermaster_company"
BACK = "/desk/company/back"
TRY_SECONDS = 600
ALGORITHMS = ["RS256", "ES256", "PS256"]
LEEWAY = 60  # seconds by which clocks may differ
TIMEOUT = ClientTimeout(total=10)
AWAY = (ClientError, asyncio.TimeoutError, KeyError, ValueError)
"""What a provider that does not answer, or answers nonsense, comes to."""


class Attempt(msgspec.Struct, frozen=True):
    """One sign-in under way: what the provider must show, and the secret that belongs to the code."""

    nonce: str
    verifier: str


def offered(app: web.Application) -> bool:
    """Whether a provider is set."""
    return bool(app[keys.SETTINGS].oidc_issuer)


async def start(request: web.Request) -> web.Response:
    """Sends the browser to the provider."""
    if not offered(request.app):
        raise web.HTTPNotFound(text="This desk knows no company accounts.")
    state, attempt = secrets.token_urlsafe(24), Attempt(secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    try:
        provider = await _provider(request.app)
    except AWAY:
        return _failed(request, 502, "The company's sign-in does not answer. Try again in a moment.")
    await request.app[keys.SESSIONS].remember(state, msgspec.json.encode(attempt), TRY_SECONDS)
    challenge = base64.urlsafe_b64encode(sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": request.app[keys.SETTINGS].oidc_client,
        "redirect_uri": _back(request.app),
        "scope": "openid email profile",
        "state": state,
        "nonce": attempt.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    response = web.Response(status=303, headers={"Location": f"{provider['authorization_endpoint']}?{urlencode(query)}"})
    # Lax, because the provider's page leads back here; the desk's own cookie stays Strict
    response.set_cookie(COOKIE, state, path=BACK, httponly=True, samesite="Lax", secure=request.secure, max_age=TRY_SECONDS)
    return response


async def back(request: web.Request) -> web.Response:
    """The browser comes back from the provider with a code."""
    state = request.query.get("state", "")
    if not state or not secrets.compare_digest(state.encode(), request.cookies.get(COOKIE, "").encode()):
        return _failed(request, 403, "This sign-in was not begun here. Try again.")
    kept = await request.app[keys.SESSIONS].recall(state)
    if kept is None:
        return _failed(request, 403, "This sign-in took too long, or was used before. Try again.")
    try:
        claims = await _claims(request.app, request.query.get("code", ""), msgspec.json.decode(kept, type=Attempt))
        rep = await _rep_of(request.app, claims)
    except AWAY:
        return _failed(request, 502, "The company's sign-in does not answer. Try again in a moment.")
    except (jwt.PyJWTError, Refused) as error:
        await sessions.trail(request.app).add("company", "sign_in_failed", str(error), request.remote or "")
        return _failed(request, 401, "Your company account does not open this desk. Ask who looks after it.")
    # A page of our own that goes on: the desk's Strict cookie does not travel with a redirect that began elsewhere.
    response = page(request, "signed_in.html", name=rep.name)
    await sessions.start(request, rep, response)
    response.del_cookie(COOKIE, path=BACK)
    return response


async def _claims(app: web.Application, code: str, attempt: Attempt) -> dict[str, Any]:
    """What the provider says of whoever brought this code. Raises PyJWTError, Refused."""
    settings, provider = app[keys.SETTINGS], await _provider(app)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": _back(app), "code_verifier": attempt.verifier}
    auth = BasicAuth(settings.oidc_client, settings.oidc_secret)
    async with ClientSession(timeout=TIMEOUT) as client:
        async with client.post(provider["token_endpoint"], data=form, auth=auth) as answer:
            if answer.status != 200:
                raise Refused("the provider refused the code")
            tokens = await answer.json()
        async with client.get(provider["jwks_uri"]) as answer:
            known = jwt.PyJWKSet.from_dict(await answer.json())
        claims = _read(settings, str(tokens["id_token"]), known, attempt)
        if "email" not in claims and "userinfo_endpoint" in provider:
            claims |= await _told_beside(client, provider["userinfo_endpoint"], str(tokens["access_token"]), claims["sub"])
    return claims


async def _told_beside(client: ClientSession, address: str, access: str, sub: str) -> dict[str, Any]:
    """The e-mail address of a provider that tells it nowhere else (OpenID Connect Core 1.0, 5.3). Raises Refused."""
    async with client.get(address, headers={"Authorization": f"Bearer {access}"}) as answer:
        if answer.status != 200:
            raise Refused("the provider tells nothing of who this is")
        told = await answer.json()
    if told["sub"] != sub:
        raise Refused("the provider tells of somebody else")  # 5.3.2: such an answer must not be used
    return {name: told[name] for name in ("email", "email_verified") if name in told}


def _read(settings: Settings, token: str, known: jwt.PyJWKSet, attempt: Attempt) -> dict[str, Any]:
    """What the token says, once signature, addressee and attempt are checked. Raises PyJWTError, Refused."""
    key = _key_of(token, [one for one in known.keys if one.public_key_use in (None, "sig")])
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=ALGORITHMS,
        audience=settings.oidc_client,
        issuer=settings.oidc_issuer,
        leeway=LEEWAY,
        options={"require": ["exp", "iat", "sub", "aud", "iss"]},
    )
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
        raise Refused("the answer belongs to another sign-in")
    if claims.get("azp", settings.oidc_client) != settings.oidc_client:  # OpenID Connect Core 1.0, 3.1.3.7
        raise Refused("the token was made for another client")
    return claims


def _key_of(token: str, known: list[jwt.PyJWK]) -> jwt.PyJWK:
    """The provider's key that the token names; a provider with one key need not name it (OpenID Connect Core 1.0, 10.1). Raises
    PyJWTError, Refused."""
    named = jwt.get_unverified_header(token).get("kid")
    fitting = known if named is None else [one for one in known if one.key_id == named]
    if len(fitting) != 1:
        raise Refused("signed with an unknown key")
    return fitting[0]


async def _rep_of(app: web.Application, claims: dict[str, Any]) -> Rep:
    """The rep with this verified address. Raises Refused."""
    email = str(claims.get("email", "")).strip().lower()
    if not email or claims.get("email_verified") is not True:
        raise Refused("no verified e-mail address")
    found = [rep for rep in await RedisReps(app[keys.CLIENT]).all() if rep.email.lower() == email]
    if len(found) != 1:
        raise Refused(f"{len(found)} reps have the address {email}")
    return found[0]


async def _provider(app: web.Application) -> dict[str, str]:
    """The provider's addresses, as it publishes them (OpenID Connect Discovery 1.0). Raises ValueError for another's."""
    issuer = app[keys.SETTINGS].oidc_issuer
    async with (
        ClientSession(timeout=TIMEOUT, raise_for_status=True) as client,
        client.get(f"{issuer}/.well-known/openid-configuration") as answer,
    ):
        found: dict[str, str] = await answer.json()
    if found["issuer"] != issuer:
        raise ValueError("these are the addresses of another provider")
    return found


def _back(app: web.Application) -> str:
    return app[keys.SETTINGS].url + BACK


def _failed(request: web.Request, status: int, problem: str) -> web.Response:
    return page(request, "sign_in.html", status=status, name="", problem=problem, company=True)
