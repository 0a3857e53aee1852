"""spaCy's pipeline: English words with rules for codes, sizes and glued units, then one matcher for all kinds of value.

    tokenizer → email, phone, request, order, money, size, date, sku, zip, quantity → doc.spans["values"]

The matcher is spaCy's own `span_ruler` over the patterns of `bot/nlu/patterns.py`. It proposes every stretch that
looks like a value; `bot/nlu/values` reads what it is worth. No part is trained, so there is no model file.
"""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from bot.nlu.patterns import PATTERNS
from bot.nlu.values.quantities import UNITS

LONGEST = 4000  # characters; what stands behind is not read: no message that a person types is longer
SPANS = "values"
_GLUED = "|".join(
    sorted(
        {unit.replace("\\.", "") for unit in UNITS if "?" not in unit}
        | {"pcs", "boxes", "oz", "in", "ft", "mm", "cm", "ml", "lb", "kg", "gal"}
    )
)


@lru_cache(maxsize=1)
def language() -> Language:
    """The pipeline, loaded once: '2500pcs' is two words, 'TN-2110', '8.5x11' and '60616-1234' are one."""
    english = spacy.blank("en")
    _cut_as_people_type(english)
    ruler = english.add_pipe("span_ruler", name=SPANS, config={"spans_key": SPANS, "phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": label, "pattern": pattern} for label, patterns in PATTERNS.items() for pattern in patterns])
    return english


def _cut_as_people_type(english: Language) -> None:
    tokenizer = english.tokenizer
    infixes = [rule for rule in english.Defaults.infixes if r"[0-9])[+\-\*^]" not in rule]
    infixes += [
        r"(?<=[a-zA-Z])/(?=[a-zA-Z])",
        r"(?<=[\d$])/(?=[a-zA-Z])",
        r"(?<=[a-zA-Z0-9])[!?;](?=[a-zA-Z0-9])",
        r"(?<=[a-zA-Z]),(?=[a-zA-Z0-9])",
        r"(?<=[a-zA-Z])[:#=](?=\d)",
        r"(?<=\d)[-–](?=\$)",
        r"(?<=[\da-zA-Z–-])\$(?=\d)",
    ]
    suffixes = [*english.Defaults.suffixes, rf"(?<=\d)(?:{_GLUED})", r"(?<=\d)\+", r"(?<=\d)¢", r"/"]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.prefix_search = compile_prefix_regex([*english.Defaults.prefixes, "~"]).search
    # Contractions are one word here: classifiers see whole words, and "id" (I would) must not become "i" + "d".
    tokenizer.rules = {}


@lru_cache(maxsize=8)
def document(text: str) -> Doc:
    """The text's words, and in doc.spans["values"] what looks like a value; several components ask for the same message."""
    return language()(text[:LONGEST])


def words(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word of the text."""
    return [(token.idx, token.idx + len(token.text)) for token in document(text) if not token.is_space]


def proposals(text: str) -> dict[str, list[tuple[int, int]]]:
    """By label the (start, end) of what looks like it, in the order of the text: of each start the longest."""
    longest: dict[str, dict[int, int]] = {}
    for span in document(text).spans[SPANS]:
        ends = longest.setdefault(span.label_, {})
        ends[span.start_char] = max(span.end_char, ends.get(span.start_char, 0))
    return {label: sorted(ends.items()) for label, ends in longest.items()}
