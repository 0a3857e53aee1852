"""What is to go by e-mail: answers whose customer may have gone, and transcripts that were asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.errors import Refused
from bot.events import RepAnswered
from bot.store import keys
from bot.store.connect import Client
from bot.store.scripts import Scripts

GONE_AFTER = timedelta(seconds=60)
"""A customer whose page has not been open for so long has gone; a rep who is quiet for so long has finished the answer."""
LOCKED_SECONDS = 180  # longer than a mail server may take
MOST_TRANSCRIPTS = 5  # that one conversation may ask for within an hour
HOUR = 3600
TRANSCRIPT = "transcript:"


class Transcript(msgspec.Struct, frozen=True):
    """The conversation as it stands, for the address `to`; `id` as the one who asked chose it."""

    id: str
    conversation: str
    to: str


_transcript = msgspec.json.Decoder(Transcript)


class RedisMail:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = Scripts(client)

    async def answered(self, event: RepAnswered) -> None:
        """A rep has answered; whether the customer was there is looked at once the rep is quiet. Twice changes nothing."""
        await self._client.zadd(keys.MAIL_DUE, {event.conversation: _ms(event.at + GONE_AFTER)})

    async def ask(self, transcript: Transcript, now: datetime) -> None:
        """A transcript is to be sent, once for each id. Raises Refused where a conversation asks for too many."""
        pace = keys.mail_pace(transcript.conversation)
        name = f"{TRANSCRIPT}{transcript.conversation}/{transcript.id}"
        if not await self._client.hsetnx(keys.MAIL_TRANSCRIPTS, name, msgspec.json.encode(transcript)):
            return
        if await self._client.incr(pace) > MOST_TRANSCRIPTS:
            await self._client.hdel(keys.MAIL_TRANSCRIPTS, name)
            raise Refused("Enough transcripts for this hour; please try again later.")
        await self._client.expire(pace, HOUR)
        await self._client.zadd(keys.MAIL_DUE, {name: _ms(now)})

    async def transcript(self, name: str) -> Transcript | None:
        """What was asked for under this name of a job; None for an answer, and for what was sent meanwhile."""
        doc = await self._client.hget(keys.MAIL_TRANSCRIPTS, name) if name.startswith(TRANSCRIPT) else None
        return _transcript.decode(doc) if doc else None

    async def due(self, now: datetime) -> list[tuple[str, int]]:
        """Names of the jobs that are due, and the time (ms) at which they were."""
        found = await self._client.zrangebyscore(keys.MAIL_DUE, 0, _ms(now), start=0, num=100, withscores=True)
        return [(name.decode(), int(score)) for name, score in found]

    async def take(self, name: str, who: str) -> bool:
        """Whether the job is this process's to do; it holds until `done` or `later`, or for some minutes."""
        return bool(await self._client.set(keys.mail_lock(name), who, nx=True, ex=LOCKED_SECONDS))

    async def done(self, name: str, due: int) -> None:
        """Nothing is left to do; an answer that came meanwhile has set another time and stays."""
        if await self._run("remove_due", [keys.MAIL_DUE], [name, due]) and name.startswith(TRANSCRIPT):
            await self._client.hdel(keys.MAIL_TRANSCRIPTS, name)
        await self._client.delete(keys.mail_lock(name))

    async def later(self, name: str, moment: datetime) -> None:
        """The job is to be looked at again then."""
        await self._client.zadd(keys.MAIL_DUE, {name: _ms(moment)})
        await self._client.delete(keys.mail_lock(name))

    async def mailed(self, conversation: str) -> tuple[str, list[str]]:
        """The log id up to which the customer has it by e-mail, and the Message-IDs of the thread, oldest first."""
        mark, ids = await self._client.hmget(keys.mailed(conversation), "mark", "ids")
        return mark.decode() if mark else "0", ids.decode().split() if ids else []

    async def sent(self, conversation: str, mark: str, thread: list[str]) -> None:
        """A mail has left with everything up to this log id."""
        await self._client.hset(keys.mailed(conversation), mapping={"mark": mark, "ids": " ".join(thread)})


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
