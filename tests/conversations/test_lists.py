"""Lists that come as files: read, matched, asked about together, and passed on as an order request with a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.player import NOW, Bot
from tests.conversations.test_talks import bot, told
from tests.sheets import Rows, ods, xls
from tests.unit.catalog.test_lists import spreadsheet

__all__ = ["bot"]


def send_file(bot: Bot, path: Path, data: bytes | str, text: str = "") -> dict[str, Any]:
    bot.send({"new": True, "channel": "web", "now": NOW, "reps_online": True})
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return bot.send({"text": text, "files": [str(path)]})


def test_a_table_becomes_an_order_request(bot: Bot, tmp_path: Path) -> None:
    answer = send_file(bot, tmp_path / "office.csv", "Item,Qty,Unit\ncopy paper,10,reams\nstaplers,12,\nunicorn saddles,5,\n")
    said = told(answer)
    assert answer["intents"] == ["bulk_quote"]
    assert [line["quantity"] for line in answer["items"]] == [10, 12, 5]
    assert "office.csv" in said
    assert "2b: Clipford Desktop Stapler" in said
    assert "unicorn saddles" in said
    chosen = bot.send({"text": "2b"})
    assert chosen["items"][1]["id"] != answer["items"][1]["id"]
    assert re.search(r"line 1\.", told(chosen))
    day = told(bot.send({"text": "it goes to 60601"}))
    assert "Chicago, IL" in day
    assert "Sep" in day
    ordered = bot.send({"text": "order it"})
    number = ordered["order"]["number"]
    assert re.fullmatch(r"OR-\d{5,}", number)
    assert number in told(ordered)
    assert number in ordered["handoff_note"]
    assert number in told(bot.send({"text": f"where is {number}"}))
    assert bot.send({"text": f"cancel {number}"})["order"] is None


@pytest.mark.parametrize(("name", "written"), [("old.xls", xls), ("open.ods", ods)])
def test_sheets_of_other_programs_are_lists_too(bot: Bot, tmp_path: Path, name: str, written: Callable[[Rows], bytes]) -> None:
    answer = send_file(bot, tmp_path / name, written([["Item", "Qty"], ["desktop stapler", 4], ["unicorn saddles", 5]]))
    assert [(line["product"], line["quantity"]) for line in answer["items"]] == [("desktop stapler", 4), ("unicorn saddles", 5)]
    assert name in told(answer)
    assert "Clipford Desktop Stapler" in told(answer)


def test_a_spreadsheet_with_words_beside_it_is_priced(bot: Bot, tmp_path: Path) -> None:
    book = spreadsheet([["SKU", "Description", "Quantity"], ["DSK303-01", "stapler", "10"], ["", "gel pens", "24"]])
    answer = send_file(bot, tmp_path / "list.xlsx", book, "what would all of this cost?")
    first = answer["items"][0]
    assert (first["id"], first["sure"]) == ("DSK303-01", 0.98)
    assert "2 × Pentara Gel Pens" in told(answer)


def test_five_hundred_lines_are_told_in_short(bot: Bot, tmp_path: Path) -> None:
    rows = [f"{thing},{number % 30 + 1}" for number in range(250) for thing in ("staplers", "desk lamp")]
    answer = send_file(bot, tmp_path / "big.csv", "Item,Qty\n" + "\n".join(rows))
    assert len(answer["items"]) == 500
    assert all(line["id"] for line in answer["items"])
    assert "475 more" in told(answer)
    assert len(told(answer)) < 6_000
    changed = bot.send({"text": "1b"})  # what is said of one holds for all that read the same
    assert len({line["id"] for line in changed["items"] if line["product"] == "staplers"}) == 1


def test_what_is_no_list_is_kept_and_said(bot: Bot, tmp_path: Path) -> None:
    long = send_file(bot, tmp_path / "long.csv", "Item,Qty\n" + "stapler,1\n" * 501)
    assert (long["items"], "500" in told(long)) == ([], True)
    letter = send_file(bot, tmp_path / "letter.txt", "Dear team,\nplease find our terms attached.\nRegards\n")
    assert (letter["items"], "file" in told(letter)) == ([], True)


def test_a_file_for_an_open_request_is_no_list(bot: Bot, tmp_path: Path) -> None:
    bot.send({"new": True, "channel": "web", "now": NOW, "reps_online": True})
    bot.send({"text": "500 white ceramic mugs with our logo, from a factory"})
    path = tmp_path / "brief.csv"
    path.write_text("Item,Qty\nmugs,500\nboxes,10\n")
    assert bot.send({"text": "", "files": [str(path)]})["items"] == []
