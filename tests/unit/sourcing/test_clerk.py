"""What is due with a request and when; links that nobody guesses."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.errors import Missing, Refused
from bot.sourcing import clerk, deeds
from bot.sourcing.brief import brief
from bot.sourcing.dossier import Dossier
from bot.sourcing.links import Links
from tests.unit.sourcing.test_deeds import AT, LATER, compared, opened, quoted
from tests.unit.sourcing.test_quotes import FIELDS, terms

LINKS = Links(lambda text: sha256(b"secret" + text.encode()).digest())


def after_posts(dossier: Dossier) -> Dossier:
    """The dossier with every letter that is due sent."""
    for post in clerk.posts(dossier, LATER):
        noted = clerk.sent(dossier.invited[post.supplier], post, LATER)
        dossier = deeds.mark(dossier, [noted], "sent", LATER).after
    return dossier


def test_a_letter_is_due_until_it_has_left() -> None:
    dossier = opened(3)
    assert [post.name for post in clerk.posts(dossier, LATER)] == ["invite v1"] * 3
    assert clerk.posts(after_posts(dossier), LATER) == []


def test_a_new_version_goes_to_everybody_again() -> None:
    dossier = deeds.amend(after_posts(opened(3)), replace(FIELDS, sample=True), "customer", LATER).after
    assert clerk.to_be_invited(dossier)
    assert clerk.posts(dossier, LATER) == []
    dossier = deeds.invite(dossier, dossier.invited.values(), LATER).after
    assert [post.name for post in clerk.posts(dossier, LATER)] == ["invite v2"] * 3


def test_a_quote_with_gaps_is_asked_for_exactly_those_and_no_more_than_twice() -> None:
    dossier = after_posts(quoted(1, terms(tooling=None, lead_days=None, hs=None)))
    assert dossier.invited["S0"].chased == ("tooling", "lead_days")
    assert "chase v1 r1" in dossier.invited["S0"].posted
    for _ in range(2):
        dossier = deeds.receive(dossier, "S0", terms(lead_days=None), LATER).after
        dossier = after_posts(dossier)
    assert sum(name.startswith("chase") for name in dossier.invited["S0"].posted) == 2


def test_a_counter_offer_reaches_the_supplier_once() -> None:
    dossier = deeds.counter(after_posts(compared(2)), "S1", 1, {"note": "cheaper?"}, "customer", LATER).after
    assert [(post.kind, post.supplier) for post in clerk.posts(dossier, LATER)] == [("counter", "S1")]
    assert clerk.posts(after_posts(dossier), LATER) == []


def test_a_withdrawn_request_is_told_to_whom_it_went_and_once() -> None:
    assert clerk.posts(deeds.cancel(opened(3), "customer", LATER).after, LATER) == []
    dossier = deeds.cancel(after_posts(opened(3)), "customer", LATER).after
    assert [(post.kind, post.supplier) for post in clerk.posts(dossier, LATER)] == [("cancel", f"S{one}") for one in range(3)]
    assert clerk.posts(after_posts(dossier), LATER) == []


def test_who_cannot_be_reached_is_tried_with_growing_pauses_and_then_given_up() -> None:
    dossier, now, pauses = opened(1), AT, []
    while not dossier.invited["S0"].dead:
        assert clerk.posts(dossier, now)
        noted = clerk.failed(dossier.invited["S0"], "connection refused", False, now)
        dossier = deeds.mark(dossier, [noted], "not_sent", now).after
        if noted.again:
            assert clerk.posts(dossier, noted.again - timedelta(seconds=1)) == []
            assert clerk.next_look(dossier, now) == noted.again
            pauses.append(noted.again - now)
            now = noted.again
    assert [pause.seconds // 60 for pause in pauses] == [1, 4, 16, 64, 256]
    assert clerk.posts(dossier, now + timedelta(days=1)) == []


def test_a_lasting_refusal_is_given_up_at_once() -> None:
    assert clerk.failed(opened(1).invited["S0"], "no such mailbox", True, AT).dead == "no such mailbox"


def test_a_request_is_closed_at_its_deadline_and_expires_with_its_last_quote() -> None:
    dossier = quoted(1)
    assert dossier.request.deadline
    assert not clerk.has_to_close(dossier, dossier.request.deadline - timedelta(seconds=1))
    assert clerk.has_to_close(dossier, dossier.request.deadline)
    a_day_before = dossier.request.deadline - timedelta(days=1)
    assert clerk.next_look(dossier, LATER) == a_day_before  # when the customer is reminded
    assert clerk.next_look(dossier, a_day_before) == dossier.request.deadline
    assert not clerk.has_expired(compared(), LATER)
    assert clerk.has_expired(compared(), LATER + timedelta(days=60))


def test_who_declined_hears_no_more() -> None:
    dossier = opened(2)
    declined = replace(dossier.invited["S0"], declined="busy")
    dossier = deeds.mark(dossier, [declined], "declined", LATER, "supplier:S0").after
    assert [post.supplier for post in clerk.posts(dossier, LATER)] == ["S1"]


def test_suppliers_do_not_read_who_asks_and_what_they_would_pay_at_most() -> None:
    fields = replace(FIELDS, email="me@shop.example", phone="+1 312 555 0100", name="Ann", max_price=FIELDS.quantity)
    told = str(brief(fields))
    assert "tote bags" in told
    assert "2,500 pieces" in told
    for secret in ("me@shop", "555", "Ann", "price"):
        assert secret not in told


@given(some.text(min_size=1, max_size=40), some.text(max_size=30))
def test_a_link_leads_where_it_was_made_for(supplier: str, noise: str) -> None:
    token = LINKS.token("RFQ-10001", supplier, AT)
    link = LINKS.read(token, LATER)
    assert (link.number, link.supplier) == ("RFQ-10001", supplier)
    for wrong in (noise, token + "x", token[:-1], token.replace("10001", "10002"), f"{noise}{token}"):
        if wrong != token:
            with pytest.raises(Missing):
                LINKS.read(wrong, LATER)


def test_a_link_runs_out() -> None:
    token = LINKS.token("RFQ-10001", "S1", AT)
    with pytest.raises(Refused):
        LINKS.read(token, AT + timedelta(days=61))
