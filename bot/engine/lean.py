"""Modules that Rasa's libraries would load for what is never done here."""

from __future__ import annotations

import sys

UNUSED = ("jax", "jaxlib")
"""TensorFlow Lite's converter takes them where they are installed: 50 MB and more, to convert JAX models."""


def lean() -> None:
    """Has these looked upon as not installed; to be called before Rasa is imported."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # how an import is refused
