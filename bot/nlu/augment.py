"""More training text from ours: other names in the same sentence, typing slips. Only for training the tagger."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

Tagged = tuple[str, int, int]
SWAPPED = 0.6
_SLIP = 0.08


def variant(
    text: str, entities: Sequence[Tagged], names: Mapping[str, Sequence[str]], chance: random.Random
) -> tuple[str, list[Tagged]]:
    """The sentence with some of its names replaced by others of their kind, numbers changed, and a typing slip now and then."""
    out, moved, last = "", [], 0
    for kind, start, end in sorted(entities, key=lambda entity: entity[1]):
        out += _slip(text[last:start], chance)
        typed = _other(kind, text[start:end], names, chance)
        moved.append((kind, len(out), len(out) + len(typed)))
        out += typed
        last = end
    out += _slip(text[last:], chance)
    if chance.random() < 0.15:
        out = out[:1].upper() + out[1:]
    return out, moved


def _other(kind: str, typed: str, names: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    if kind in ("quantity", "zip", "money", "order_number", "request_number"):
        return "".join(chance.choice("123456789") if letter.isdigit() and letter != "0" else letter for letter in typed)
    known = names.get(kind)
    if known and chance.random() < SWAPPED:
        typed = chance.choice(known)
        if kind == "brand" and chance.random() < 0.6:
            typed = typed.title()
    return typed


def _slip(text: str, chance: random.Random) -> str:
    if len(text) < 8 or chance.random() > _SLIP * 4:
        return text
    place = chance.randrange(1, len(text) - 2)
    if not text[place : place + 2].isalpha():
        return text
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]
