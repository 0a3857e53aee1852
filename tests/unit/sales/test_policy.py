"""The policy alone: pure, repeatable, and with its reasons."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import HandoffRequested
from bot.sales.model import Rep
from bot.sales.needs import HOLD_SECONDS, MOST_LINES, Needs, deal_of, lines_of, needs_of, skill_named, steps_of
from bot.sales.routing import Free, Seeker, choose_handoff, choose_rep, told
from bot.sales.urgency import MOST_OVERTAKEN, RIPE_SECONDS, head_start

NOW = datetime(2026, 3, 2, 15, tzinfo=timezone.utc)
FULL = Needs(skill="print", language="es", zip="30301", state="GA", own="ann", last="bob")


def seeker(name: str, key: float = 1, waited: float = 10, needs: Needs = FULL, step: int = 1) -> Seeker:
    return Seeker(name, 1, key, int((NOW.timestamp() - waited) * 1000), needs, step, (0,) * step)


def test_the_steps_come_in_their_order_and_language_is_the_last_to_go() -> None:
    steps = steps_of(FULL)
    assert [step.name for step in steps] == ["own", "last", "territory", "skill", "language", "english", "anyone"]
    assert [step.lines for step in steps[:3]] == [("rep:ann",), ("rep:bob",), ("print/es/z303", "print/es/sGA")]
    assert all("/es/" in line for step in steps[2:5] for line in step.lines)


def test_steps_that_ask_for_nothing_are_left_out() -> None:
    assert [step.name for step in steps_of(Needs())] == ["language", "anyone"]
    assert [step.name for step in steps_of(Needs(own="ann", last="ann"))] == ["own", "language", "anyone"]


def test_by_the_time_nobody_may_be_overtaken_everybody_is_open() -> None:
    assert sum(HOLD_SECONDS.values()) == RIPE_SECONDS


def test_a_rep_stands_in_every_line_that_meets_a_hand_off_they_can_serve() -> None:
    lines = lines_of(Rep("ann", "Ann", skills=("Printing & print", "furniture"), languages=("en", "es"), zips=("303",)))
    for step in steps_of(FULL):
        if step.name not in ("last",):
            assert not set(lines).isdisjoint(step.lines), step
    assert len(lines) == len(set(lines))


def test_a_rep_who_can_serve_everything_everywhere_stays_within_bounds() -> None:
    everywhere = tuple(f"{number:03d}" for number in range(900))
    lines = lines_of(Rep("ann", "Ann", skills=("print", "furniture"), languages=("en", "es", "fr"), zips=everywhere))
    assert len(lines) == MOST_LINES
    assert {"rep:ann", "*", "/en/", "print/fr/"} <= set(lines)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("office chairs", "furniture"), ("laptop", "technology"), ("printers", "technology"), ("business cards", "print"),
        ("Custom manufacturing", "sourcing"), ("tablet", "tablet"), ("paper", "paper"), ("", ""),
    ],
)  # fmt: skip
def test_skills_are_named_by_their_words(text: str, skill: str) -> None:
    assert skill_named(text) == skill


def test_needs_are_read_from_what_is_known_whatever_that_is() -> None:
    known = {"zip": {"value": 7, "text": "30301"}, "quantity": {"value": 200}, "target_price": "12.5", "product": "totes"}
    needs = needs_of(HandoffRequested("c", "", "", known, NOW, intent="sourcing_request"), own="ann")
    assert (needs.skill, needs.zip, needs.state, needs.weight, needs.deal) == ("sourcing", "30301", "GA", 2, 2_500)
    odd = {"zip": ["x"], "quantity": "many", "target_price": None, "language": 7, "product": 5, "state": {"text": None}}
    assert needs_of(HandoffRequested("c", "", "", odd, NOW)) == Needs()
    assert deal_of({"quantity": 1e300, "max_price": 1e300}) == 0


def test_of_free_reps_the_one_with_most_seats_left_then_the_one_idle_longest() -> None:
    free = [Free("a", 3, 50), Free("b", 5, 90), Free("c", 5, 20)]
    assert [one.rep for one in choose_rep(seeker("x"), free, NOW)] == ["c", "b", "a"]


def test_the_reasons_name_every_step_before() -> None:
    looking = Seeker("x", 1, 1, int(NOW.timestamp() * 1000) - 40_000, FULL, 4, (0, 2, 0, 3))
    (chosen,) = choose_rep(looking, [Free("dora", 2)], NOW)
    assert told(chosen) == [
        "dora by skill and language, after 40 s",
        "the account's own rep: nobody there",
        "the rep last spoken to: all busy",
        "skill, language and territory: nobody there",
        "skill and language: the only one free",
        "not met: territory",
    ]


def test_of_those_who_wait_the_smallest_key_is_served() -> None:
    chosen = choose_handoff(Free("ann", 1), [seeker("old", 9, 60), seeker("large", 4, 5, Needs(deal=90_000))], NOW)
    assert chosen is not None
    assert chosen.conversation == "large"
    assert "goes before 1 who came earlier: a deal of about $90,000" in told(chosen)[-1]
    assert choose_handoff(Free("ann", 1), [], NOW) is None


@given(
    st.lists(
        st.builds(
            Needs,
            deal=st.integers(0, 10**9),
            intent=st.sampled_from(["", "complaint", "greet"]),
            urgent=st.sampled_from(["", "why"]),
            expires=st.none() | st.integers(-90_000, 200_000).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        ),
        max_size=80,
    )
)
def test_whoever_comes_nobody_is_overtaken_more_than_20_times(arrivals: list[Needs]) -> None:
    keys = [ticket - head_start(needs, NOW) for ticket, needs in enumerate(arrivals)]
    for ticket, key in enumerate(keys):
        assert sum(other < key for other in keys[ticket + 1 :]) <= MOST_OVERTAKEN
