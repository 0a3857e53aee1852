"""Intents that need a question before them."""

INSIDE = frozenset({"inform", "skip", "cancel"})
"""What only somebody can want who was asked something: an answer, no answer, no more questions. A message that is read alone,
with no talk around it, is none of these."""
