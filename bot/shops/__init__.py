"""The shops: where they are, and when they are open."""
