"""Rasa's stock pipeline with DIET, as `rasa init` writes it: the peer that understanding is compared with."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from bot.nlu.quiet import quiet
from bot.nlu.training import ROOT

STOCK = """\
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 1
  - name: EntitySynonymMapper
"""
EXAMPLES = "small_talk.yml"
"""The peer's training data: its cost hangs on the message, and hardly on the examples."""


def train_stock(folder: Path) -> Path:
    """Trains it for one round in `folder`; returns the archive."""
    quiet()
    from rasa.model_training import train_nlu

    (folder / "config.yml").write_text(STOCK)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        archive = train_nlu(str(folder / "config.yml"), str(ROOT / "nlu_data" / "nlu" / EXAMPLES), str(folder))
    assert archive is not None
    return Path(archive)
