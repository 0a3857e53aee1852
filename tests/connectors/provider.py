"""A small OpenID Connect provider on loopback, with a signing key of its own."""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import jwt
from aiohttp import BasicAuth, web
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "the-desk", "between us"
ACCESS = "for the bearer"


@dataclass
class Provider:
    """`claims` are said of whoever signs in; `key` signs and is named `kid` in tokens, `published` is what it shows, once for
    each of `names`."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    published: rsa.RSAPrivateKey | None = None
    kid: str | None = "k1"
    algorithm: str = "RS256"
    """How tokens are signed: also "none", and "HS256" with the published key taken for a shared secret."""
    names: tuple[str, ...] = ("k1",)
    beside: dict[str, Any] | None = None
    """What the userinfo endpoint says to who brings the access token; None where there is no such endpoint."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/.well-known/openid-configuration", self._about),
                web.get("/authorize", self._authorize),
                web.post("/token", self._token),
                web.get("/keys", self._keys),
                web.get("/userinfo", self._userinfo),
            ]
        )
        return app

    async def _about(self, _: web.Request) -> web.Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        if self.beside is not None:
            places["userinfo_endpoint"] = "userinfo"
        return web.json_response({"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in places.items()}})

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?code={code}&state={asked['state']}"})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self.codes.pop(str(form["code"]), None)
        challenge = base64.urlsafe_b64encode(sha256(str(form["code_verifier"]).encode()).digest()).rstrip(b"=").decode()
        ours = BasicAuth.decode(request.headers["Authorization"]) == BasicAuth(CLIENT, SECRET)
        if asked is None or not ours or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        token = jwt.encode(claims, self._signs_with(), self.algorithm, headers={"kid": self.kid} if self.kid else {})
        return web.json_response({"id_token": token, "access_token": ACCESS, "token_type": "Bearer"})

    async def _userinfo(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {ACCESS}":
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response({"sub": "1", **(self.beside or {})})

    def _signs_with(self) -> Any:
        if self.algorithm == "HS256":  # by hand, for the library refuses to sign with what is plainly a public key
            return json.dumps(json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())))
        return None if self.algorithm == "none" else self.key

    async def _keys(self, _: web.Request) -> web.Response:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk((self.published or self.key).public_key()))
        return web.json_response({"keys": [{**key, "kid": name, "alg": "RS256", "use": "sig"} for name in self.names]})
