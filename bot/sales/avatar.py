"""A rep's picture where there is no photo: the initials on a color that the name decides."""

from __future__ import annotations

from html import escape
from zlib import crc32

# white text on each of them has a contrast of at least 4.5 (WCAG 2.2, level AA)
COLORS = ("#1d4ed8", "#0f766e", "#7e22ce", "#b91c1c", "#a21caf", "#166534", "#9a3412", "#4338ca", "#0e7490", "#be185d")


def initials(name: str) -> str:
    """The first letters of the first and the last word; "?" for a name without any."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends) or "?"


def avatar(name: str, size: int = 64) -> str:
    """An SVG picture of `size` by `size` pixels; the same for the same name."""
    color = COLORS[crc32(name.encode()) % len(COLORS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 64 64" role="img" '
        f'aria-label="{escape(name)}"><circle cx="32" cy="32" r="32" fill="{color}"/><text x="32" y="33" fill="#fff" '
        f'font-family="system-ui, sans-serif" font-size="26" text-anchor="middle" dominant-baseline="central">'
        f"{escape(initials(name))}</text></svg>"
    )
