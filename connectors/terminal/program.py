"""`chat --json`: for programs. One line in, exactly one object out, also when nobody answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.conversation.message import Body, Pressed, Said
from bot.conversation.model import Channel, Conversation, Entry
from bot.conversation.text import clean
from bot.errors import BadInput, QuartermasterError
from connectors.terminal.session import Clock, Session


class Line(msgspec.Struct, forbid_unknown_fields=True, rename={"is_new": "new"}):
    """A line that is a JSON object: one of text (with the paths of `files`, or these alone), button, event, new."""

    text: str | None = None
    button: str | None = None
    event: str | None = None
    files: tuple[str, ...] = ()
    is_new: bool = False
    channel: Channel = "terminal"
    now: datetime | None = None
    reps_online: bool | None = None


_line = msgspec.json.Decoder(Line)
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Program:
    """Keeps the open session and answers line after line."""

    def __init__(self, new_session: Any) -> None:
        self._new_session = new_session
        self._session: Session = new_session()

    async def answer(self, raw: str) -> bytes:
        """The object that answers a line, as JSON without its newline."""
        entries: Iterable[Entry] = ()
        error = None
        try:
            entries = await self._act(read(raw))
        except QuartermasterError as refused:
            error = str(refused)
        state = await self._session.state()
        return _encode({**described(state, entries), **({"error": error} if error else {})})

    async def _act(self, line: Line) -> Iterable[Entry]:
        if line.is_new:
            self._session = self._new_session(line.channel, Clock(line.now))
            self._session.reps_online = line.reps_online
            return ()
        if line.event is not None:
            return await self._event(line.event)
        files = [await self._session.keep(Path(path)) for path in line.files]
        said = Said(_readable(line.text or ""), tuple(files))
        body: Body = Pressed(line.button) if line.button is not None else said
        turn = await self._session.say(body)
        return [entry for _, entry in turn.entries]

    async def _event(self, event: str) -> Iterable[Entry]:
        events = {"rep_joins": self._session.rep_joins, "rep_closes": self._session.rep_closes}
        if event not in events:
            raise BadInput(f"unknown event {event!r}: rep_joins or rep_closes")
        turn = await events[event]()
        return [entry for _, entry in turn.entries] if turn else ()


def _readable(text: str) -> str:
    """What can be read of a text; nothing readable is a message too, and the bot says so."""
    try:
        return clean(text)
    except BadInput:
        if text.strip() and len(text) > 1000:
            raise
        return ""


def read(raw: str) -> Line:
    """A line as typed: an object by its fields, anything else is the customer's words. Raises BadInput for unknown fields."""
    raw = raw.rstrip("\r\n")
    if not raw.lstrip().startswith("{"):
        return Line(text=raw)
    try:
        return _line.decode(raw)
    except msgspec.ValidationError as error:
        raise BadInput(f"this line cannot be used: {error}") from None
    except msgspec.DecodeError:
        return Line(text=raw)


def described(state: Conversation, entries: Iterable[Entry]) -> dict[str, Any]:
    """The object of the contract: what was answered in this turn, and all that is held after it."""
    view = state.view
    return {
        "replies": [
            {"text": entry.text, "buttons": entry.buttons, "cards": [_card(card) for card in entry.cards]}
            for entry in entries
            if entry.author in ("bot", "rep") and not entry.private
        ],
        "intents": view.intents,
        "entities": view.entities,
        "slots": {name: _worded(value) for name, value in view.slots.items()},
        "form": view.form,
        "asks": view.asks,
        "about": view.about,
        "items": view.items,
        "order": view.order,
        "requests": state.requests,
        "owner": state.owner,
        "handoff": state.handoff,
        "handoff_count": state.epoch,
        "handoff_note": state.handoff_note,
    }


def _worded(value: Any) -> Any:
    """A day as the customer worded it, for that is what programs compare, and as the day that was understood."""
    if isinstance(value, dict) and "text" in value:
        return {"value": value["text"], "text": value["text"], "iso": value.get("value")}
    return value


def _card(card: Any) -> dict[str, Any]:
    fields = ("id", "title", "price", "category", "color", "unit", "note", "stock", "delivery")
    return {name: getattr(card, name) for name in fields}


async def converse(new_session: Any, lines: Any = sys.stdin) -> None:
    """Answers every line of the input until it ends."""
    import asyncio

    program = Program(new_session)
    while raw := await asyncio.to_thread(lines.readline):
        sys.stdout.buffer.write(await program.answer(raw) + b"\n")
        sys.stdout.buffer.flush()
