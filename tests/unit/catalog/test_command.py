from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bot.catalog.vector_building import made

FEED = "id,title,brand,price\n1,Desk lamp,Acme,19.5\n2,Floor lamp,Acme,N/A\n3,Wall lamp,Acme,80\n"


def quartermaster(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QUARTERMASTER_VAR": str(var)}
    words = [sys.executable, "-m", "bot.cli", "catalog", *arguments]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def imported(tmp_path: Path) -> Path:
    feed = tmp_path / "feed.csv"
    feed.write_text(FEED)
    done = quartermaster(tmp_path / "var", "import", str(feed))
    assert done.returncode == 0, done.stderr
    assert "2 products from 3 rows" in done.stdout
    assert "1 rows did not fit" in done.stdout
    return tmp_path / "var"


def test_a_search_answers_one_object_a_query(tmp_path: Path) -> None:
    var = imported(tmp_path)
    answer = json.loads(quartermaster(var, "search", "desk", "lamp", "--json").stdout)
    assert answer["query"] == "desk lamp"
    assert (answer["hits"][0]["id"], answer["hits"][0]["title"], answer["hits"][0]["price"]) == ("1", "Desk lamp", 19.5)
    assert answer["hits"][0]["score"] > 0
    batch = tmp_path / "queries.txt"
    batch.write_text("lamp\nno such thing\n")
    lines = [
        json.loads(line)
        for line in quartermaster(var, "search", "--batch", str(batch), "--max-price", "50").stdout.splitlines()
    ]
    assert [[hit["id"] for hit in line["hits"]] for line in lines] == [["1"], []]


def test_a_search_needs_no_dialogue_engine(tmp_path: Path) -> None:
    var = imported(tmp_path)
    script = (
        "import sys; from bot.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'rasa', 'tensorflow', 'spacy', 'redis'} & set(sys.modules)))"
    )
    words = [sys.executable, "-c", script, "catalog", "search", "lamp"]
    environment = {**os.environ, "QUARTERMASTER_VAR": str(var)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert "Desk lamp" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_empty_catalog_and_a_broken_feed_are_one_clear_line(tmp_path: Path) -> None:
    empty = quartermaster(tmp_path, "search", "lamp")
    assert (empty.returncode, empty.stderr.count("\n")) == (1, 1)
    assert "empty" in empty.stderr
    bad = tmp_path / "bad.csv"
    bad.write_text("nothing of use")
    broken = quartermaster(tmp_path, "import", str(bad))
    assert broken.returncode == 1
    assert "neither a table" in broken.stderr.splitlines()[-1]


def test_the_meanings_of_a_large_feed_follow_in_the_background(tmp_path: Path) -> None:
    feed, var = tmp_path / "feed.csv", tmp_path / "var"
    feed.write_text(FEED)
    script = "import bot.catalog.vector_building as making; making.QUICKLY = 1; from bot.cli import main; main()"
    words = [sys.executable, "-c", script, "catalog", "import", str(feed)]
    environment = {**os.environ, "QUARTERMASTER_VAR": str(var)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "follow in the background" in done.stdout
    until = time.monotonic() + 120
    while not made(var).complete and time.monotonic() < until:
        time.sleep(0.1)
    assert made(var) == (2, 2, 0)
