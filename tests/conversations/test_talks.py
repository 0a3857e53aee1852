"""Conversations as people have them, with the real model, catalog, actions, Redis and engine."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.demo.catalog import load_demo
from bot.demo.parts import fill_policies, fill_shops, fill_suppliers
from bot.sourcing import deeds
from bot.sourcing.dossier import Dossier, Invitation, Step
from bot.sourcing.matching import Matching
from bot.sourcing.quote import Terms, Tier
from bot.store.connect import connect
from bot.store.embedded import answering
from bot.store.requests import RedisRequests
from tests.conversations.player import NOW, Bot, play, talks
from tests.process import ROOT, run, running
from tests.store.parts import until as reached
from tests.unit.sourcing.test_quotes import terms

SHOPS, SUPPLIERS = 1350, 2000


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One assistant for all conversations, over the demo catalog; each talk is a visitor of its own."""
    models = (ROOT / os.environ.get("QUARTERMASTER_VAR", "var")).absolute() / "models"
    assert (models / "current").exists(), f"no model in {models}: run `make train` first"
    var: Path = tmp_path_factory.mktemp("talks") / "var"
    var.mkdir()
    (var / "models").symlink_to(models)
    load_demo(var)
    fill_policies(var)
    fill_shops(var, SHOPS, seed=7)
    fill_suppliers(var, SUPPLIERS, seed=7)
    Matching(var).prepare()
    with running("chat", "--json", var=var) as process:
        yield Bot(process, var)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


def test_what_was_misunderstood_waits_for_review_without_personal_data(bot: Bot) -> None:
    bot.send({"new": True, "reps_online": True, "now": NOW})
    for text in ('/inform{"quibble": "zed@acme.example"}', '/order{"quibble": "312-555-0199"}', "/quibble{}"):
        bot.send({"text": text})
    assert bot.send({"text": "yes"})["handoff"] == "queued"
    listed = [json.loads(line) for line in run("nlu", "review", "--json", var=bot.var).stdout.splitlines()]
    found = [case for case in listed if "quibble" in case["text"]]
    assert {case["why"] for case in found} == {"handed_off"}
    assert not any("zed@" in case["text"] or "0199" in case["text"] for case in found)
    assert run("nlu", "review", "correct", found[0]["id"], "out_of_scope", var=bot.var).returncode == 0


REQUEST = "500 white ceramic mugs with our logo by may 5 to 94110, sam@brewhouse.example, from a factory"


def told(answer: dict[str, Any]) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


def press(bot: Bot, answer: dict[str, Any], start: str) -> dict[str, Any]:
    found = next(one for reply in answer["replies"] for one in reply["buttons"] if one["title"].startswith(start))
    return bot.send({"button": found["id"]})


def test_quotes_are_compared_and_decided_in_the_chat(bot: Bot) -> None:
    bot.send({"new": True, "reps_online": True, "now": NOW})
    bot.send({"text": REQUEST})
    number = bot.send({"text": "yes"})["requests"][0]["number"]
    assert number in told(bot.send({"text": "show my quotes"}))
    asyncio.run(quoted(bot.var, number))
    shown = bot.send({"text": "show my quotes"})
    assert shown["intents"] == ["request_status"]
    assert all(part in told(shown) for part in ("Alpha Works", "Beta Works", "repeat order", "up front", "ruled out"))
    assert "valid until 2026-09-01" in told(shown)
    assert "Freight" in told(press(bot, shown, "How is that price"))
    assert "no longer count" in told(bot.send({"text": "make it FOB instead"}))
    assert "stays" in told(bot.send({"text": "no"}))
    assert "no longer count" in told(bot.send({"text": "make that 700"}))
    assert bot.send({"text": "no"})["slots"]["quantity"] == 500
    assert "September 1, 2026" in told(bot.send({"text": "accept the quote of Gamma"}))
    assert "sample" in told(bot.send({"text": "a sample from the second please"}))
    asked = press(bot, shown, "Counter-offer")
    assert "price" in told(asked)
    assert "1.05" in told(bot.send({"text": "1.05"}))
    assert "1.04" in told(bot.send({"text": "can the second one do 1.04?"}))
    assert "Fewest pieces" in told(bot.send({"text": "whats the certificates of alpha"}))
    sampled = bot.send({"text": "smaple from the 2nd pls"})
    assert "date" not in sampled["slots"] or sampled["slots"]["date"]["text"] != "the 2nd"
    accepted = bot.send({"text": "accept the second quote"})
    assert accepted["handoff"] == "queued"
    assert asyncio.run(state(bot.var, number)) == "awarded"
    assert "accepted" in told(bot.send({"text": f"hows {number} going"}))


def test_quotes_take_the_place_of_the_estimate_beside_the_shelf(bot: Bot) -> None:
    bot.send({"new": True, "reps_online": True, "now": NOW})
    first = told(bot.send({"text": REQUEST}))
    assert "estimate from the supplier directory" in first
    number = bot.send({"text": "yes"})["requests"][0]["number"]
    asyncio.run(quoted(bot.var, number))
    compared = press(bot, bot.send({"text": "show my quotes"}), "Compare with the shelf")
    assert "shelf" in told(compared)
    assert "quote" in told(compared)
    assert "estimate from the supplier directory" not in told(compared)
    opened = told(press(bot, compared, "How is this worked out"))
    assert "Alpha Works" in opened
    assert "No supplier has quoted" not in opened


def test_a_refused_acceptance_names_what_is_essential_alone(bot: Bot) -> None:
    bot.send({"new": True, "reps_online": True, "now": NOW})
    bot.send({"text": REQUEST})
    number = bot.send({"text": "yes"})["requests"][0]["number"]
    asyncio.run(quoted(bot.var, number, tooling=None))
    bot.send({"text": "show my quotes"})
    refused = told(bot.send({"text": "accept the first"}))
    assert "tooling" in refused
    assert "customs code" not in refused


async def quoted(var: Path, number: str, **more: Any) -> None:
    """Three suppliers were asked and have quoted; the last one's quote has run out."""
    client = connect(str(answering(var)))
    requests = RedisRequests(client)
    at = datetime.fromisoformat(NOW)
    names = {"S1": "Alpha Works", "S2": "Beta Works", "S3": "Gamma Works"}
    asked = [Invitation(supplier, name, "CN", 1, at) for supplier, name in names.items()]
    await reached(lambda: requests.get(number))  # the turn's effects reach it after the answer
    await requests.do(number, "invite", lambda held: deeds.invite(held, asked, at))
    for place, supplier in enumerate(names):
        until = date(2026, 9, 1) if supplier == "S3" else date(2026, 12, 1)
        offer = terms(tiers=(Tier(500, Decimal("1.20") + place),), valid_until=until, **more)
        await requests.do(number, f"quote {supplier}", partial(received, supplier=supplier, offer=offer, at=at))
    await client.close()


def received(held: Dossier, supplier: str, offer: Terms, at: datetime) -> Step:
    return deeds.receive(held, supplier, offer, at)


async def state(var: Path, number: str) -> str:
    """The request's state, once the turn's effects have reached it."""
    client = connect(str(answering(var)))
    requests = RedisRequests(client)
    found = await requests.get(number)
    while found and found.state != "awarded":
        await asyncio.sleep(0.05)
        found = await requests.get(number)
    await client.close()
    return found.state if found else ""


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: f"{talk['file']}: {talk['talk']}")
def test_talk(bot: Bot, talk: dict[str, Any]) -> None:
    play(bot, talk)
