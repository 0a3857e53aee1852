"""What arrives from Telegram, into the inbox: an update is done with once this has returned."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update

from bot.conversation import links
from bot.conversation.message import LONGEST_TEXT, Body, Continued, Message, Pressed, Said
from bot.conversation.model import Attachment, Location
from bot.conversation.text import Empty, TooLong, clean
from bot.ending import end
from bot.errors import Refused
from bot.store.albums import Albums, Part
from bot.store.chats import Chats
from bot.store.conversations import Conversations
from bot.words import Words
from connectors.telegram import arrivals
from connectors.telegram.arrivals import Arrival, arrival, part_of
from connectors.telegram.files import Files
from connectors.telegram.gathering import Gathering
from connectors.telegram.sender import Sender, Unreachable, Unsendable
from connectors.telegram.shown import Piece
from connectors.telegram.typing import show_typing

log = logging.getLogger(__name__)


class Door:
    def __init__(
        self,
        sender: Sender,
        chats: Chats,
        conversations: Conversations,
        albums: Albums,
        files: Files,
        words: Words,
        secret: str,
    ) -> None:
        self._sender, self._chats, self._conversations = sender, chats, conversations
        self._files, self._words, self._secret = files, words, secret
        self.gathering = Gathering(albums, chats, self._alone, self._files_came)
        self._one_by_one: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Keeps what an update says; the same one again changes nothing. Raises StoreError where it must be sent again."""
        if query := update.callback_query:
            self._start(self._sender.once(lambda: self._sender.bot.answer_callback_query(query.id)))
        arrived = arrival(update)
        if arrived is None:
            log.info("update %d concerns no chat", update.update_id)
            return
        async with self._alone(arrived.chat):
            await self._take(arrived)

    async def close(self) -> None:
        """Ends what is under way: typing signs and courtesies."""
        await end(*self._tasks)

    def _alone(self, chat: int) -> asyncio.Lock:
        """What is held while something of a chat is taken, so that each chat's things are taken in order."""
        return self._one_by_one.setdefault(chat, asyncio.Lock())

    async def _take(self, arrived: Arrival) -> None:
        match arrived.meaning:
            case arrivals.Nothing():
                return
            case arrivals.Elsewhere():
                if await self._chats.once(f"private only:{arrived.chat}"):
                    self._start(self._speak(arrived.chat, self._words.say("utter_channel_private_only")))
                return
            case arrivals.Reachable(yes=False):
                await self._chats.unreachable(await self._chats.conversation(arrived.chat))
                return
        conversation = await self._chats.arrived(arrived.chat)
        await self.gathering.close_others(arrived)
        if not await self._superseded(arrived):
            await self._hear(arrived, conversation)

    async def _superseded(self, arrived: Arrival) -> bool:
        """Whether a correction of this message came first: what it corrects is then not said any more."""
        correction = f"corrected:{arrived.chat}:{arrived.message}"
        if arrived.edited:
            await self._chats.once(correction)
            return False
        return bool(arrived.message) and await self._chats.was(correction)

    async def _hear(self, arrived: Arrival, conversation: str) -> None:
        match arrived.meaning:
            case arrivals.Words(text):
                await self._said(arrived, conversation, text)
            case arrivals.PressedButton(button=button) if button:
                await self._append(arrived, conversation, Pressed(button))
            case arrivals.Place(location, text):
                await self._said(arrived, conversation, text, location=location)
            case arrivals.File() | arrivals.Unusable() if arrived.album:
                await self.gathering.add(arrived, part_of(arrived))
            case arrivals.File():
                await self._files_came(arrived, [part_of(arrived)])
            case arrivals.Unusable(response, caption):
                await self._tell(arrived, response)
                if caption:
                    await self._said(arrived, conversation, caption)
            case arrivals.Started(payload):
                await self._start_command(arrived, conversation, payload)
            case arrivals.AskedForHelp():
                await self._command(arrived, conversation, "/help", "utter_channel_help")

    async def _said(
        self,
        arrived: Arrival,
        conversation: str,
        text: str,
        attachments: tuple[Attachment, ...] = (),
        location: Location | None = None,
    ) -> None:
        try:
            text = clean(text)
        except Empty:
            text = ""
        except TooLong:
            await self._tell(arrived, "utter_channel_too_long", most=f"{LONGEST_TEXT:,}")
            if not attachments:
                return
            text = ""
        await self._append(arrived, conversation, Said(text, attachments, location))

    async def _append(self, arrived: Arrival, conversation: str, body: Body) -> None:
        message = Message(f"tg:{arrived.update}", conversation, arrived.at, body, "telegram", language=arrived.language)
        if await self._conversations.append(message):
            self._start(show_typing(self._sender, self._chats, self._conversations, arrived.chat, message))

    async def _files_came(self, arrived: Arrival, parts: Sequence[Part]) -> None:
        """A file that cannot be taken is refused in words; what was written below it counts all the same."""
        conversation = await self._chats.conversation(arrived.chat)
        kept, problems = await self._files.take(parts)
        for response, values in problems:
            await self._tell(arrived, response, **values)
        captions = "\n".join(part.caption for part in parts if part.caption)
        if kept or captions:
            await self._said(arrived, conversation, captions, kept)

    # ── what the channel itself answers ──

    async def _start_command(self, arrived: Arrival, conversation: str, payload: str) -> None:
        """A link from the website goes on with its conversation; any other /start is a beginning."""
        if not payload.startswith(links.PREFIX):
            await self._command(arrived, conversation, "/start", "utter_channel_welcome")
            return
        try:
            conversation = links.conversation_of(self._secret, payload, arrived.at)
            await self._chats.link(arrived.chat, conversation, payload)
        except Refused as refused:
            log.info("a link into the chat was refused: %s", refused)
            await self._tell(arrived, "utter_channel_link_expired")
            return
        went_on = Message(f"tg:{arrived.update}", conversation, arrived.at, Continued(), "telegram")
        await self._conversations.append(went_on)
        await self._tell(arrived, "utter_channel_welcome_linked")

    async def _command(self, arrived: Arrival, conversation: str, command: str, response: str) -> None:
        """The channel answers by itself, but not into a talk between the customer and a rep: there it is words for the rep."""
        state = await self._conversations.state(conversation)
        if state and state.owner == "rep":
            await self._said(arrived, conversation, command)
        else:
            await self._tell(arrived, response)

    async def _tell(self, arrived: Arrival, response: str, **values: object) -> None:
        """Says something on the channel's own account, once for an update."""
        if await self._chats.once(f"told:{arrived.update}:{response}"):
            self._start(self._speak(arrived.chat, self._words.say(response, str(arrived.update), **values)))

    async def _speak(self, chat: int, text: str) -> None:
        try:
            await self._sender.send(chat, Piece(text))
        except (Unreachable, Unsendable) as error:
            log.info("not said: %s", error)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("a courtesy failed: %s", type(error).__name__)
