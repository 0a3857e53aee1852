from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.conversation.learned import write
from bot.conversation.review import Case, likeliest
from bot.events import MessageMisread
from bot.nlu.examples import for_intents_alone

AT = datetime(2026, 9, 15, tzinfo=timezone.utc)


def case(text: str, intent: str) -> Case:
    return Case("c", MessageMisread("c1", "m1", AT, text, "nlu_fallback"), "accepted", intent, "ann", AT)


def test_accepted_messages_are_examples_that_training_reads(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "learned.yml"
    said = ["mail it to [email]: yes?", 'quote "this" # please\n- and that', "[nails](product) for me"]
    assert (
        write(path, [case(said[0], "inform"), case(said[1], "bulk_quote"), case(said[2], "inform"), case(said[2], "inform")])
        == 3
    )
    read = RasaYAMLReader().read(path)
    found = {(message.get("intent"), message.get("text")) for message in read.training_examples}
    assert found == {
        ("inform", "mail it to someone@company.example: yes?"),
        ("inform", "(nails)(product) for me"),
        ("bulk_quote", 'quote "this" # please - and that'),
    }
    assert not any(message.get("entities") for message in read.training_examples)
    assert all(for_intents_alone(message) for message in read.training_examples)


def test_without_examples_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "learned.yml"
    write(path, [case("hello there", "greet")])
    assert write(path, []) == 0
    assert not path.exists()


def test_what_somebody_chose_is_proposed_before_the_likeliest_reading() -> None:
    misread = MessageMisread("c1", "m1", AT, "thing", "nlu_fallback", (("greet", 0.3), ("deny", 0.2)))
    assert likeliest(misread) == "greet"
    chosen = MessageMisread("c1", "m1", AT, "thing", "nlu_fallback", (("greet", 0.3),), "corrected", "price_check")
    assert likeliest(chosen) == "price_check"
