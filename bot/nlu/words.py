"""Words and numbers of a message, by spaCy's tokenizer with rules for codes, sizes and glued units."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from bot.nlu.values.quantities import UNITS

LONGEST = 4000  # characters; what stands behind is not read
_GLUED = "|".join(
    sorted(
        {unit.replace("\\.", "") for unit in UNITS if "?" not in unit}
        | {"pcs", "boxes", "oz", "in", "ft", "mm", "cm", "ml", "lb", "kg", "gal"}
    )
)


@lru_cache(maxsize=1)
def language() -> Language:
    """spaCy's English without any trained part: '2500pcs' is two words, 'TN-2110', '8.5x11' and '60616-1234' are one."""
    english = spacy.blank("en")
    tokenizer = english.tokenizer
    infixes = [rule for rule in english.Defaults.infixes if r"[0-9])[+\-\*^]" not in rule]
    infixes += [
        r"(?<=[a-zA-Z])/(?=[a-zA-Z])",
        r"(?<=[\d$])/(?=[a-zA-Z])",
        r"(?<=[a-zA-Z0-9])[!?;](?=[a-zA-Z0-9])",
        r"(?<=[a-zA-Z]),(?=[a-zA-Z0-9])",
    ]
    suffixes = [*english.Defaults.suffixes, rf"(?<=\d)(?:{_GLUED})", r"(?<=\d)\+", r"/"]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.prefix_search = compile_prefix_regex([*english.Defaults.prefixes, "~"]).search
    # Contractions are one word here: classifiers see whole words, and "id" (I would) must not become "i" + "d".
    tokenizer.rules = {}
    return english


def words(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word of the text."""
    document = language().make_doc(text[:LONGEST])
    return [(token.idx, token.idx + len(token.text)) for token in document if not token.is_space]
