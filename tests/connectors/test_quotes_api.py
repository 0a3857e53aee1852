"""A supplier's platform answers through the API: quotes, revisions, questions, and what cannot be."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot.sourcing.quote import Terms
from connectors.quotes import routes
from tests.connectors.supplier import FORM, Door, door

__all__ = ["door"]

TERMS = {
    "tiers": [{"quantity": 500, "price": "1.40"}, {"quantity": 2000, "price": 1.1}],
    "tooling": "0", "lead_days": 20, "valid_until": FORM["valid_until"], "certificates": ["GOTS", "BSCI"], "deposit": 30,
    "sample_refunded": True,
}  # fmt: skip


async def test_a_platform_quotes_revises_and_withdraws(door: Door) -> None:
    path = f"/api/v1/quotes/{door.token()}"
    shown = await (await door.browser.get(path)).json()
    assert shown["facts"]["Quantity"] == "2,500 pieces"
    assert "buyer@shop.example" not in json.dumps(shown)
    first = await door.browser.post(path, json=TERMS)
    again = await door.browser.post(path, json=TERMS)
    assert [first.status, again.status] == [201, 201]
    held = (await door.dossier()).quotes["S1"]
    assert (held.revision, held.terms.certificates, held.terms.deposit) == (1, ("GOTS", "BSCI"), Decimal("0.3"))
    assert (await again.json())["gaps"] == ["sample_price", "packing", "hs"]
    revised = await door.browser.post(path, json={**TERMS, "lead_days": 18}, headers={"Idempotency-Key": "r2"})
    assert (await revised.json())["quote"]["revision"] == 2
    assert (await door.browser.delete(path)).status == 200
    assert (await door.dossier()).current == []
    assert (await door.browser.delete(path)).status == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 60_000, 400),
        (b"{}", 422),
        (b'{"tiers": "many"}', 422),
        (b'{"tiers": [null, 3, {"quantity": {}, "price": []}]}', 422),
        (b'{"tiers": [{"quantity": 1, "price": 1e400}]}', 400),
        (json.dumps({**TERMS, "tiers": [{"quantity": n, "price": "1"} for n in range(1, 40)]}).encode(), 422),
        (b'{"a": "' + b"x" * 100_000 + b'"}', 413),
    ],
)
async def test_odd_bodies_are_answered_clearly(door: Door, body: bytes, status: int) -> None:
    answer = await door.browser.post(f"/api/v1/quotes/{door.token()}", data=body)
    assert answer.status == status
    if status == 422:
        assert (await answer.json())["faults"]


async def test_a_platform_asks(door: Door) -> None:
    path = f"/api/v1/quotes/{door.token()}/questions"
    assert (await door.browser.post(path, json={"text": "Which Pantone?"})).status == 201
    assert (await door.browser.post(path, json={"text": ""})).status == 409


async def test_the_description_tells_of_every_address_and_field(door: Door) -> None:
    answer = await door.browser.get("/api/v1/openapi.json")
    described = await answer.json()
    assert described["openapi"].startswith("3.1")
    there = {(method, path) for path, ways in described["paths"].items() for method in ways if method != "parameters"}
    assert there == {(one.method.lower(), one.path) for one in routes.ROUTES if one.path.startswith("/api/")}
    assert set(described["components"]["schemas"]["Terms"]["properties"]) == set(Terms.__struct_fields__)
