"""`chat`: for people, in the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import click

from bot.conversation.message import Body, Pressed, Said
from bot.conversation.model import Button, Entry
from bot.conversation.text import clean
from bot.errors import QuartermasterError
from connectors.terminal.session import Session

SYSTEM_LINES = {
    "queued": "(You are in line for a person.)",
    "message_taken": "(Your message is kept for a person.)",
    "joined": "({name} is here now.)",
    "other_language": "({name} does not speak your language and answers in English.)",
    "transferred": "({name} goes on with you.)",
    "handed_back": "({name} has handed you back to the assistant.)",
    "resolved": "({name} has closed the conversation.)",
}


async def talk(session: Session) -> None:
    """Reads lines and shows the answers until the input ends; a number presses the button it stands before."""
    click.secho("Type a message; a number presses a button; /file PATH sends a file; Ctrl-D ends.", dim=True)
    offered: list[Button] = []
    while True:
        try:
            raw = await asyncio.to_thread(
                click.prompt, click.style("you", fg="cyan"), prompt_suffix="> ", default="", show_default=False
            )
        except click.Abort:
            click.echo()
            return
        try:
            turn = await session.say(await _body(session, raw, offered))
        except QuartermasterError as error:
            click.secho(str(error), fg="red")
            continue
        offered = show(entry for _, entry in turn.entries)


async def _body(session: Session, raw: str, offered: list[Button]) -> Body:
    if raw.startswith("/file "):
        return Said("", (await session.keep(Path(raw.removeprefix("/file ").strip())),))
    if raw.isdigit() and 0 < int(raw) <= len(offered):
        return Pressed(offered[int(raw) - 1].id)
    return Said(clean(raw))


def show(entries: Iterable[Entry]) -> list[Button]:
    """Prints what others said, and gives the buttons that can be pressed now."""
    offered: list[Button] = []
    for entry in entries:
        if entry.private:
            continue
        if entry.author == "system":
            click.secho(SYSTEM_LINES.get(entry.event, "").format(name=entry.name), dim=True)
        if entry.author not in ("bot", "rep"):
            continue
        click.echo(f"{click.style(entry.name or 'Quartermaster', fg='green')}> {entry.text}")
        for card in entry.cards:
            price = f"${card.price:,.2f}" if card.price is not None else "price on request"
            click.echo(f"    • {card.title}  {click.style(price, bold=True)}{f' / {card.unit}' if card.unit else ''}")
        for button in entry.buttons:
            offered.append(button)
            click.echo(f"    [{len(offered)}] {button.title}")
    return offered
