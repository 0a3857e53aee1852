"""A policy as the merchant wrote it: a topic, a text with headings, where it comes from, and when it holds."""

from __future__ import annotations

import re
from datetime import date

import msgspec

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of one policy. It holds from `effective` on and, where it has one, up to and including `expires`.

    `topic` names what it is about (returns, payment, ...); `region` is a US state's two letters where it holds only there.
    """

    topic: str
    title: str
    text: str
    source: str
    effective: date
    expires: date | None = None
    url: str = ""
    region: str = ""

    def holds(self, today: date) -> bool:
        return self.effective <= today and (self.expires is None or today <= self.expires)

    @property
    def name(self) -> tuple[str, str, str]:
        """What all versions of one policy have in common."""
        return self.topic, self.title.casefold(), self.region


class Passage(msgspec.Struct, frozen=True):
    """A part of a policy under one heading; the part before the first heading has none."""

    policy: Policy
    heading: str
    text: str


def passages(policy: Policy) -> list[Passage]:
    """The parts of a policy, in order; headings without a text of their own are left out."""
    parts = _HEADING.split(policy.text)
    pairs = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [Passage(policy, heading, _joined(text)) for heading, text in pairs if text.strip()]


def _joined(text: str) -> str:
    """Lines of one paragraph joined, as Markdown reads them; paragraphs and list items stay apart."""
    paragraphs = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text.strip())
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
