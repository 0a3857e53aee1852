"""A request as it would go out: what the customer told, with the defaults that we name, the files, and what is left open."""

from __future__ import annotations

from msgspec.structs import replace

from actions import factory
from actions.cautions import cautions_of
from actions.talk import Talk, money
from bot.conversation import terms
from bot.sourcing.cautions import note
from bot.sourcing.questions import SAMPLE_ABOVE, fields_of, open_questions, questions
from bot.sourcing.request import RequestFields


def learn(talk: Talk) -> bool:
    """Takes an incoterm, the wish for a sample and how often goods are needed out of the message; says whether it did."""
    if not terms.said(talk.text):
        return False
    if named := terms.incoterm_in(talk.text):
        talk.hold("incoterm", named)
    wanted = terms.sample_in(talk.text)
    if wanted is not None:
        talk.hold("sample", wanted)
    if often := terms.repeats_in(talk.text):
        talk.hold("repeats", often)
    return True


async def request_of(talk: Talk) -> RequestFields:
    """The request out of what is held; KeyError where product or quantity are missing."""
    fields = fields_of(talk.facts())
    fields = replace(fields, incoterm=talk.held("incoterm") or fields.incoterm, attachments=tuple(talk.turn.conversation.files))
    wanted = talk.held("sample")
    notes = [note(one) for one in cautions_of(talk) if one.rule != "prohibited"]
    fields = replace(fields, notes=(*notes, *_repeats(talk)))
    return replace(fields, sample=await _is_large(talk, fields) if wanted is None else bool(wanted))


def _repeats(talk: Talk) -> list[str]:
    return [talk.piece("utter_piece_repeats", often=talk.held("repeats"))] if talk.held("repeats") else []


async def _is_large(talk: Talk, fields: RequestFields) -> bool:
    """Whether so much money is at stake that a sample is worth its price."""
    made = (await factory.compared(fields, talk)).answer.factory
    return made is not None and made.landed.total > SAMPLE_ABOVE


def lines(talk: Talk, fields: RequestFields) -> list[str]:
    """What the summary says beside the facts: the terms with where they come from, the files, and what is left open."""
    told = [
        talk.piece("utter_piece_terms_told" if talk.held("incoterm") else "utter_piece_terms_default", incoterm=fields.incoterm)
    ]
    if talk.held("sample") is not None:
        told.append(talk.piece("utter_piece_sample_yes" if fields.sample else "utter_piece_sample_no"))
    elif fields.sample:
        told.append(talk.piece("utter_piece_sample_default", amount=money(SAMPLE_ABOVE).removesuffix(".00")))
    told += _repeats(talk)
    if fields.attachments:
        told.append(talk.piece("utter_piece_files", files=", ".join(file.name for file in fields.attachments)))
    told += [talk.piece(f"utter_piece_caution_{one.key}", said=one.said) for one in cautions_of(talk)]
    return [*told, _completeness(talk)]


def _completeness(talk: Talk) -> str:
    """How much is known, and why what is open would help."""
    left = open_questions({name: talk.held(name) for name in talk.tracker.slots})
    known, whole = len(questions()) - len(left), len(questions())
    if not left:
        return talk.piece("utter_piece_complete", known=known, all=whole)
    why = "; ".join(talk.piece(f"utter_piece_open_{slot}") for slot in left)
    return talk.piece("utter_piece_incomplete", known=known, all=whole, open=why)
