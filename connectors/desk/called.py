"""What a customer who waits, or whom a rep has, is called on the pages beside the desk."""

from __future__ import annotations

from bot.sales.model import Waiting
from bot.sales.reasons import goods_of


def called(waiting: Waiting) -> str:
    """Who it is, where that is known, what they want, and what a rep did with it before."""
    company = waiting.known.get("company")
    wants = [goods_of(waiting.known), waiting.topic.replace("_", " ")]
    named = wants if any(wants) else [f"Customer {waiting.conversation[-5:]}"]
    about = [str(company) if isinstance(company, str) else "", *named, waiting.reason if waiting.happened else ""]
    return " · ".join(one for one in about if one)
