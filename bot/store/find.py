"""Past conversations in Redis, found by customer and words: an index of words, never a walk through conversations."""

from __future__ import annotations

from uuid import uuid4

import msgspec

from bot.conversation.model import Conversation, Entry
from bot.sales.past import Past, asked_words, words_of
from bot.store import keys
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.sales_changes import milliseconds

MOST_OF_A_WORD = 20_000
"""Conversations in which a word is looked for, the newest: what a search costs is bounded by it."""
MOST_ENTRIES = 1_000
MOST_FOUND = 50
CAME = ("joined", "transferred")
"""Events that name the rep who has it from then on."""

_past = msgspec.json.Decoder(Past)


class RedisFind:
    def __init__(self, client: Client) -> None:
        self._client, self._conversations = client, Conversations(client)

    async def add(self, conversation: str, rep: str = "", how: str = "") -> None:
        """Takes up a conversation as it stands; again after every change of hands."""
        state = await self._conversations.state(conversation)
        found = await self._client.xrevrange(keys.log(conversation), count=MOST_ENTRIES)
        entries = [msgspec.json.decode(fields[b"e"], type=Entry) for _, fields in found]
        if state is None or not entries:
            return
        past = _described(state, entries, rep, how)
        said = [entry.text for entry in entries if entry.author in ("customer", "rep")]
        named = [entry.name for entry in entries if entry.author == "rep" or entry.event in CAME]
        numbers = [request.number for request in state.requests]
        words = words_of([past.who, past.company, past.email, past.about, *numbers, *named, *said])
        at = milliseconds(past.at)
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.hset(keys.FIND_PAST, conversation, msgspec.json.encode(past))
            for word in words:
                pipeline.zadd(keys.find_word(word), {conversation: at})
                pipeline.zremrangebyrank(keys.find_word(word), 0, -MOST_OF_A_WORD - 1)
            await pipeline.execute()

    async def find(self, said: str) -> list[Past]:
        """Those in which all the words were said, the newest first."""
        words = asked_words(said)
        if not words:
            return []
        scratch = f"{{find}}:q:{uuid4().hex}"
        async with self._client.pipeline(transaction=False) as pipeline:
            pipeline.zinterstore(scratch, [keys.find_word(word) for word in words], aggregate="MAX")
            pipeline.zrevrange(scratch, 0, MOST_FOUND - 1)
            pipeline.delete(scratch)
            _, names, _ = await pipeline.execute()
        docs = await self._client.hmget(keys.FIND_PAST, names) if names else []
        return [_past.decode(doc) for doc in docs if doc]

    async def known(self, conversation: str) -> bool:
        """Whether a person was called to it."""
        return bool(await self._client.hexists(keys.FIND_PAST, conversation))


def _described(state: Conversation, entries: list[Entry], rep: str, how: str) -> Past:
    """`entries` newest first."""
    customer, slots = state.customer, state.view.slots
    name, company, email = (_text(slots.get(one)) for one in ("name", "company", "email"))
    last = next((entry.name for entry in entries if entry.event in CAME), rep)
    return Past(
        conversation=state.id,
        at=entries[0].at,
        who=(customer.name if customer else "") or name,
        company=(customer.company if customer else "") or company,
        email=(customer.email if customer else "") or email,
        about=state.handoff_note.splitlines()[0] if state.handoff_note else "",
        rep=last,
        how=how,
    )


def _text(value: object) -> str:
    held = value.get("value") or value.get("text") if isinstance(value, dict) else value
    return held if isinstance(held, str) else ""
