"""Which messages are in no language that the bot understands. Pure."""

from __future__ import annotations

import re
import unicodedata

_FOREIGN = frozenset(
    "necesito quiero quisiera tienen tiene hola gracias cuanto cuánto cuesta donde dónde por favor para sillas papel "
    "precio señor usted ustedes puedo pueden comprar buenos días tardes "
    "bonjour merci je voudrais besoin combien avez vous pour avec une des nous "
    "guten tag danke ich brauche möchte wieviel kostet haben bitte für mit eine einen und wir "
    "preciso quero obrigado você olá vorrei grazie ciao buongiorno quanto costa ho bisogno".split()
)
_ENGLISH = frozenset(
    "the you your need want with for and have please is are this that what how much can could of my our i we it to do some "
    "any order price made print printed get send buy".split()
)

_ASKED = re.compile(
    r"\b(?:speak|talk|understand|in|habla|parl\w*) (?:spanish|german|french|italian|portuguese|chinese|mandarin|arabic|"
    r"russian|"
    r"vietnamese|korean|japanese|polish|hindi|tagalog|espa(?:ñ|n)ol)\b",
    re.I,
)


def asked_for(text: str) -> bool:
    """Whether the customer asks to speak another language."""
    return bool(_ASKED.search(text))


def is_another_script(text: str) -> bool:
    """Whether most letters are of no Latin alphabet: Arabic, Chinese, Cyrillic …"""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return foreign > len(letters) / 2


def is_another_language(text: str) -> bool:
    """Whether the words are Spanish, French, German, Portuguese or Italian, as far as their commonest words tell."""
    said = re.findall(r"[^\W\d_]+", text.lower())
    foreign = sum(word in _FOREIGN for word in said)
    return foreign >= 1 and foreign * 3 >= len(said) and not any(word in _ENGLISH for word in said)
