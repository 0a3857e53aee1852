"""Which e-mail address reaches a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email

from bot.conversation.model import Conversation, Entry
from bot.store.conversations import Conversations

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)


async def known_address(conversations: Conversations, conversation: str) -> str:
    """The address that is held for a conversation, or that of its recognised customer, or else the last one that the customer
    wrote; "" for none."""
    state = await conversations.state(conversation)
    if state and (held := held_address(state) or (_usable(state.customer.email) if state.customer else "")):
        return held
    written, last = "", "0"
    while found := await conversations.entries(conversation, last):
        written = written_address(entry for _, entry in found) or written
        last = found[-1][0]
    return written


def held_address(state: Conversation) -> str:
    """What the dialogue took for the customer's address; "" where it holds none that can be."""
    held = state.view.slots.get("email")
    return _usable(str(held.get("value") or held.get("text") or "") if isinstance(held, dict) else str(held or ""))


def written_address(entries: Iterable[Entry]) -> str:
    """The last address in the customer's own words; "" for none."""
    said = [entry.text for entry in entries if entry.author == "customer"]
    found = [usable for text in said for address in _ADDRESS.findall(text) if (usable := _usable(address))]
    return found[-1] if found else ""


def _usable(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""
