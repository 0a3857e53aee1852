"""Words as the index and a query both see them: lower-case, without accents, stemmed as English."""

from __future__ import annotations

from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 60

# words that say nothing about which product is meant
_STOPWORDS = """
a an the and or of for to in on at by from with without as is are be it its this that these those any some all my our your me
we i you do does did have has had got get need want looking look find show give please can could would like sell carry offer
buy order what which who where how much many there under over than about around also just good nice best cheap cheapest
cheaper per each new w u ya hey hi hello thanks thx pls im ive youve
"""
STOPWORDS = frozenset(_STOPWORDS.split())


def stemmer() -> TextAnalyzer:
    """The analyzer of every text field: letters and digits, lower-case, no accents, English stems."""
    return _builder().filter(Filter.stemmer("English")).build()


def plain() -> TextAnalyzer:
    """As `stemmer`, but with the words as they stand: what typing errors are compared with."""
    return _builder().build()


def _builder() -> TextAnalyzerBuilder:
    simple = TextAnalyzerBuilder(Tokenizer.simple())
    return simple.filter(Filter.remove_long(LONGEST_WORD)).filter(Filter.ascii_fold()).filter(Filter.lowercase())


@lru_cache(maxsize=1)
def _stemmer() -> TextAnalyzer:
    return stemmer()


@lru_cache(maxsize=1)
def _plain() -> TextAnalyzer:
    return plain()


def stems(text: str) -> list[str]:
    """The stemmed words of a text, in order."""
    found: list[str] = _stemmer().analyze(text)
    return found


def words(text: str) -> list[str]:
    """The words of a text as they stand, lower-case, in order."""
    found: list[str] = _plain().analyze(text)
    return found
