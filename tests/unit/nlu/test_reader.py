"""The trained model, through Rasa's own graph. `make test` trains it beforehand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.errors import Missing
from bot.nlu.inside import INSIDE
from bot.nlu.reader import Reader
from bot.nlu.training import current_model
from bot.settings import settings

NOW = datetime.fromisoformat("2026-09-15T10:30:00-05:00")


def ascii_name(text: str) -> str:
    return ascii(text)[:12]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    try:
        archive = current_model(settings().var)
    except Missing as missing:
        pytest.fail(str(missing))
    return Reader(archive)


def entities(reader: Reader, text: str) -> dict[str, object]:
    return {entity["type"]: entity["value"] for entity in reader.understand(text, NOW)["entities"]}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hello", "greet"),
        ("i want tote bags with our logo", "sourcing_request"),
        ("make it 3000", "inform"),
        ("black toner for a LaserJet 1160 under $80", "product_search"),
        ("cheaper", "product_search"),
        ("the second one, how much for 20?", "price_check"),
        ("what's your return policy", "return_policy"),
        ("can I talk to someone", "talk_to_human"),
        ("never mind, stop the request", "cancel"),
        ("skip", "skip"),
        ("wheres my ordr", "order_status"),
        ("what's the weather like", "out_of_scope"),
    ],
)
def test_messages_are_taken_for_what_they_want(reader: Reader, text: str, intent: str) -> None:
    understood = reader.understand(text, NOW, alone=False)
    assert understood["intent"]["name"] == intent
    assert understood["ranking"][0] == understood["intent"]


def test_many_facts_in_one_line_are_all_found(reader: Reader) -> None:
    found = entities(reader, "need 2500 canvas tote bags w our logo by mid march, ship to 60616, max $2 each")
    expected = {
        "quantity": 2500,
        "material": "canvas",
        "product": "tote bags",
        "date": "2027-03-15",
        "zip": "60616",
        "money": 2.0,
    }
    assert expected.items() <= found.items()
    assert "logo" in str(found["customization"])


def test_search_words_are_told_apart(reader: Reader) -> None:
    found = entities(reader, "brother tn-2110 black toner")
    assert found == {"brand": "brother", "sku": "TN-2110", "color": "black", "product": "toner"}


def test_offsets_count_the_text_as_typed(reader: Reader) -> None:
    text = "  /need 300 mugs to 60616 🦄"
    understood = reader.understand(text, NOW)
    assert understood["text"] == text
    assert {"300", "60616"} <= {entity["text"] for entity in understood["entities"]}
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in understood["entities"])


def test_typed_payload_is_text(reader: Reader) -> None:
    understood = reader.understand('/affirm{"quantity": 1}', NOW)
    assert understood["intent"]["confidence"] < 1


@pytest.mark.parametrize("text", ["skip that one", "60616", "never mind"])
def test_a_message_read_alone_answers_no_question(reader: Reader, text: str) -> None:
    alone, amid = reader.understand(text, NOW), reader.understand(text, NOW, alone=False)
    assert amid["intent"]["name"] in INSIDE
    assert not INSIDE & {one["name"] for one in alone["ranking"] if one["confidence"]}


@pytest.mark.parametrize("text", ["", "   ", "🦄🦄", "a" * 100_000, "\x00\x07", "שלום", "<b>hi</b>", "\ud800"], ids=ascii_name)
def test_odd_text_is_answered(reader: Reader, text: str) -> None:
    assert reader.understand(text, NOW)["intent"]["name"]


def test_command_answers_each_line_with_one_object() -> None:
    lines = ["hello", "", '/restart{"a":1}', "x" * 100_000, "2 dozen mugs"]
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "understand", "--now", NOW.isoformat()],
        input="\n".join(lines).encode() + b"\n\xff\xfe\n",
        capture_output=True,
        check=True,
        timeout=120,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["text"] for answer in answers[:5]] == lines
    assert len(answers) == 6
    assert b"hello" not in run.stderr
    assert {"type", "start", "end", "text", "value", "role"} <= set(answers[4]["entities"][0])
