"""Policy files as merchants write them: Markdown with a YAML head, or YAML alone (one policy or a list of them)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import BadInput, FeedError
from bot.policies.policy import Policy

MARKDOWN, YAML_NAMES = (".md", ".markdown"), (".yaml", ".yml")
LONGEST = 200_000  # bytes of a file; a policy that nobody could read is none
FIELDS = ("topic", "title", "source", "effective", "expires", "url", "region", "text")
NEEDED = ("topic", "title", "source", "effective", "text")
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)(.*)\Z", re.DOTALL)
_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Fault(NamedTuple):
    """A file, or a policy in it, that cannot be used."""

    file: str
    reason: str


def read_policies(path: Path) -> tuple[list[Policy], list[Fault]]:
    """The policies of a file, or of all policy files in a folder and below it; and what cannot be used, with the reason.

    Raises FeedError where there is no such file or folder, or no policy file in it.
    """
    policies: list[Policy] = []
    faults: list[Fault] = []
    for file in _files(path):
        try:
            held = _read(file)
        except BadInput as error:
            faults.append(Fault(file.name, str(error)))
            continue
        for number, fields in enumerate(held, start=1):
            try:
                policies.append(_policy(fields))
            except BadInput as error:
                faults.append(Fault(file.name if len(held) == 1 else f"{file.name}, policy {number}", str(error)))
    return policies, faults


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise FeedError(f"cannot read {path}: no such file or folder")
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in MARKDOWN + YAML_NAMES)
    if not found:
        raise FeedError(f"{path} has no policy file (.md, .yaml or .yml)")
    return found


def _read(file: Path) -> list[Any]:
    """The fields of each policy in a file, as they stand there."""
    text = _text(file)
    if file.suffix.lower() in YAML_NAMES:
        held = _yaml(text)
        return held if isinstance(held, list) else [held]
    head = _HEAD.match(text)
    if head is None:
        raise BadInput("has no head: the file must begin with --- and the lines topic, title, source and effective")
    fields = _yaml(head[1])
    if not isinstance(fields, Mapping):
        raise BadInput("its head is no list of names and values")
    return [{**fields, "text": head[2]}]


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LONGEST:
            raise BadInput(f"has more than {LONGEST:,} bytes")
        return file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8 text") from None
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from None


def _yaml(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:
        raise BadInput(f"is no readable YAML: {str(error).splitlines()[0]}") from None


def _policy(fields: Any) -> Policy:
    if not isinstance(fields, Mapping):
        raise BadInput("is no policy: names and values are needed")
    unknown = [str(name) for name in fields if name not in FIELDS]
    if unknown:
        raise BadInput(f"has the unknown field {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
    missing = [name for name in NEEDED if not str(fields.get(name) or "").strip()]
    if missing:
        raise BadInput(f"lacks {' and '.join(missing)}")
    words = {name: " ".join(str(fields.get(name) or "").split()) for name in ("title", "source", "url")}
    policy = Policy(
        topic=_topic(str(fields["topic"])),
        text=str(fields["text"]).strip(),
        effective=_day("effective", fields["effective"]),
        expires=_day("expires", fields["expires"]) if fields.get("expires") else None,
        region=str(fields.get("region") or "").strip().upper(),
        **words,
    )
    if policy.expires is not None and policy.expires < policy.effective:
        raise BadInput(f"expires on {policy.expires}, before it takes effect on {policy.effective}")
    if policy.url and not policy.url.startswith(("https://", "http://")):
        raise BadInput(f"has the url {policy.url!r}, which is no web address")
    return policy


def _topic(text: str) -> str:
    topic = re.sub(r"[\s-]+", "_", text.strip().lower())
    if not _TOPIC.fullmatch(topic):
        raise BadInput(f"has the topic {text!r}, which is no plain word")
    return topic


def _day(name: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise BadInput(f"has no day in {name}: {str(value)!r}; write it as 2026-01-31") from None
