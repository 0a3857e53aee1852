"""Plays a written conversation through `quartermaster chat --json`, as a customer would have it, and checks each turn."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TALKS = HERE / "talks"
NOW = "2026-09-15T10:30:00-05:00"

Answer = dict[str, Any]


def talks() -> list[dict[str, Any]]:
    """Every conversation under talks/: {"talk", "reps"?, "turns": [{"says", "presses" or "event", expectations …}]}."""
    found = []
    for path in sorted(TALKS.glob("*.yml")):
        found += [{**talk, "file": path.stem} for talk in yaml.safe_load(path.read_text())["talks"]]
    return found


class Bot:
    """One running `chat --json`."""

    def __init__(self, process: subprocess.Popen[str], var: Path) -> None:
        self._process, self.var = process, var

    def send(self, line: dict[str, Any]) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        for answer in self._process.stdout:
            if answer.startswith("{"):
                return dict(json.loads(answer))
        raise AssertionError("the program ended")


def play(bot: Bot, talk: dict[str, Any]) -> None:
    """Plays one conversation; AssertionError names the turn, what was expected, and what was answered."""
    answer = bot.send({"new": True, "channel": "web", "now": NOW, "reps_online": talk.get("reps", True)})
    past: list[Answer] = []
    for turn in talk["turns"]:
        line = _line(turn, answer)
        answer = bot.send(line)
        for name, expected in turn.items():
            if name not in ("says", "presses", "event"):
                assert CHECKS[name](answer, expected, past), f"{line}: expected {name} {expected!r}, got {_short(answer)}"
        assert "{" not in _text(answer), f"{line}: a word is missing in {_text(answer)}"
        assert _text(answer) != (_text(past[-1]) if past else None) or not _text(answer), f"{line}: said twice: {_text(answer)}"
        past.append(answer)


def _line(turn: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if "event" in turn:
        return {"event": turn["event"]}
    return {"text": turn["says"]} if "says" in turn else {"button": _button(answer, turn["presses"])}


def _button(answer: Answer, title: str) -> str:
    return str(next(button["id"] for reply in answer["replies"] for button in reply["buttons"] if button["title"] == title))


def _text(answer: Answer) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


def _cards(answer: Answer) -> list[dict[str, Any]]:
    return [card for reply in answer["replies"] for card in reply["cards"]]


def _short(answer: Answer) -> str:
    kept = ("intents", "slots", "form", "asks", "items", "requests", "owner", "handoff")
    return json.dumps(
        {"text": _text(answer), "cards": [card["title"] for card in _cards(answer)], **{name: answer[name] for name in kept}}
    )


def _holds(answer: Answer, expected: dict[str, Any], past: list[Answer]) -> bool:
    return all(_same(answer["slots"].get(name), value) for name, value in expected.items())


def _same(held: Any, expected: Any) -> bool:
    if isinstance(held, dict):
        return expected in (held.get("iso"), held.get("value"), held.get("text"))
    return bool(held == expected) or str(held).lower() == str(expected).lower()


def _items(answer: Answer, expected: list[dict[str, Any]], past: list[Answer]) -> bool:
    held = answer["items"]
    return len(held) == len(expected) and all(
        any(all(str(value).lower() in str(line.get(name)).lower() for name, value in wanted.items()) for line in held)
        for wanted in expected
    )


def _about(answer: Answer, expected: list[int], past: list[Answer]) -> bool:
    turn, place = expected
    return str(_cards(past[turn - 1])[place - 1]["id"]) in map(str, answer["about"])


def _cheaper(answer: Answer, turn: int, past: list[Answer]) -> bool:
    before = [float(card["price"]) for card in _cards(past[turn - 1])]
    return all(float(card["price"]) < min(before) for card in _cards(answer))


CHECKS = {
    "means": lambda answer, expected, past: expected in answer["intents"],
    "means_all": lambda answer, expected, past: set(expected) <= set(answer["intents"]),
    "means_only": lambda answer, expected, past: answer["intents"] == expected,
    "holds": _holds,
    "lacks": lambda answer, expected, past: not set(expected) & set(answer["slots"]),
    "asks": lambda answer, expected, past: answer["asks"] == expected,
    "form": lambda answer, expected, past: answer["form"] == expected,
    "answers": lambda answer, expected, past: all(str(part).lower() in _text(answer).lower() for part in _list(expected)),
    "never": lambda answer, expected, past: not any(str(part).lower() in _text(answer).lower() for part in _list(expected)),
    "shows": lambda answer, expected, past: len(_cards(answer)) >= expected if expected else not _cards(answer),
    "all_shown_are": lambda answer, expected, past: all(
        expected.lower() in f"{card['title']} {card['category']} {card['color']}".lower() for card in _cards(answer)
    ),
    "at_most": lambda answer, expected, past: all(float(card["price"]) <= expected for card in _cards(answer)),
    "cheaper_than": _cheaper,
    "same_as": lambda answer, expected, past: (
        [card["id"] for card in _cards(answer)] == [card["id"] for card in _cards(past[expected - 1])]
    ),
    "others_than": lambda answer, expected, past: (
        not {card["id"] for card in _cards(answer)} & {card["id"] for card in _cards(past[expected - 1])}
    ),
    "about": _about,
    "items": _items,
    "requests": lambda answer, expected, past: len(answer["requests"]) == expected,
    "owner": lambda answer, expected, past: answer["owner"] == expected,
    "handoff": lambda answer, expected, past: answer["handoff"] == expected,
    "handoffs": lambda answer, expected, past: answer["handoff_count"] == expected,
    "note": lambda answer, expected, past: all(str(part).lower() in answer["handoff_note"].lower() for part in _list(expected)),
    "silent": lambda answer, expected, past: (not answer["replies"]) == expected,
    "ordered": lambda answer, expected, past: bool(answer["order"]) == expected,
    "offers": lambda answer, expected, past: (
        expected in [button["title"] for reply in answer["replies"] for button in reply["buttons"]]
    ),
}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
