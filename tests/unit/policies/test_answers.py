"""Which passage answers a question, on which day."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from bot.policies.policy import Policy, passages
from bot.policies.reading import read_policies
from bot.policies.service import Policies

TODAY = date(2026, 11, 22)


def policy(text: str, effective: str = "2026-01-01", title: str = "Returns", **more: object) -> Policy:
    values = {"topic": "returns", "source": "Terms, section 7", **more}
    return Policy(title=title, text=text, effective=date.fromisoformat(effective), **values)  # type: ignore[arg-type]


def held(*every: Policy) -> Policies:
    return Policies(lambda: every)


@pytest.fixture(scope="module")
def demo() -> Policies:
    policies, faults = read_policies(Path(str(files("bot.demo.policies"))))
    assert not faults
    return Policies(lambda: policies)


def test_the_version_in_force_on_the_day_answers() -> None:
    policies = held(policy("14 days.", "2025-01-01"), policy("30 days.", "2026-01-01"), policy("60 days.", "2027-01-01"))
    for day, text in (("2025-06-01", "14 days."), ("2026-01-01", "30 days."), ("2027-01-01", "60 days.")):
        answer = policies.answer("returns", "", date.fromisoformat(day))
        assert answer is not None
        assert answer.text == text
    assert policies.answer("returns", "", date(2024, 12, 31)) is None


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    policies = held(policy("Until the year ends.", expires=date(2026, 12, 31)))
    assert policies.answer("returns", "", date(2026, 12, 31))
    assert policies.answer("returns", "", date(2027, 1, 1)) is None


def test_another_topic_is_no_answer() -> None:
    assert held(policy("30 days.")).answers(["payment"], "return", TODAY) == []


def test_the_passage_with_the_telling_words_answers_and_the_opening_where_none_tells() -> None:
    policies = held(
        policy("Within 30 days.\n\n## Furniture\nChairs: 14 days.\n\n## Ink\nSealed cartridges only.\n\n## Food\nNever.")
    )
    assert policies.answers(["returns"], "can I return a chair?", TODAY)[0].heading == "Furniture"
    assert policies.answers(["returns"], "opened cartridge", TODAY)[0].heading == "Ink"
    assert policies.answers(["returns"], "how do returns work", TODAY)[0].heading == ""


def test_a_general_question_gets_the_opening_of_each_policy_in_force_newest_first() -> None:
    policies = held(policy("Always.", title="Steps"), policy("In autumn.", "2026-10-01", title="Autumn"))
    assert [answer.text for answer in policies.answers(["returns"], "any deals?", TODAY)] == ["In autumn.", "Always."]


def test_what_holds_in_one_state_is_told_only_there() -> None:
    policies = held(policy("All."), policy("Only here.", title="California", region="CA"))
    assert [answer.text for answer in policies.answers(["returns"], "", TODAY)] == ["All."]
    assert [answer.text for answer in policies.answers(["returns"], "", TODAY, region="CA")] == ["Only here.", "All."]


def test_a_question_may_be_answered_by_a_neighboring_topic_which_never_opens() -> None:
    policies = held(policy("30 days.\n\n## Ink\nSealed."), policy("Same item, same price.", topic="price_match", title="Match"))
    both = ["returns", "price_match"]
    assert policies.answers(both, "can you match a price?", TODAY)[0].policy.topic == "price_match"
    assert [answer.text for answer in policies.answers(both, "tell me more", TODAY)] == ["30 days."]
    assert policies.fitting(both, "tell me more", TODAY) is None


def test_lines_of_a_paragraph_are_joined_and_lists_keep_theirs() -> None:
    (one,) = passages(policy("One\ntwo.\n\nThree:\n- a\n- b"))
    assert one.text == "One two.\nThree:\n- a\n- b"


@pytest.mark.parametrize(
    ("topic", "question", "heading"),
    [
        ("returns", "can I send back an opened ink cartridge", "Ink and toner"),
        ("returns", "return policy on office chairs?", "Furniture"),
        ("returns", "the laptop I bought last week, can it be returned", "Technology and electronics"),
        ("returns", "my order came broken", "Damaged, broken or wrong items"),
        ("returns", "are mugs with our logo returnable", "Custom and printed goods"),
        ("print_services", "500 bookmarks please", ""),
        ("returns", "what's your return policy", ""),
        ("returns", "it came late again and I want my money back", ""),
        ("returns", "tell me how returns work", ""),
        ("returns", "can I bring this desk back", "Furniture"),
        ("payment", "do you accept purchase orders", "Purchase orders"),
        ("payment", "can we get net 30", "Paying on account, net terms"),
        ("payment", "we are tax exempt", "Sales tax and tax exemption"),
        ("financing", "what's the interest rate", "Rates and fees"),
        ("financing", "will you run a credit check", "Credit check"),
        ("delivery", "do you ship to Hawaii", "Alaska, Hawaii and Puerto Rico"),
        ("delivery", "do you deliver on Saturdays", "Weekends and holidays"),
        ("marketplace", "how much commission do you take", "Fees and commission"),
        ("print_services", "how much are business cards", "Business cards"),
        ("it_services", "my laptop screen is cracked", "Repair"),
        ("billing", "there is a mistake on my invoice", "Mistakes on an invoice"),
        ("promotions", "any deals on toner recycling", "Recycling ink and toner"),
    ],
)
def test_the_demo_merchant_answers(demo: Policies, topic: str, question: str, heading: str) -> None:
    answer = demo.answer(topic, question, TODAY)
    assert answer is not None
    assert answer.heading == heading


def test_the_demo_merchant_names_a_source_for_everything(demo: Policies) -> None:
    topics = "returns payment financing delivery marketplace print_services it_services billing price_match privacy promotions"
    for topic in topics.split():
        answer = demo.answer(topic, "", TODAY)
        assert answer is not None
        assert answer.policy.source


@pytest.mark.parametrize(
    ("topics", "question", "heading"),
    [
        (("payment",), "how can I pay?", ""),
        (("payment",), "what ways to pay do you offer?", ""),
        (("payment",), "do you accept gift cards?", "Gift cards"),
        (("payment",), "can we pay on net terms", "Paying on account, net terms"),
        (("financing", "payment"), "do you offer financing?", ""),
        (("financing", "payment"), "can you finance a factory order?", "Financing a factory order"),
        (("returns",), "what's your return policy?", ""),
        (("marketplace",), "how do I sell on your marketplace?", ""),
    ],
)
def test_what_a_whole_policy_is_about_does_not_choose_one_of_its_passages(
    demo: Policies, topics: tuple[str, ...], question: str, heading: str
) -> None:
    assert demo.answers(topics, question, TODAY)[0].heading == heading
