"""Which messages are in no language that the bot understands, and which language a customer would rather speak. Pure."""

from __future__ import annotations

import re
import unicodedata

_WORDS = {
    "es": "necesito quiero quisiera tienen tiene hola gracias cuanto cuánto cuánta cuántos cuesta donde dónde por favor para "
    "sillas papel precio señor usted ustedes puedo puede pueden ayuda ayudar comprar buenos buenas días tardes habla hablas "
    "hablan hablar hablo inglés español alguien cajas qué necesitamos queremos quisiéramos busco buscamos nuestro nuestra "
    "nuestros nuestras",
    "fr": "bonjour merci je voudrais besoin combien avez vous pour avec une des nous parlez français",
    "de": "guten tag danke ich brauche möchte wieviel kostet haben bitte für mit eine einen und wir sprechen deutsch jemand",
    "pt": "preciso quero obrigado obrigada você olá fala português alguém",
    "it": "vorrei grazie ciao buongiorno quanto costa ho bisogno parla parlate italiano",
}
"""The commonest words of customers who write in it."""
_FOREIGN = {word: code for code, words in _WORDS.items() for word in words.split()}
_SMALL = frozenset(
    "con el la los las de del un una y en es mi su que le les du et mes der die das dem com os da il per".split()
)
"""Small words of these languages: they tell it only beside another one."""
_ENGLISH = frozenset(
    "the you your need want with for and have please is are this that what how much can could of my our i we it to do some "
    "any order price made print printed get send buy".split()
)

_NAMED = {
    "en": "english inglés ingles",
    "es": "spanish español espanol castellano",
    "fr": "french français francais",
    "de": "german deutsch",
    "it": "italian italiano",
    "pt": "portuguese português portugues",
    "zh": "chinese mandarin cantonese",
    "ar": "arabic",
    "ru": "russian",
    "vi": "vietnamese",
    "ko": "korean",
    "ja": "japanese",
    "pl": "polish",
    "hi": "hindi",
    "tl": "tagalog",
}
_CODES = {name: code for code, names in _NAMED.items() for name in names.split()}
_NAME = "|".join(_CODES)
_IN = re.compile(rf"\bin (?:{_NAME})\b", re.I)
_SPEAK = r"(?:speak(?:s|ing)?|talk|understands?|habl\w+|parl\w+|sprech\w+|fala[mr]?)"
_BETWEEN = r"(?:(?:a|any|some|to|me|us|in|little|only|good|fluent|better|with|en|un|poco|de|le|vous|sie|you) )*"
_SPOKEN = (
    re.compile(rf"\b{_SPEAK} {_BETWEEN}(?P<name>{_NAME})\b", re.I),
    re.compile(rf"\b(?:help|support|some(?:one|body)|rep|agent|person|ayuda) (?:\w+ )?(?:in|en) (?P<name>{_NAME})\b", re.I),
    re.compile(rf"\b(?P<name>{_NAME})[- ]speak(?:ing|er)\b", re.I),
)
_YES = re.compile(r"^\W*(?:s[ií]|oui|ja|sim)(?:,? (?:por favor|gracias|claro|merci|bitte|gerne|per favore|grazie))?\W*$", re.I)
_TO_ENGLISH = re.compile(
    r"\b(?:in english|en ingl[eé]s|english,? (?:please|pls|plz|is (?:fine|ok|better|good)|works)|(?:to|use) english|"
    r"(?:i|we) (?:can |do |also )*(?:speak|write|talk|read|understand) (?:in )?english)\b|^\W*english\W*$",
    re.I,
)
_LITTLE = re.compile(r"(?:\bnot?|n['’]?t|\blittle|\bbad|\bpoor|\bisn'?t|\bfrom|\bavailable)\b[^.!?;,]{0,25}$", re.I)
_NOT = re.compile(r"(?:\bnot?|n['’]?t)\W*$", re.I)
_SCRIPTS = {
    "ARABIC": "ar", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi",
}  # fmt: skip


_PERSON = re.compile(
    r"\b(?:habl\w*|comun[ií]\w*|p[aá]s\w+) (?:\w+ )?con (?:una persona|alguien|un (?:agente|humano|vendedor|asesor))\b|"
    r"\bparler (?:[àa]|avec) (?:quelqu['’]un|une personne|un (?:agent|conseiller))\b|"
    r"\bmit (?:jemandem|einem menschen|einer person) (?:sprechen|reden)\b|"
    r"\bfalar com (?:algu[ée]m|uma pessoa|um atendente)\b|\bparlare con (?:qualcuno|una persona|un operatore)\b",
    re.I,
)


def wants_person(text: str) -> bool:
    """Whether it asks for a person in Spanish, French, German, Portuguese or Italian."""
    return bool(_PERSON.search(text))


def agrees(text: str) -> bool:
    """Whether it is a plain yes in Spanish, French, German, Portuguese or Italian, politely or not."""
    return bool(_YES.match(text))


def turns_to_english(text: str) -> bool:
    """Whether the customer would go on in English: "sorry, in english", "english please"."""
    found = _TO_ENGLISH.search(text)
    return bool(found) and not _LITTLE.search(text[: found.start()] if found else "")


def asked_for(text: str) -> bool:
    """Whether the customer asks to speak another language."""
    return bool(_IN.search(text) or turns_to_english(text) or any(pattern.search(text) for pattern in _SPOKEN))


def wanted(text: str) -> str:
    """The language (ISO 639-1) that the customer asks to speak, or else writes in; "" where neither tells."""
    if turns_to_english(text):
        return "en"
    for pattern in _SPOKEN:
        found = pattern.search(text)
        if found and not _NOT.search(text[: found.start()]):
            return _CODES[found["name"].lower()]
    if is_another_script(text):
        return _of_script(text)
    if is_another_language(text):
        said = [_FOREIGN[word] for word in _letters(text) if word in _FOREIGN]
        return max(dict.fromkeys(said), key=said.count)
    return ""


def _of_script(text: str) -> str:
    """By its first letter that tells one: Chinese signs are Japanese where there are kana beside them."""
    scripts = [unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in text if letter.isalpha()]
    known = [_SCRIPTS[script] for script in scripts if script in _SCRIPTS]
    return "ja" if "ja" in known else known[0] if known else ""


def is_another_script(text: str) -> bool:
    """Whether most letters are of no Latin alphabet: Arabic, Chinese, Cyrillic …"""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return foreign > len(letters) / 2


def is_another_language(text: str) -> bool:
    """Whether the words are Spanish, French, German, Portuguese or Italian, as far as their commonest words tell."""
    said = _letters(text)
    foreign = sum(word in _FOREIGN for word in said)
    small = sum(word in _SMALL and word not in _FOREIGN for word in said)
    return foreign >= 1 and (foreign + small) * 3 >= len(said) and not any(word in _ENGLISH for word in said)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
