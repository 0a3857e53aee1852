"""`quartermaster simulate` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.process import run


def test_a_day_is_played_and_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "day.svg"
    words = ("simulate", "--day", "2026-03-02", "--customers", "60000", "--reps", "20", "--plot", str(picture), "--json")
    done = run(*words, var=tmp_path)
    day = json.loads(done.stdout)
    assert day["day"] == "2026-03-02"
    assert sum(hour["came"] for hour in day["hours"]) > 700
    assert all(0 <= hour["left"] <= 1 and 0 <= hour["busy"] <= 1 for hour in day["hours"])
    assert "<svg" in picture.read_text()


def test_it_says_how_many_reps_an_hour_needs(tmp_path: Path) -> None:
    done = run("simulate", "--customers", "60000", "--reps", "20", "--need", "Mon 10:00", "--json", var=tmp_path)
    need = json.loads(done.stdout)
    assert need["theory"] > 2
    assert need["simulated"] > 2
    assert f"{need['simulated']} reps: " in done.stderr
    assert need["abandonment"] <= 0.03


def test_what_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    for words, said in (
        (("--need", "Someday 10"), "no day and time"),
        (("--need", ""), "no day and time"),
        (("--need", "Mon 10:00", "--day", "2026-03-03"), "is a Tuesday"),
        (("--share", "nan"), "must be numbers"),
        (("--plot", "day.gif"), "must end in .svg or .png"),
        (("--plot", str(tmp_path / "nowhere" / "day.svg")), "there is no folder"),
    ):
        done = run("simulate", *words, var=tmp_path)
        assert done.returncode
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
