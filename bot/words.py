"""What the bot says, for those who say it without the dialogue engine: the responses of domain.yml, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

import bot

DOMAIN = Path(bot.__file__).parent.parent / "domain.yml"


class Words:
    def __init__(self, responses: dict[str, list[str]]) -> None:
        self._responses = responses

    def say(self, response: str, key: str = "", **values: object) -> str:
        """A response with its values filled in; the same key picks the same wording again. KeyError for an unknown one."""
        wordings = self._responses[response]
        wording = wordings[sum(key.encode()) % len(wordings)]
        return wording.format(**values) if values else wording


@cache
def intents(domain: Path = DOMAIN) -> tuple[str, ...]:
    """The intents of a domain file."""
    return tuple(YAML(typ="safe").load(domain)["intents"])


@cache
def words(domain: Path = DOMAIN) -> Words:
    """The words of a domain file."""
    responses = YAML(typ="safe").load(domain)["responses"]
    return Words({name: [wording["text"] for wording in wordings if "text" in wording] for name, wordings in responses.items()})
