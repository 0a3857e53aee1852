"""Every page, form and message of the desk asks who it is that asks."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession
from redis.asyncio import Redis

from bot.sales.model import Rep
from bot.store.sales import RedisReps
from bot.store.trail import Trail
from connectors.desk import protocol
from connectors.desk.routes import add_desk
from connectors.web.main import create_app
from tests.connectors.conftest import Site
from tests.connectors.test_desk import accepted
from tests.connectors.test_files import PNG

OPEN = {"/desk", "/desk/sign-in", "/desk/sign-out", "/desk/company", "/desk/company/back", "/desk/static/{name}"}
"""Doors, and what they are made of."""
SIGN_IN = "<h1>The desk</h1>"


def addresses(site: Site, redis_url: str) -> list[tuple[str, str]]:
    """Every address of the desk that is no door, with its method."""
    app = create_app(site.settings, redis_url, [add_desk])
    found = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource]
    return [(method, path) for method, path in found if path.startswith("/desk") and path not in OPEN and method != "HEAD"]


async def answer(session: ClientSession, site: Site, method: str, path: str) -> tuple[int, str]:
    for name in ("{conversation}", "{id}", "{rep}", "{what}"):
        path = path.replace(name, "x")
    answered = await session.request(method, path, headers={"Origin": site.url}, data={} if method == "POST" else None)
    return answered.status, await answered.text()


async def test_no_stranger_gets_past_any_door(site: Site, redis_url: str) -> None:
    stranger, paths = await site.session(), addresses(site, redis_url)
    assert len(paths) > 12
    for method, path in paths:
        status, text = await answer(stranger, site, method, path)
        assert status in (401, 403), (method, path)
        assert SIGN_IN in text or len(text) < 200, (method, path)


async def test_what_is_for_leads_refuses_reps(site: Site, redis_url: str, redis: Redis[bytes], hashed: str) -> None:
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"), Rep("ada", "Ada Admin", hashed, role="admin"))
    rep, lead, admin = [await site.sign_in(name) for name in ("anna", "lena", "ada")]
    paths = [(method, path) for method, path in addresses(site, redis_url) if path.startswith("/desk/lead")]
    assert len(paths) >= 8
    for method, path in paths:
        assert (await answer(rep, site, method, path))[0] == 403, (method, path)
        for chief in (lead, admin):
            assert (await answer(chief, site, method, path))[0] != 403, (method, path)


FIELDS: dict[str, Any] = {
    "id": "6f1c1d3e-3f6f-4f0a-9d5c-0d1f0a2b3c4d",
    "text": "hello",
    "to": "",
    "until": None,
    "start": "2099-01-01T09:00:00Z",
    "fact": "quantity",
    "right": "5",
    "agreed": True,
}


@pytest.mark.parametrize("kind", [*protocol.Deed.__args__, protocol.PromiseCallback, protocol.SetRight, protocol.Reject])  # type: ignore[attr-defined]
async def test_who_does_not_hold_a_chat_changes_nothing_of_it(site: Site, kind: Any) -> None:
    customer, _, conversation = await accepted(site, "anna")
    other = await site.desk("ben")
    await other.next("board")
    given = {name: value for name, value in FIELDS.items() if name in kind.__struct_fields__}
    await other.send(type=kind.__struct_config__.tag, conversation=conversation, **given)
    await other.next("refused", conversation=conversation)
    await customer.say("still here?")
    await customer.line("customer", text="still here?")
    assert "rep" not in [entry["author"] for _, entry in customer.lines()]
    assert [entry["event"] for _, entry in customer.lines() if entry["author"] == "system"] == ["queued", "joined"]


async def test_what_was_read_and_done_stands_in_the_trail(site: Site, redis: Redis[bytes], hashed: str) -> None:
    await RedisReps(redis).save(Rep("lena", "Lena Lead", hashed, role="lead"))
    lena, origin = await site.sign_in("lena"), {"Origin": site.url}
    for path in (
        "/desk/lead",
        "/desk/lead/rep/anna",
        "/desk/lead/blocked",
        "/desk/lead/hours.csv",
        "/desk/find?q=ann",
        "/desk/callbacks",
    ):
        await lena.get(path)
    await lena.post("/desk/lead/broadcast", data={"text": "hello"}, headers=origin)
    steps = [(step.what, step.of) for _, step in await Trail(redis).newest(who="lena")][::-1]
    assert steps == [
        ("signed_in", ""),
        ("read", "the floor"),
        ("read", "chats of anna"),
        ("read", "who is blocked"),
        ("exported", "hours"),
        ("searched", "ann"),
        ("read", "callbacks"),
        ("broadcast", ""),
    ]


async def test_whoever_reads_a_chat_its_words_or_its_files_stands_in_the_trail(site: Site, redis: Redis[bytes]) -> None:
    customer, desk, conversation = await accepted(site, "anna")
    for last in ("0", "1-0", "1-0"):
        await desk.send(type="open", conversation=conversation, last=last)
        await desk.next("about", conversation=conversation)
    session = await site.sign_in("anna")
    assert (await session.get(f"/desk/review/{conversation}")).status == 200
    token = next(one["token"] for one in customer.seen if one["type"] == "welcome")
    upload = {"Authorization": f"Bearer {token}"}
    async with (await site.session()).post("/files?name=a.png", data=PNG, headers=upload) as answer:
        receipt = (await answer.json())["receipt"]
    sent = await customer.say("", files=[receipt])
    (file,) = (await desk.line("customer", message=sent))["attachments"]
    assert (await session.get(f"/desk/files/{conversation}/{file['id']}")).status == 200
    late = await site.desk("anna")
    await late.send(type="open", conversation=conversation, last="1-0")
    await late.next("about", conversation=conversation)
    steps = [(step.what, step.of) for _, step in await Trail(redis).newest(who="anna")][::-1]
    assert [of for what, of in steps if what == "read"] == [conversation] * 3, "once a tab, and the words on the review page"
    assert ("downloaded", f"{conversation} {file['id'][:12]}") in steps
