"""Words about the terms of a request: the incoterm, and whether a sample is wanted first. Pure."""

from __future__ import annotations

import re

_INCOTERM = re.compile(r"\b(EXW|FCA|FAS|FOB|CFR|CPT|CIF|CIP|DAP|DPU|DDP)\b|\b(ex[- ]works)\b|\b(free on board)\b", re.I)
_NO_SAMPLE = re.compile(
    r"\b(?:no|without(?: a)?|skip the|don'?t (?:need|want)(?: a)?|leave out the|not? need a) samples?\b", re.I
)
_SAMPLE = re.compile(
    r"\b(?:with|want|need|like|add|send|include|get|see)\b(?: \w+){0,3} samples?\b|\bsamples? (?:first|please|before)\b", re.I
)


def incoterm_in(text: str) -> str:
    """The incoterm that is named, "" for none."""
    found = _INCOTERM.search(text)
    if not found:
        return ""
    return found[1].upper() if found[1] else "EXW" if found[2] else "FOB"


def sample_in(text: str) -> bool | None:
    """Whether a sample is wanted; None where nothing is said about it."""
    if _NO_SAMPLE.search(text):
        return False
    return True if _SAMPLE.search(text) else None


def said(text: str) -> bool:
    """Whether anything is said about the terms, and nothing is asked."""
    return not text.rstrip().endswith("?") and (bool(incoterm_in(text)) or sample_in(text) is not None)
