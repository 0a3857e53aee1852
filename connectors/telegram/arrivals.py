"""What an update of the Bot API means for us. Pure: nothing is asked, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.conversation.model import Location
from bot.languages import code_of
from bot.store.albums import Part


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Started:
    """/start, with what the link carried that brought the customer here."""

    payload: str


@dataclass(frozen=True)
class AskedForHelp:
    pass


@dataclass(frozen=True)
class PressedButton:
    query: str
    button: str


@dataclass(frozen=True)
class File:
    """A photo or document, not fetched yet. `size` in bytes, 0 where Telegram does not say."""

    file_id: str
    name: str
    size: int
    caption: str


@dataclass(frozen=True)
class Place:
    location: Location
    text: str


@dataclass(frozen=True)
class Unusable:
    """Something that has no meaning here: `response` says so; a caption may come with it."""

    response: str
    caption: str = ""


@dataclass(frozen=True)
class Reachable:
    """The customer let the bot in again, or blocked it."""

    yes: bool


@dataclass(frozen=True)
class Elsewhere:
    """It happened in a group or a channel."""


@dataclass(frozen=True)
class Nothing:
    """Nothing that anybody said."""


Meaning = Words | Started | AskedForHelp | PressedButton | File | Place | Unusable | Reachable | Elsewhere | Nothing


@dataclass(frozen=True)
class Arrival:
    """`at` is when it was sent; `message` the chat's id of the message, 0 for none; `edited` for a correction of it; `album` is
    Telegram's name for what was sent together with it, "" for nothing; `language` (ISO 639-1) is that of the customer's app."""

    update: int
    chat: int
    at: datetime
    meaning: Meaning
    message: int = 0
    edited: bool = False
    album: str = ""
    language: str = ""


def arrival(update: Update) -> Arrival | None:
    """None where no chat is concerned, as with kinds of updates that nobody asked for or that are newer than this program."""
    chat = update.effective_chat
    now = datetime.now(timezone.utc)
    if chat is None:
        return None
    if chat.type != ChatType.PRIVATE:
        return Arrival(update.update_id, chat.id, now, Elsewhere() if _spoken_to(update, chat) else Nothing())
    if update.callback_query:
        return Arrival(update.update_id, chat.id, now, _press(update.callback_query), language=_language(update))
    if update.my_chat_member:
        return Arrival(update.update_id, chat.id, now, Reachable(_let_in(update.my_chat_member)))
    if message := update.message or update.edited_message:
        edited = update.edited_message is not None
        at = message.edit_date or message.date
        meaning = Nothing() if edited and message.location else said(message)
        album = "" if edited else message.media_group_id or ""
        return Arrival(update.update_id, chat.id, at, meaning, message.message_id, edited, album, _language(update))
    return Arrival(update.update_id, chat.id, now, Nothing())


def _language(update: Update) -> str:
    user = update.effective_user
    return code_of(user.language_code or "") if user else ""


def _spoken_to(update: Update, chat: Chat) -> bool:
    """Whether the bot was brought into a group or channel, or something was said there that it could read."""
    if update.my_chat_member:
        return _let_in(update.my_chat_member)
    return bool(update.message or update.channel_post or update.callback_query)


def _let_in(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status not in (ChatMember.BANNED, ChatMember.LEFT)


def _press(query: CallbackQuery) -> PressedButton:
    return PressedButton(query.id, query.data or "")


def said(message: Message) -> Meaning:
    """What one message of a private chat says."""
    if message.text is not None:
        return _command(message.text) or Words(message.text)
    return _file(message) or _place(message) or _in_words(message) or _unusable(message) or Nothing()


def _command(text: str) -> Meaning | None:
    """/start and /help; any other beginning with a slash is the customer's words."""
    command, _, rest = text.strip().partition(" ")
    command = command.partition("@")[0].lower()
    if command == "/start":
        return Started(rest.strip())
    return AskedForHelp() if command == "/help" else None


def _file(message: Message) -> File | None:
    caption = message.caption or ""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return File(largest.file_id, f"photo-{message.message_id}.jpg", largest.file_size or 0, caption)
    if message.document and not message.animation:
        document = message.document
        return File(document.file_id, document.file_name or "file", document.file_size or 0, caption)
    return None


def _place(message: Message) -> Place | None:
    venue, location = message.venue, message.location
    if not location:
        return None
    text = f"{venue.title}, {venue.address}" if venue else ""
    return Place(Location(location.latitude, location.longitude), text)


def _in_words(message: Message) -> Words | None:
    """What is as good as words: the emoji of a sticker or a die, and somebody's name and number."""
    if message.contact:
        contact = message.contact
        return Words(" ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part))
    emoji = (message.sticker and message.sticker.emoji) or (message.dice and message.dice.emoji)
    return Words(emoji) if emoji else None


def _unusable(message: Message) -> Unusable | None:
    caption = message.caption or ""
    if message.voice or message.audio or message.video or message.video_note:
        return Unusable("utter_channel_voice", caption)
    known = message.sticker or message.animation or message.poll or message.game or message.story or message.paid_media
    newer = bool(message.api_kwargs)
    return Unusable("utter_channel_unsupported", caption) if known or newer or caption else None


def part_of(arrived: Arrival) -> Part:
    """A file, or what stands in a file's place, as a part of what was sent together."""
    at = (arrived.update, arrived.message, arrived.at)
    match arrived.meaning:
        case File(file_id, name, size, caption):
            return Part(*at, file_id, name, size, caption)
        case Unusable(response, caption):
            return Part(*at, caption=caption, response=response)
    raise ValueError("no file came with this")
