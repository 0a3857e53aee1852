"""The commands around the website and the desk, as processes of their own."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

from bot.events import HandoffRequested
from bot.sales.model import Rep
from bot.store import keys
from bot.store.connect import Client
from bot.store.embedded import embedded_redis
from bot.store.once import ask
from bot.store.routing import Router
from bot.store.sales import RedisQueue, RedisReps
from tests.process import free_port, run, running, until

REPS = """\ufeffID, Name ,Password,Skills,Languages,Email,Capacity,Role
Anna,Anna Reyes,open sesame 1,print; furniture,en|es,anna@example.com,5,lead
ben,Ben Okafor,,,,,,
bad id,Bad,,,,,,
cleo,Cleo,short,,,,,
dora,Dora,,,,not-an-address,,
eve,Eve,,,,,0,
finn,Finn,,,,,,king
anna,Anna again,,,,,,
,Nobody,,,,,,
gus,,,,,,,
"""


def test_reps_are_imported_and_bad_rows_reported(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "reps.csv"
    file.write_text(REPS, encoding="utf-8")
    done = run("reps", "import", str(file), var=var)
    assert done.returncode == 0
    assert "2 reps imported, 8 rows did not fit" in done.stdout
    reported = [line for line in done.stderr.splitlines() if line.startswith("line ")]
    assert [line.split(":")[0] for line in reported] == [f"line {number}" for number in range(4, 12)]
    listed = run("reps", "list", var=var).stdout.splitlines()
    assert len(listed) == 2
    assert "Anna Reyes" in listed[0]
    assert "furniture" in listed[0]
    assert "no password" in listed[1]


def test_an_import_without_a_password_keeps_the_old_one(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "reps.csv"
    with embedded_redis(var):
        file.write_text("id,name,password\nanna,Anna,open sesame 1\n")
        run("reps", "import", str(file), var=var)
        file.write_text("id,name\nanna,Anna Renamed\n")
        run("reps", "import", str(file), var=var)
        listed = run("reps", "list", var=var).stdout
    assert "Anna Renamed" in listed
    assert "no password" not in listed


def test_a_file_that_is_no_directory_is_one_clear_line(var: Path, tmp_path: Path) -> None:
    picture = tmp_path / "reps.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe")
    columns = tmp_path / "reps.csv"
    columns.write_text("a,b\n1,2\n")
    for file in (picture, columns, tmp_path / "none.csv"):
        done = run("reps", "import", str(file), var=var)
        assert done.returncode == 1
        assert done.stderr.startswith("quartermaster: ")
        assert "Traceback" not in done.stderr


def test_the_demo_world_is_made_once_and_tells_how_to_sign_in(var: Path) -> None:
    first = run("demo", "--small", "--seed", "5", "--reps", "30", var=var)
    assert first.returncode == 0, first.stderr
    again = run("demo", "--small", "--seed", "5", var=var)
    assert again.stdout == first.stdout
    other = run("demo", "--small", "--seed", "6", "--reps", "99", var=var)
    assert "reps       others are there and stay" in other.stdout
    assert "sign in" in first.stdout
    reps = run("reps", "list", var=var).stdout.splitlines()
    assert len(reps) == 30
    assert first.stdout.split()[2] in "".join(reps)


def test_the_demo_reps_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    listed = []
    for folder in ("one", "two"):
        run("demo", "--small", "--seed", "5", var=tmp_path / folder)
        listed.append(run("reps", "list", var=tmp_path / folder).stdout)
    assert listed[0] == listed[1]


def test_the_queue_shows_who_waits_longest_first(var: Path) -> None:
    with embedded_redis(var) as url:
        assert run("queue", var=var).stdout == "nobody waits\n"
        for number, minute in enumerate((30, 10)):
            since = datetime(2026, 3, 2, 9, minute, tzinfo=timezone.utc)
            event = HandoffRequested(f"w{number}", f"reason {number}", "summary", {"product": "pens"}, since, epoch=1)
            partition = keys.partition_of(event.conversation)
            ask(url, lambda client, e=event, p=partition: RedisQueue(client).apply(e, p, "1-0"))
        shown = run("queue", "--json", var=var).stdout.splitlines()
        assert [json.loads(line)["conversation"] for line in shown] == ["w1", "w0"]
        assert json.loads(shown[0])["known"] == {"product": "pens"}
        assert "reason 1" in run("queue", var=var).stdout.splitlines()[0]


def test_the_web_process_waits_for_redis_and_says_so(var: Path) -> None:
    settings = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}", "QUARTERMASTER_PORT": "0"}
    with running("web", var=var, **settings) as process:
        assert process.stdout
        assert "waiting for Redis" in process.stdout.readline()
        process.terminate()
        assert process.wait(10) == 0


def test_the_web_process_is_up_quickly_without_rasa_and_ends_when_told(var: Path) -> None:
    with embedded_redis(var) as url:
        began = time.monotonic()
        with running("web", var=var, REDIS_URL=url, QUARTERMASTER_PORT="0") as process:
            assert process.stdout
            line = process.stdout.readline()
            took = time.monotonic() - began
            address = line.split()[-1]
            with urllib.request.urlopen(f"{address}healthz") as answer:
                assert json.load(answer)["ok"]
            loaded = Path(f"/proc/{process.pid}/maps").read_text() if sys.platform == "linux" else ""
            process.terminate()
            assert process.wait(10) == 0
    assert took < 5  # seconds, on a busy machine; it takes well under 1.5 s on a quiet one
    assert "tensorflow" not in loaded


def test_a_port_that_is_taken_is_one_clear_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, embedded_redis(var) as url:
        done = run("web", var=var, REDIS_URL=url, QUARTERMASTER_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_process_outlives_its_redis(var: Path) -> None:
    with embedded_redis(var) as url, running("web", var=var, REDIS_URL=url, QUARTERMASTER_PORT="0") as process:
        assert process.stdout
        address = process.stdout.readline().split()[-1]
        assert healthy(address)
        killed = server(url)
        os.kill(killed, signal.SIGKILL)
        assert until(lambda: server(url) != killed)
        assert until(lambda: healthy(address))


def server(url: str) -> int:
    return int(ask(url, lambda client: client.info("server"))["process_id"])


def healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=3) as answer:
            return bool(json.load(answer)["ok"])
    except OSError:
        return False


def test_of_1800_rows_the_30_that_are_wrong_are_kept_apart_and_the_rest_is_imported(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "reps.csv"
    wrong = (
        ("capacity", "0"),
        ("timezone", "Mars/Base"),
        ("zips", "1"),
        ("shifts", "someday: 9-5"),
        ("role", "boss"),
        ("email", "x"),
        ("languages", "en;elvish"),
        ("states", "Georgia"),
        ("id", "bad id"),
        ("name", ""),
    )
    columns = ("id", "name", "email", "capacity", "role", "states", "zips", "timezone", "shifts", "skills", "languages")
    rows, expected = [], []
    for number in range(1_800):
        row = {"id": f"rep{number}", "name": f"Rep {number}", "zips": "303;304", "timezone": "America/Chicago"}
        row |= {"shifts": "Mon-Fri: 9:00-17:30", "skills": "furniture;print", "languages": "en;es"}
        if number % 60 == 7:
            column, value = wrong[number // 60 % len(wrong)]
            row |= {column: value}
            expected.append((number + 2, column, value))
        rows.append(",".join(row.get(column, "") for column in columns))
    file.write_text("\n".join([",".join(columns), *rows]))
    done = run("reps", "import", str(file), var=var)
    assert "1770 reps imported, 30 rows did not fit" in done.stdout
    with (tmp_path / "reps.csv.rejects.csv").open(newline="") as rejected:
        faults = list(csv.DictReader(rejected))
    assert [(int(fault["line"]), fault["column"], fault[fault["column"]]) for fault in faults] == expected
    assert all(fault["reason"] for fault in faults)
    said = [line for line in done.stderr.splitlines() if line.startswith("line ")]
    assert [line.split(": ")[:2] for line in said] == [[f"line {line}", column] for line, column, _ in expected]
    assert len(run("reps", "list", var=var).stdout.splitlines()) == 1_770


def test_a_rep_is_removed_and_given_a_password_and_the_trail_says_so(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "reps.csv"
    file.write_text("id,name,password\nann,Ann,a good secret\nbob,Bob,\n")
    run("reps", "import", str(file), var=var)
    assert len(run("reps", "password", "ann", var=var).stdout.strip()) >= 8
    assert run("reps", "sign-out", "ann", var=var).stdout == "0 sessions ended\n"
    assert run("reps", "remove", "bob", var=var).stdout == "bob is removed\n"
    gone = run("reps", "remove", "bob", var=var)
    assert (gone.returncode != 0, "there is no rep bob" in gone.stderr) == (True, True)
    trail = run("reps", "trail", var=var).stdout
    assert [line.split()[3] for line in trail.splitlines()] == ["removed", "revoked", "password_given", "imported"]


def test_the_queue_says_of_every_offer_why_this_rep_got_this_one(var: Path) -> None:
    async def offered(client: Client) -> None:
        now, queue = datetime.now(timezone.utc), RedisQueue(client)
        await RedisReps(client).save(Rep("ann", "Ann Lee", skills=("sourcing",)))
        await queue.present("ann", 60)
        asked = HandoffRequested("c1", "asked", "", {"zip": "30301"}, now, 1, intent="sourcing_request")
        await queue.apply(asked, 7, "1-0")
        (assignment,) = (await Router(client).route(now)).given
        await queue.reject("c1", "ann", assignment.epoch, now)
        await queue.claim("c1", "ann", now)

    with embedded_redis(var) as url:
        ask(url, offered)
        shown = run("queue", "why", "c1", var=var).stdout
        assert "ann by skill and language, after 0 s" in shown
        assert "skill, language and territory: nobody there" in shown
        assert "skill and language: waits longest" in shown
        assert "not met: territory" in shown
        assert "ann by own choice" in shown
        assert len(run("queue", "why", "c1", "--json", var=var).stdout.splitlines()) == 2
        assert run("queue", "why", "c2", var=var).stdout == "c2 was offered to nobody\n"
