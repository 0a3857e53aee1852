"""Rude words that tell nothing else. Pure."""

from __future__ import annotations

import re

_RUDE = frozenset(
    "idiot idiots idiotic stupid stupidest dumb dumber dumbest dumbass moron morons moronic useless worthless pathetic suck "
    "sucks trash garbage rubbish crap crappy shit shitty bullshit fuck fucking fucked screw asshole ass bitch bastard clown "
    "loser jerk imbecile brainless hate lame".split()
)
_BESIDE = frozenset(
    "you u youre ur your are r re is was s a an the this that thing it its bot robot chatbot machine computer assistant ai so "
    "such really just what of piece bunch complete completely total totally absolute absolutely very freaking damn goddamn "
    "well ok lol man dude hey i go off to hell and all wow ugh omg shut up as like here guys people too wtf".split()
)
_SHUT_UP = re.compile(r"^\W*(?:just )?(?:shut up|go to hell|get lost|wtf)\W*$", re.I)


def is_lone_insult(text: str) -> bool:
    """Whether the message is abuse and tells nothing that anybody could help with: "you are an idiot"."""
    said = re.findall(r"[a-z]+", text.lower().replace("'", "").replace("’", ""))
    rude = any(word in _RUDE for word in said) and all(word in _RUDE or word in _BESIDE for word in said)
    return bool(_SHUT_UP.match(text)) or (rude and not re.search(r"\d", text))
