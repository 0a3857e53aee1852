"""A line of the conversation log as the messages that a chat gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.conversation.model import Button, Card, Entry
from bot.conversation.waiting import first_name
from bot.words import Words
from connectors.telegram.drawings import chart_drawing, drawing
from connectors.telegram.pieces import LONGEST_CAPTION, fitting, split

LONGEST_BUTTON_ID = 64
"""Bytes of callback_data: https://core.telegram.org/bots/api#inlinekeyboardbutton"""
TOLD = ("joined", "other_language", "transferred", "handed_back", "resolved")
"""Changes of the owner that a chat is told of; of the others the bot has spoken itself."""


@dataclass(frozen=True)
class Piece:
    """One message: a text, or a picture (its address, or a PNG) with the text as its caption. Nothing in it is markup."""

    text: str
    photo: str | bytes = ""
    buttons: tuple[Button, ...] = ()


def pieces(entry: Entry, words: Words) -> list[Piece]:
    """The messages for an entry, in order; none where the chat knows already or must not know. The buttons are on the last."""
    if entry.private or entry.author == "customer":
        return []
    if entry.author == "system":
        told = entry.event in TOLD
        event = f"{entry.event}_about" if entry.event == "joined" and entry.text else entry.event
        return [Piece(words.say(f"utter_channel_{event}", name=first_name(entry.name), about=entry.text))] if told else []
    charts = [Piece(fitting(entry.chart.alt, LONGEST_CAPTION), chart_drawing(entry.chart))] if entry.chart else []
    shown = [
        *_texts(entry, words),
        *charts,
        *(_photo(card, line) for card, line in _lines(entry.cards, words) if _has_picture(card)),
    ]
    buttons = tuple(button for button in entry.buttons if button.title and len(button.id.encode()) <= LONGEST_BUTTON_ID)
    return [*shown[:-1], replace(shown[-1], buttons=buttons)] if shown else []


def _texts(entry: Entry, words: Words) -> list[Piece]:
    """What is said, and the products that have no picture as lines below it."""
    said = entry.text.strip()
    if said and entry.author == "rep" and entry.name:
        said = words.say("utter_channel_rep", name=first_name(entry.name), text=said)
    below = [line for card, line in _lines(entry.cards, words) if not _has_picture(card)]
    return [Piece(part) for part in split("\n\n".join(part for part in (said, *below) if part))]


def _photo(card: Card, line: str) -> Piece:
    picture = drawing(card) if _is_drawn(card) else card.image or ""
    return Piece(fitting(line, LONGEST_CAPTION), picture)


def _lines(cards: Sequence[Card], words: Words) -> list[tuple[Card, str]]:
    """Each product with what is to be known of it. Several are numbered, for people will say "the second one"."""
    if len(cards) < 2:
        return [(card, _line(card, words)) for card in cards]
    return [(card, f"{number}. {_line(card, words)}") for number, card in enumerate(cards, 1)]


def _line(card: Card, words: Words) -> str:
    price = f"${card.price:,.2f}" if card.price is not None else ""
    how = "" if price and card.unit not in (None, "", "each") else "_each" if price else "_unpriced"
    line = words.say(f"utter_channel_card{how}", title=card.title, price=price, unit=card.unit)
    there = " · ".join(part for part in (card.stock, card.delivery) if part)
    return "\n".join(part for part in (line, card.note, there) if part)


def _has_picture(card: Card) -> bool:
    """Whether there is a picture that Telegram takes: at an address on the web and no SVG, or drawn by ourselves."""
    address = urlsplit(card.image or "")
    on_the_web = address.scheme in ("http", "https") and not address.path.lower().endswith(".svg")
    return on_the_web or _is_drawn(card)


def _is_drawn(card: Card) -> bool:
    """Whether the picture is one that the website draws, at an address of its own (`bot.catalog.pictures.address`)."""
    return bool(card.image) and str(card.image).startswith("/products/")
