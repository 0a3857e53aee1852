"""Telegram chats: which conversation each goes on with, and how far each conversation has been delivered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import Refused
from bot.secret import derived
from bot.store import keys
from bot.store.connect import Client
from bot.store.leases import Work
from bot.store.scripts import Scripts

DELIVERING = Work(keys.telegram_lease, keys.telegram_epoch, keys.TELEGRAMS)
"""The Telegram processes: who delivers the conversations of which partitions."""
REMEMBERED_SECONDS = 7 * 24 * 3600
"""How long something done once is remembered; Telegram repeats an update for 24 hours."""
AT_ONCE = 500
"""Conversations that are looked at in one round trip."""


@dataclass(frozen=True)
class Delivered:
    """How far a conversation has come in its chat: all up to log id `mark`, and `part` messages of the entry after it."""

    chat: int
    mark: str = "0"
    part: int = 0
    unreachable: bool = False


class Chats:
    def __init__(self, client: Client, secret: str) -> None:
        """`secret` keeps chat ids out of conversation ids: nobody without it can tell one from the other."""
        self._client = client
        self._run = Scripts(client)
        self._secret = secret

    async def arrived(self, chat: int) -> str:
        """The conversation that a chat goes on with. Somebody wrote there, so it can be reached."""
        conversation = await self.conversation(chat)
        await self._client.hset(keys.telegram_chats(keys.partition_of(conversation)), conversation, str(chat))
        await self._client.hdel(keys.telegram_sent(conversation), "unreachable")
        return conversation

    async def conversation(self, chat: int) -> str:
        linked = await self._client.get(keys.telegram_chat(self._hash(chat)))
        return linked.decode() if linked else f"telegram-{self._hash(chat)}"

    async def link(self, chat: int, conversation: str, payload: str) -> None:
        """Lets the chat go on with another conversation, from where that stands. Refused where another chat used the link."""
        if not await self._first(f"link:{payload}", self._hash(chat)):
            raise Refused("this link was used before")
        if await self._chat(conversation) != chat:
            last = await self._client.xrevrange(keys.log(conversation), count=1)
            mark = last[0][0].decode() if last else "0"
            await self._client.hset(keys.telegram_sent(conversation), mapping={"mark": mark, "part": 0})
        await self._client.set(keys.telegram_chat(self._hash(chat)), conversation)
        await self._leave(conversation, chat)
        await self.arrived(chat)

    async def _leave(self, conversation: str, chat: int) -> None:
        """A chat that had the conversation before goes back to its own."""
        former = await self._chat(conversation)
        if former is not None and former != chat and await self.conversation(former) == conversation:
            await self._client.delete(keys.telegram_chat(self._hash(former)))

    async def _chat(self, conversation: str) -> int | None:
        chat = await self._client.hget(keys.telegram_chats(keys.partition_of(conversation)), conversation)
        return int(chat) if chat else None

    async def delivered(self, conversation: str) -> Delivered | None:
        """None for a conversation that no chat has."""
        chat = await self._chat(conversation)
        if chat is None:
            return None
        mark, part, gone = await self._client.hmget(keys.telegram_sent(conversation), "mark", "part", "unreachable")
        return Delivered(chat, mark.decode() if mark else "0", int(part or 0), bool(gone))

    async def sent(self, conversation: str, epoch: int, mark: str, part: int) -> None:
        """Moves on how far a conversation is delivered. Raises StaleLease where another process delivers it now."""
        names = [keys.telegram_epoch(keys.partition_of(conversation)), keys.telegram_sent(conversation)]
        await self._run("telegram_sent", names, [epoch, mark, part])

    async def unreachable(self, conversation: str) -> None:
        """The customer blocked the bot: nothing is sent until they write again."""
        await self._client.hset(keys.telegram_sent(conversation), "unreachable", 1)

    async def behind(self, partition: int) -> list[str]:
        """Conversations of a partition whose log is longer than what was delivered, those that can be reached."""
        chats = await self._client.hkeys(keys.telegram_chats(partition))
        names = [name.decode() for name in chats]
        found: list[str] = []
        for start in range(0, len(names), AT_ONCE):
            found += await self._behind(names[start : start + AT_ONCE])
        return found

    async def _behind(self, names: list[str]) -> list[str]:
        async with self._client.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.hmget(keys.telegram_sent(name), "mark", "unreachable")
                pipeline.xrevrange(keys.log(name), count=1)
            answers = await pipeline.execute()
        pairs = zip(names, answers[::2], answers[1::2], strict=True)
        return [name for name, (mark, gone), last in pairs if last and not gone and last[0][0] != mark]

    async def once(self, what: str) -> bool:
        """True the first time that this is asked for, so that what must not happen twice happens once."""
        return bool(await self._client.set(keys.telegram_once(what), 1, nx=True, ex=REMEMBERED_SECONDS))

    async def was(self, what: str) -> bool:
        """Whether `once` was asked for this before."""
        return bool(await self._client.exists(keys.telegram_once(what)))

    async def _first(self, what: str, who: str) -> bool:
        """Whether this one is the first, or was it before."""
        key = keys.telegram_once(what)
        if await self._client.set(key, who, nx=True, ex=REMEMBERED_SECONDS):
            return True
        return await self._client.get(key) == who.encode()

    async def introduce(self, name: str) -> None:
        """Keeps the bot's user name."""
        await self._client.set(keys.TELEGRAM_BOT, name)

    async def bot_name(self) -> str | None:
        """The bot's user name, for links such as https://t.me/<name>?start=…; None where no bot has ever run."""
        name = await self._client.get(keys.TELEGRAM_BOT)
        return name.decode() if name else None

    def _hash(self, chat: int) -> str:
        return derived(self._secret, "telegram chat", chat).hex()[:24]
