"""A query's text becomes terms: each word with everything that would satisfy it in this catalog."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log

import tantivy

from bot.catalog.chunks import Chunk, chunks_of, only_counts
from bot.catalog.codes import canonical, is_measure, looks_like_code
from bot.catalog.measures import spellings
from bot.catalog.reader import Reader
from bot.catalog.spelling import MaybeMeant, Spelling
from bot.catalog.terms import Form, Term
from bot.catalog.trade_words import LONGEST_PHRASE, meanings
from bot.catalog.words import stems, words

# a customer's message may be long; what a product is called is not
MOST_TERMS = 24
LONGEST_TEXT = 2_000
# short words that stand before numbers without being a maker's series
_NO_SERIES = frozenset(
    ["ink", "page", "pack", "box", "set", "type", "size", "case", "max", "usb", "ddr", "lot", "qty", "no", "top", "hp"]
)
LONGEST_SERIES = 4
_VARIANT = re.compile(r"^(.*\d)[a-z]{1,3}$")
_LETTERS_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_SIDES = re.compile(r"\d+(?:\.\d+)?(?:[x×]\d+(?:\.\d+)?)+", re.IGNORECASE)
MOST_VARIANTS = 8
# products that carry a rare word
RARE = 5
LITTLE = 0.001
# a word tells no more than one that this share of all products carries: an unknown one must not outweigh all the known ones
RARE_SHARE = 0.01
# likeness of a form, against the words as they were said
APART, OTHERWISE, VARIANT, SPLIT = 0.5, 0.7, 0.8, 0.9
# what a word that is likelier beside the others saves, in errors, for each ten times as many products that have them together
TOGETHER = 0.3
# and titles that have them side by side count so many times
NEXT_TO = 20
# errors by which a reading may be less likely than the best, and still be weighed against it
IN_DOUBT = 0.6


class Meaning:
    """Reads query texts against one generation."""

    def __init__(self, reader: Reader) -> None:
        self._searcher = reader.searcher
        self._schema = reader.schema
        self._about = reader.about
        self.frequency = lru_cache(maxsize=20_000)(self._count)
        self._spelling = Spelling(reader.about.spellings)

    def terms(self, text: str) -> list[Term]:
        """The terms of a text in its order, without words that tell nothing, unless there are no others."""
        typed, head = chunks_of(text[:LONGEST_TEXT])
        chunks = self._read_rightly(typed[:MOST_TERMS])
        terms: list[Term] = []
        seen: set[tuple[str, ...]] = set()
        position = 0
        while position < len(chunks) and len(terms) < MOST_TERMS:
            term, taken = self._term(chunks, position)
            term.head = position <= head < position + taken
            _tell_correction(term, typed[position : position + taken], chunks[position : position + taken])
            key = tuple(stem for chunk in chunks[position : position + taken] for stem in chunk.stems)
            position += taken
            if key not in seen:
                seen.add(key)
                terms.append(term)
        return terms

    def _read_rightly(self, typed: list[Chunk]) -> list[Chunk]:
        """The chunks, with what the catalog does not know replaced by what was likely meant beside the others."""
        known = [bool(looks_like_code(chunk.said) or self._word_term(chunk).forms) for chunk in typed]
        if all(known):
            return typed
        sure = [chunk if fine and not chunk.code else None for chunk, fine in zip(typed, known, strict=True)]
        return [
            chunk if fine else self._meant(chunk, sure, place)
            for place, (chunk, fine) in enumerate(zip(typed, known, strict=True))
        ]

    def _meant(self, chunk: Chunk, sure: list[Chunk | None], place: int) -> Chunk:
        offered = self._spelling.meant(chunk.said.lower())
        offered = tuple(one for one in offered if one.unlikely <= offered[0].unlikely + IN_DOUBT)
        if len(offered) < 2:
            return Chunk(offered[0].word, tuple(stems(offered[0].word)), "") if offered else chunk
        before, after = sure[place - 1] if place else None, sure[place + 1] if place + 1 < len(sure) else None
        others = [other.stems[-1] for other in sure if other]

        def unlikely(one: MaybeMeant) -> float:
            run = [[*other.stems[-1:], *stems(one.word)] for other in (before,) if other]
            run += [[*stems(one.word), *other.stems[:1]] for other in (after,) if other]
            together = NEXT_TO * sum(map(self._in_a_row, run)) + self._together(one.word, others)
            return one.unlikely - TOGETHER * log(1 + together, 10)

        best = min(offered, key=unlikely)
        return Chunk(best.word, tuple(stems(best.word)), "")

    def _in_a_row(self, run: list[str]) -> int:
        """How many titles have these words side by side."""
        return int(self._searcher.search(tantivy.Query.phrase_query(self._schema, "title", run), limit=1).count)

    def _together(self, word: str, others: list[str]) -> int:
        """How many titles have the word and one of the others."""
        if not others:
            return 0
        any_other = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "title", other)) for other in others]
        both = [(tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "title", stem)) for stem in stems(word)]
        query = tantivy.Query.boolean_query([*both, (tantivy.Occur.Must, tantivy.Query.boolean_query(any_other))])
        return int(self._searcher.search(query, limit=1).count)

    def _phrase_term(self, said: str, phrase: tuple[str, ...], others: tuple[tuple[str, ...], ...]) -> Term:
        """Words that are a name together: as they stand, what the trade calls it, or at least the words apart."""
        term = Term(said)
        if all(map(self._known, phrase)):
            term.forms += [Form(stems=phrase), Form(stems=phrase, weight=APART, apart=True)]
        term.forms += [Form(stems=other, weight=OTHERWISE) for other in others if all(map(self._known, other))]
        return term

    def _count(self, field_name: str, value: str) -> int:
        found: int = self._searcher.doc_freq(field_name, value)
        return found

    def _known(self, stem: str) -> int:
        return max(self.frequency("title", stem), self.frequency("category", stem), self.frequency("description", stem))

    def _term(self, chunks: list[Chunk], position: int) -> tuple[Term, int]:
        chunk = chunks[position]
        for taken in range(min(LONGEST_PHRASE, len(chunks) - position), 1, -1):
            together = chunks[position : position + taken]
            phrase = tuple(stem for part in together for stem in part.stems)
            if others := meanings(phrase):
                return self._weighed(self._phrase_term(" ".join(part.said for part in together), phrase, others)), taken
        following = chunks[position + 1] if position + 1 < len(chunks) else None
        if following and (joined := self._joined_code(chunk, following)):
            return joined, 2
        if measure := self._measure_term(chunks[position : position + 2]):
            return measure
        if looks_like_code(chunk.said) and not only_counts(chunk, following):
            return self._weighed(self._code_term(chunk)), 1
        return self._weighed(self._word_term(chunk)), 1

    def _joined_code(self, first: Chunk, second: Chunk) -> Term | None:
        """ "tn 2110" where the catalog writes TN-2110."""
        code = canonical(first.said + second.said)
        series = first.said.isalpha() and 2 <= len(first.said) <= LONGEST_SERIES and first.said.lower() not in _NO_SERIES
        if not (series and second.said[:1].isdigit() and len(code) >= 4 and self.frequency("code", code)):
            return None
        apart = Form(stems=(*first.stems, *second.stems))
        return self._weighed(Term(f"{first.said} {second.said}", [Form(code=code), apart], code=True))

    def _measure_term(self, chunks: list[Chunk]) -> tuple[Term, int] | None:
        """ "500gb", "500-gb" and "500 gb" are one amount, "3x3" and "3 x 3" one size."""
        if _SIDES.fullmatch(chunks[0].said):
            sides = Form(stems=tuple(stems(re.sub("[x×X]", " x ", chunks[0].said))))
            together = Form(stems=chunks[0].stems)
            known = [form for form in (sides, together) if all(map(self._known, form.stems))]
            return (self._weighed(Term(chunks[0].said, known)), 1) if known else None
        for taken in (2, 1)[2 - len(chunks) :]:
            said = "".join(chunk.said for chunk in chunks[:taken])
            parts = tuple(_LETTERS_DIGITS.split(canonical(said)))
            if len(parts) == 2 and parts[0].isdigit() and is_measure(said) and (taken == 1 or chunks[0].said.isdigit()):
                said_so = [tuple(stems(spelling)) for spelling in spellings(f"{parts[0]} {parts[1]}")]
                runs = dict.fromkeys([(parts[0], *stems(parts[1])), tuple(stems("".join(parts))), *said_so])
                forms = [Form(stems=run) for run in runs]
                known = [form for form in forms if all(map(self._known, form.stems))]
                return self._weighed(Term(" ".join(chunk.said for chunk in chunks[:taken]), known)), taken
        return None

    def _code_term(self, chunk: Chunk) -> Term:
        term = Term(chunk.said, code=True)
        if self.frequency("code", chunk.code):
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
        if shorter and self.frequency("code", shorter[1]):
            return [Form(code=shorter[1], weight=VARIANT)]
        if code.isdigit():
            return []
        longer = self._searcher.terms_with_prefix("code", code, limit=50)
        fitting = [other for other, _ in longer if len(other) <= len(code) + 2 and other[len(code) :].isalpha()]
        return [Form(code=other, weight=VARIANT) for other in fitting[:MOST_VARIANTS]]

    def _word_term(self, chunk: Chunk) -> Term:
        term = Term(chunk.said)
        if all(map(self._known, chunk.stems)):
            term.forms.append(Form(stems=chunk.stems))
        if len(chunk.stems) > 1 and self._known("".join(words(chunk.said))):
            term.forms.append(Form(stems=tuple(stems("".join(words(chunk.said))))))
        term.forms.extend(
            Form(stems=other, weight=OTHERWISE) for other in meanings(chunk.stems) if all(map(self._known, other))
        )
        if not term.forms:
            term.forms.extend(self._split(chunk.stems))
        return term

    def _split(self, said: tuple[str, ...]) -> list[Form]:
        """ "whiteboard" where the catalog writes white board."""
        if len(said) != 1 or len(said[0]) < 6:
            return []
        word = said[0]
        cuts = [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]
        return [Form(stems=cut, weight=SPLIT) for cut in cuts if all(map(self._known, cut)) and self._side_by_side(cut)]

    def _side_by_side(self, run: tuple[str, ...]) -> bool:
        return bool(self._in_a_row(list(run)))

    def _weighed(self, term: Term) -> Term:
        everything = max(self._about.products, 1)
        count: float = max((self._form_count(form) for form in term.forms), default=0)
        term.products = int(count)
        term.maker = not term.code and canonical(term.said) in self._about.brands
        term.rare = not term.code and 0 < count <= min(RARE, everything * LITTLE)
        count = max(count, everything * RARE_SHARE)
        term.weight = log(1 + (everything - min(count, everything) + 0.5) / (count + 0.5))
        return term

    def _form_count(self, form: Form) -> int:
        if form.code:
            return self.frequency("code", form.code)
        return min(map(self._known, form.stems), default=0)


def _tell_correction(term: Term, typed: list[Chunk], read: list[Chunk]) -> None:
    if typed != read:
        term.said = " ".join(chunk.said for chunk in typed)
        term.corrected = " ".join(chunk.said for chunk in read)
