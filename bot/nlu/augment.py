"""More training text from ours: typing slips, and other names in the same sentence. Only for training."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

Tagged = tuple[str, int, int]
SWAPPED = 0.6  # share of names that are replaced by another of their kind
SLIPPED = 0.3  # share of stretches between names that get a typing slip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RIGHT = {letter: beside for row in _ROWS for letter, beside in zip(row, row[1:] + row[-2], strict=True)}
BESIDE = {
    letter: frozenset(row[max(place - 1, 0) : place] + row[place + 1 : place + 2])
    for row in _ROWS
    for place, letter in enumerate(row)
}
"""By letter the letters that lie beside it on a keyboard."""


def slip(text: str, chance: random.Random) -> str:
    """The text with one typing slip in a word: a letter lost, doubled, swapped with the next, or hit beside."""
    places = [place for place in range(len(text) - 2) if text[place : place + 3].isalpha()]
    if not places:
        return text
    place = chance.choice(places) + chance.randrange(2)
    letter, following = text[place], text[place + 1]
    kinds = ("", letter * 2, following + letter, _RIGHT.get(letter.lower(), letter))
    kind = chance.randrange(len(kinds))
    return text[:place] + kinds[kind] + text[place + (2 if kind == 2 else 1) :]


def variant(
    text: str, entities: Sequence[Tagged], names: Mapping[str, Sequence[str]], chance: random.Random
) -> tuple[str, list[Tagged]]:
    """The sentence with some of its names replaced by others of their kind, numbers changed, and a slip now and then."""
    out, last = "", 0
    moved: list[Tagged] = []
    for kind, start, end in sorted(entities, key=lambda entity: entity[1]):
        out += _maybe_slipped(text[last:start], chance)
        typed = _other(kind, text[start:end], names, chance)
        moved.append((kind, len(out), len(out) + len(typed)))
        out += typed
        last = end
    out += _maybe_slipped(text[last:], chance)
    return (out[:1].upper() + out[1:] if chance.random() < 0.15 else out), moved


def _maybe_slipped(text: str, chance: random.Random) -> str:
    return slip(text, chance) if chance.random() < SLIPPED else text


def _other(kind: str, typed: str, names: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    if kind in ("quantity", "zip", "money", "order_number", "request_number"):
        return "".join(chance.choice("123456789") if letter in "123456789" else letter for letter in typed)
    known = names.get(kind)
    if known and chance.random() < SWAPPED:
        typed = chance.choice(known)
        if kind == "brand" and chance.random() < 0.6:
            typed = typed.title()
    return typed
