"""A query's text becomes terms: each word with everything that would satisfy it in this catalog."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalog.codes import canonical, is_measure, looks_like_code
from bot.catalog.kinds import AFTER
from bot.catalog.reader import Reader
from bot.catalog.trade_words import LONGEST_PHRASE, meanings
from bot.catalog.words import STOPWORDS, stems, words

# a customer's message may be long; what a product is called is not
MOST_TERMS = 24
LONGEST_TEXT = 2_000
_CHUNK = re.compile(r"[^\s,;:!?()\[\]{}\"“”]+")
# what comes after says what the thing is for; the head noun stands before
_BEFORE_PURPOSE = frozenset(["for", "with", "to", "in", "on", "of", "from", "by", "under", "that", "which", "compatible", "w/"])
# short words that stand before numbers without being a maker's series, and what numbers count
_NO_SERIES = frozenset(["ink", "page", "pack", "box", "set", "type", "size", "case", "max", "usb", "ddr", "lot", "qty", "no", "top", "hp"])
_COUNTED = frozenset(stems("page sheet yield foot pound dot piece user bit key label roll envelope card bag color line"))
_VARIANT = re.compile(r"^(.*\d)[a-z]{1,3}$")
_LETTERS_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
MOST_VARIANTS = 8
RARE = 5
_EDGES = ".'’-/$#&*<>|"


@dataclass(frozen=True)
class Form:
    """One way a term may stand in a product: a code, one stem, or stems in a row. `weight` below 1: a lesser likeness."""

    stems: tuple[str, ...] = ()
    code: str = ""
    weight: float = 1.0


@dataclass
class Term:
    """A word of the query (or two that belong together).

    said    as the customer typed it
    forms   what satisfies it in this catalog; empty: the catalog has no such word
    code    it names one model, so that nothing else will do
    head    it is the noun that says what kind of thing is wanted
    weight  how much it tells, from how rare it is
    rare    a word that only a handful of products carry
    """

    said: str
    forms: list[Form] = field(default_factory=list)
    code: bool = False
    head: bool = False
    weight: float = 1.0
    rare: bool = False
    corrected: str = ""


@dataclass(frozen=True)
class _Chunk:
    said: str
    stems: tuple[str, ...]
    code: str


class Meaning:
    """Reads query texts against one generation."""

    def __init__(self, reader: Reader) -> None:
        self._searcher = reader.searcher
        self._about = reader.about
        self._frequency = lru_cache(maxsize=20_000)(self._count)
        self._corrections = lru_cache(maxsize=5_000)(self._correct)

    def terms(self, text: str) -> list[Term]:
        """The terms of a text in its order, without words that tell nothing, unless there are no others."""
        chunks, head = _chunks(text[:LONGEST_TEXT])
        terms: list[Term] = []
        seen: set[tuple[str, ...]] = set()
        position = 0
        while position < len(chunks) and len(terms) < MOST_TERMS:
            term, taken = self._term(chunks, position)
            term.head = position <= head < position + taken
            key = tuple(stem for chunk in chunks[position : position + taken] for stem in chunk.stems)
            position += taken
            if key not in seen:
                seen.add(key)
                terms.append(term)
        return terms

    def _count(self, field_name: str, value: str) -> int:
        found: int = self._searcher.doc_freq(field_name, value)
        return found

    def _known(self, stem: str) -> int:
        return max(self._frequency("title", stem), self._frequency("category", stem), self._frequency("description", stem))

    def _term(self, chunks: list[_Chunk], position: int) -> tuple[Term, int]:
        chunk = chunks[position]
        for taken in range(min(LONGEST_PHRASE, len(chunks) - position), 1, -1):
            together = chunks[position : position + taken]
            phrase = tuple(stem for part in together for stem in part.stems)
            forms = [Form(stems=other) for other in meanings(phrase) if all(map(self._known, other))]
            if forms or meanings(phrase):
                said = " ".join(part.said for part in together)
                if all(map(self._known, phrase)):
                    forms.insert(0, Form(stems=phrase))
                return self._weighed(Term(said, forms)), taken
        if position + 1 < len(chunks) and (joined := self._joined_code(chunk, chunks[position + 1])):
            return joined, 2
        if measure := self._measure_term(chunks[position : position + 2]):
            return measure
        if looks_like_code(chunk.said) and not _counts(chunk, chunks[position + 1 :]):
            return self._weighed(self._code_term(chunk)), 1
        return self._weighed(self._word_term(chunk)), 1

    def _joined_code(self, first: _Chunk, second: _Chunk) -> Term | None:
        """ "tn 2110" where the catalog writes TN-2110."""
        code = canonical(first.said + second.said)
        if not (
            first.said.isalpha()
            and 2 <= len(first.said) <= 4
            and first.said.lower() not in _NO_SERIES
            and second.said[:1].isdigit()
            and len(code) >= 4
        ):
            return None
        if not self._frequency("code", code):
            return None
        apart = Form(stems=(*first.stems, *second.stems))
        return self._weighed(Term(f"{first.said} {second.said}", [Form(code=code), apart], code=True))

    def _measure_term(self, chunks: list[_Chunk]) -> tuple[Term, int] | None:
        """ "500gb", "500-gb" and "500 gb" are one amount."""
        for taken in (2, 1)[2 - len(chunks) :]:
            said = "".join(chunk.said for chunk in chunks[:taken])
            parts = tuple(_LETTERS_DIGITS.split(canonical(said)))
            if len(parts) == 2 and parts[0].isdigit() and is_measure(said) and (taken == 1 or chunks[0].said.isdigit()):
                forms = [Form(stems=parts), Form(stems=("".join(parts),))]
                known = [form for form in forms if all(map(self._known, form.stems))]
                return self._weighed(Term(" ".join(chunk.said for chunk in chunks[:taken]), known)), taken
        return None

    def _code_term(self, chunk: _Chunk) -> Term:
        term = Term(chunk.said, code=True)
        if self._frequency("code", chunk.code):
            term.forms.append(Form(code=chunk.code))
        if chunk.stems and all(map(self._known, chunk.stems)):
            term.forms.append(Form(stems=chunk.stems))
        if not term.forms and len(parts := _LETTERS_DIGITS.split(chunk.code)) == 2 and all(map(self._known, parts)):
            term.forms.append(Form(stems=tuple(parts)))
        if not term.forms:
            term.forms.extend(self._variants(chunk.code))
        return term

    def _variants(self, code: str) -> list[Form]:
        """ "ce505" for CE505A and CE505X, "1160n" for 1160: the same model with letters more or fewer at its end."""
        if sum(letter.isdigit() for letter in code) < 3:
            return []
        shorter = _VARIANT.match(code)
        if shorter and self._frequency("code", shorter[1]):
            return [Form(code=shorter[1], weight=0.8)]
        if code.isdigit():
            return []
        longer = self._searcher.terms_with_prefix("code", code, limit=50)
        fitting = [other for other, _ in longer if len(other) <= len(code) + 2 and other[len(code) :].isalpha()]
        return [Form(code=other, weight=0.8) for other in fitting[:MOST_VARIANTS]]

    def _word_term(self, chunk: _Chunk) -> Term:
        term = Term(chunk.said)
        if all(map(self._known, chunk.stems)):
            term.forms.append(Form(stems=chunk.stems))
        if len(chunk.stems) > 1 and self._known("".join(words(chunk.said))):
            term.forms.append(Form(stems=tuple(stems("".join(words(chunk.said))))))
        term.forms.extend(Form(stems=other, weight=0.9) for other in meanings(chunk.stems) if all(map(self._known, other)))
        if not term.forms:
            term.forms.extend(self._split(chunk.stems))
        if not term.forms and (correction := self._corrections(chunk.said.lower())):
            term.corrected = correction
            term.forms.append(Form(stems=tuple(stems(correction)), weight=0.7))
        return term

    def _split(self, said: tuple[str, ...]) -> list[Form]:
        """ "whiteboard" where the catalog writes white board."""
        if len(said) != 1 or len(said[0]) < 6:
            return []
        word = said[0]
        cuts = [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]
        known = [cut for cut in cuts if self._known(cut[0]) and self._known(cut[1])]
        if not known:
            return []
        return [Form(stems=max(known, key=lambda cut: min(self._known(cut[0]), self._known(cut[1]))), weight=0.9)]

    def _correct(self, word: str) -> str:
        """The word of the catalog that a typing error most likely stands for, or ""."""
        if not word.isalpha() or len(word) < 4:
            return ""
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(word, self._about.spellings.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=30)
        return min(near, key=lambda found: self._unlikeliness(word, found[0], int(found[1])))[0] if near else ""

    def _unlikeliness(self, typed: str, word: str, distance: int) -> tuple[float, int]:
        return distance + (typed[0] != word[0]) * 0.5 + (sorted(typed) != sorted(word)) * 0.25, -self._about.spellings[word]

    def _weighed(self, term: Term) -> Term:
        count = max((self._form_count(form) for form in term.forms), default=0)
        term.rare = not term.code and 0 < count <= RARE
        everything = max(self._about.products, 1)
        term.weight = log(1 + (everything - min(count, everything) + 0.5) / (count + 0.5))
        return term

    def _form_count(self, form: Form) -> int:
        if form.code:
            return self._frequency("code", form.code)
        return min(map(self._known, form.stems), default=0)


def _chunks(text: str) -> tuple[list[_Chunk], int]:
    """The chunks of a text that tell something, and the position among them of the noun that says what kind is wanted."""
    every: list[_Chunk] = []
    purpose = None
    for said in _CHUNK.findall(text):
        said = said.strip(_EDGES)
        chunk = _Chunk(said, tuple(stems(said)), canonical(said) if any(map(str.isdigit, said)) else "")
        if said.lower() in _BEFORE_PURPOSE and purpose is None and every:
            purpose = len(every)
        if chunk.stems:
            every.append(chunk)
    telling = [number for number, chunk in enumerate(every) if chunk.said.lower() not in STOPWORDS] or list(range(len(every)))
    before = [place for place, number in enumerate(telling) if purpose is None or number < purpose]
    nouns = [place for place in before if _may_be_noun(every[telling[place]])]
    return [every[number] for number in telling], nouns[-1] if nouns else len(telling) - 1


def _may_be_noun(chunk: _Chunk) -> bool:
    return chunk.said.replace("-", "").isalpha() and len(chunk.said) > 1 and chunk.stems[-1] not in AFTER


def _counts(chunk: _Chunk, following: list[_Chunk]) -> bool:
    """Whether a number only says how many or how large: "500 sheets"."""
    return (
        chunk.said.isdigit() and bool(following) and (is_measure(f"1{following[0].said}") or following[0].stems[0] in _COUNTED)
    )
