"""The file of examples that people accepted: written whole, read by the next training."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.conversation.masking import natural
from bot.conversation.review import Case, by_intent

HEADER = """\
What customers wrote and was misunderstood, with what people said that it means. Written by `quartermaster nlu review` and the
desk's review page, read by the next `quartermaster train`. Personal data is replaced by stand-ins. The spans were checked by
nobody: these examples teach intents and no entities."""


def write(path: Path, cases: Sequence[Case]) -> int:
    """Replaces the file by these accepted cases, or removes it where there are none; gives the number of examples."""
    listed = by_intent(cases)
    if not listed:
        path.unlink(missing_ok=True)
        return 0
    examples = {intent: list(dict.fromkeys(map(natural, texts))) for intent, texts in listed.items()}
    document = {
        "version": "3.1",
        "nlu": [
            {"intent": intent, "examples": [{"text": text, "metadata": {"learned": True}} for text in texts]}
            for intent, texts in examples.items()
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.writelines(f"# {line}\n" for line in HEADER.splitlines())
        YAML().dump(document, file)
    fresh.replace(path)
    return sum(map(len, examples.values()))
