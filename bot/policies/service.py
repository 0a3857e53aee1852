"""Which passage of which policy answers a question on a given day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import log

from bot.catalog.words import STOPWORDS, stems
from bot.policies.policy import Passage, Policy, passages

HEADING_WEIGHT = 3.0  # a word of the heading says more about what a passage is about than one of its text
TELLING = 0.5  # a word that more than this share of a topic's passages have tells nothing about which one is meant

_TALK = (
    "accept again anything ask available back bring come explain get give happen help know long mean need offer possible "
    "provide say send something tell think understand use want way work"
)
ASKING = frozenset(stem for word in _TALK.split() for stem in stems(word))
"""Words of asking and telling: they stand in passages too, and say nothing about which one is meant."""

Source = Callable[[], Sequence[Policy]]


class Policies:
    """The merchant's policies. `source` gives all versions as they are on file now."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def in_force(self, topic: str, today: date, region: str = "") -> list[Policy]:
        """The policies on a topic that hold today, the newest first; of several versions of one policy, the newest that holds.

        One that is for a region alone counts only where `region` says that the customer is there, and goes first.
        """
        held: dict[tuple[str, str, str], Policy] = {}
        for policy in self._source():
            if policy.topic != topic or policy.region not in ("", region) or not policy.holds(today):
                continue
            if policy.name not in held or held[policy.name].effective < policy.effective:
                held[policy.name] = policy
        return sorted(held.values(), key=lambda one: (one.region != "", one.effective, one.title), reverse=True)

    def fitting(self, topics: Sequence[str], words: str, today: date, region: str = "") -> Passage | None:
        """The passage on any of these topics that fits the customer's words best; None where none of the words tells."""
        every = [part for topic in topics for parts in self._parts(topic, today, region) for part in parts]
        return _best(every, words, topics[0]) if every else None

    def answers(self, topics: Sequence[str], words: str, today: date, region: str = "", limit: int = 3) -> list[Passage]:
        """The passage that fits the customer's words best; where none of them tells, the opening of each policy in force on the
        first topic. Empty where nothing is on file for today."""
        found = self.fitting(topics, words, today, region)
        return [found] if found else [parts[0] for parts in self._parts(topics[0], today, region)][:limit]

    def headed(self, topics: Sequence[str], words: str, today: date, region: str = "") -> bool:
        """Whether the heading of some passage on these topics has one of the telling words."""
        every = [part for topic in topics for parts in self._parts(topic, today, region) for part in parts]
        asked = _asked(words) - _subject(topics[0], every)
        return any(asked & set(stems(one.heading)) for one in every)

    def names(self, topics: Sequence[str], words: str, today: date, region: str = "") -> bool:
        """Whether some passage on these topics has all of the words."""
        every = [part for topic in topics for parts in self._parts(topic, today, region) for part in parts]
        return any({*stems(one.heading), *stems(one.text)}.issuperset(stems(words)) for one in every)

    def answer(self, topic: str, words: str, today: date, region: str = "") -> Passage | None:
        """The one passage that answers best; None where nothing on that topic is on file for today."""
        found = self.answers([topic], words, today, region)
        return found[0] if found else None

    def _parts(self, topic: str, today: date, region: str) -> list[list[Passage]]:
        return [parts for policy in self.in_force(topic, today, region) if (parts := passages(policy))]


def _best(every: Sequence[Passage], words: str, topic: str) -> Passage | None:
    """The passage with the most of the question's telling words; the earlier one where two have as many.

    What all of the first `topic` is about chooses none of its passages, but may lead to a neighboring topic.
    """
    held = [(frozenset(stems(one.heading or _name(one.policy, every))), frozenset(stems(one.text))) for one in every]
    spread = Counter(stem for heading, text in held for stem in heading | text)
    telling = {stem: log(1 + len(every) / spread[stem]) for stem in _asked(words) if 0 < spread[stem] <= len(every) * TELLING}
    about = {topic: _subject(topic, every)}
    scores = [
        _score({stem: weight for stem, weight in telling.items() if stem not in about.get(one.policy.topic, ())}, *words_of)
        for one, words_of in zip(every, held, strict=True)
    ]
    most = max(scores, default=0.0)
    return every[scores.index(most)] if most > 0 else None


def _name(policy: Policy, every: Sequence[Passage]) -> str:
    """What the opening of one of several policies on a topic is headed by: its title. That of the only one tells nothing."""
    several = any(one.policy.topic == policy.topic and one.policy.title != policy.title for one in every)
    return policy.title if several else ""


def _subject(topic: str, every: Sequence[Passage]) -> frozenset[str]:
    """The words of the topic's name, and those that the titles of all its policies have: "pay" tells no way to pay."""
    titles = [frozenset(stems(one.policy.title)) for one in every if one.policy.topic == topic]
    common = frozenset.intersection(*titles) if titles else frozenset()
    return common.union(stems(topic.replace("_", " ")))


def _score(telling: dict[str, float], heading: Iterable[str], text: Iterable[str]) -> float:
    return sum(
        weight * (HEADING_WEIGHT if stem in heading else 1.0) for stem, weight in telling.items() if stem in {*heading, *text}
    )


def _asked(words: str) -> set[str]:
    idle = {stem for word in STOPWORDS for stem in stems(word)}
    asked = {stem for stem in stems(words) if stem not in idle and stem not in ASKING and len(stem) > 1}
    return {stem for stem in asked if not (stem.isdigit() and len(stem) > 2)}  # "500" counts something, "net 30" tells
